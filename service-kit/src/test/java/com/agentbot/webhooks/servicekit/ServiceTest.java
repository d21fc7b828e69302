package com.agentbot.webhooks.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceTest {
    private final List<String> happened = Collections.synchronizedList(new ArrayList<>());
    private final Service.Failures failures = new Service.Failures();

    /** A part that notes what is done to it. */
    private class Noted implements Part {
        private final String name;
        private final @Nullable Exception onStart;
        private final @Nullable RuntimeException onStop;

        Noted(String name) {
            this(name, null, null);
        }

        Noted(String name, @Nullable Exception onStart, @Nullable RuntimeException onStop) {
            this.name = name;
            this.onStart = onStart;
            this.onStop = onStop;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void start() throws Exception {
            happened.add("start " + name);
            if (onStart != null) {
                throw onStart;
            }
        }

        @Override
        public void stop() {
            happened.add("stop " + name);
            if (onStop != null) {
                throw onStop;
            }
        }
    }

    private Service service(Part... parts) {
        return new Service("example", failures, List.of(parts));
    }

    @Test
    void partsStartInOrderAndStopInReverse() throws Exception {
        Service service = service(new Noted("a"), new Noted("b"), new Noted("c"));

        service.start();
        service.close();

        assertThat(happened).containsExactly("start a", "start b", "start c", "stop c", "stop b", "stop a");
    }

    @Test
    void aPartThatCannotStartStopsItselfAndThoseBeforeIt() {
        StartFailure failure = new StartFailure("The database is not there.");
        Service service = service(new Noted("a"), new Noted("b", failure, null), new Noted("c"));

        assertThatThrownBy(service::start).isSameAs(failure);

        assertThat(happened).containsExactly("start a", "start b", "stop b", "stop a");
        assertThat(service.unready()).isNotEmpty();
    }

    @Test
    void aPartThatDoesNotStopCleanlyKeepsNoOtherFromStopping() throws Exception {
        Service service =
                service(new Noted("a"), new Noted("b", null, new IllegalStateException("stuck")), new Noted("c"));
        service.start();

        try (Logged logged = Logged.by(Service.class)) {
            service.close();

            assertThat(logged.lines()).contains("ERROR example: b did not stop cleanly");
        }
        assertThat(happened).endsWith("stop c", "stop b", "stop a");
    }

    @Test
    void aSecondCloseStopsNothingTwiceAndReturnsWhenTheFirstHasEnded() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch mayStop = new CountDownLatch(1);
        Service service = service(new Noted("slow") {
            @Override
            public void stop() {
                stopping.countDown();
                try {
                    assertThat(mayStop.await(10, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                super.stop();
            }
        });
        service.start();
        Thread first = Thread.ofVirtual().start(service::close);
        assertThat(stopping.await(10, TimeUnit.SECONDS)).isTrue();

        Thread second = Thread.ofVirtual().start(service::close);
        assertThat(second.join(Duration.ofMillis(100))).isFalse();
        assertThat(service.unready()).containsEntry("example", "stopping");
        mayStop.countDown();

        assertThat(second.join(Duration.ofSeconds(10))).isTrue();
        assertThat(first.join(Duration.ofSeconds(10))).isTrue();
        assertThat(happened).containsExactly("start slow", "stop slow");
    }

    @Test
    void isReadyOnceStartedAndAllPartsAre() throws Exception {
        List<String> reason = Collections.synchronizedList(new ArrayList<>(List.of("no broker")));
        Service service = service(new Noted("a"), new Noted("b") {
            @Override
            public Optional<String> unready() {
                return reason.stream().findFirst();
            }
        });

        assertThat(service.unready()).containsEntry("example", "not started");
        service.start();
        assertThat(service.unready()).containsExactlyEntriesOf(Map.of("example/b", "no broker"));
        reason.clear();
        assertThat(service.unready()).isEmpty();
        service.close();
        assertThat(service.unready()).containsEntry("example", "stopping");
    }

    @Test
    void aPortIsFoundByItsPart() {
        Service service = service(new Noted("none"), new Noted("http") {
            @Override
            public OptionalInt port() {
                return OptionalInt.of(8080);
            }
        });

        assertThat(service.port("http")).isEqualTo(8080);
        assertThatThrownBy(() -> service.port("none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none");
    }

    @Test
    void theFirstFailureDecidesAndWakesWhoeverWaits() throws Exception {
        Service service = service();
        assertThat(service.alive()).isTrue();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                failures.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        IllegalStateException first = new IllegalStateException("first");

        failures.report("a", first);
        failures.report("b", new IllegalStateException("second"));

        assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
        assertThat(failures.first()).isSameAs(first);
        assertThat(service.alive()).isFalse();
    }

    @Test
    void aFailureThatAPersonCanMendIsLoggedAsItsSentenceOnly() {
        try (Logged logged = Logged.by(Service.class)) {
            failures.report("consumer", new StartFailure("The topic is missing. Make it.", new RuntimeException("x")));

            assertThat(logged.lines())
                    .containsExactly("ERROR consumer failed; the process ends: The topic is missing. Make it.");
            assertThat(logged.stackTraces()).isZero();
        }
    }

    @Test
    void anUnforeseenFailureIsLoggedWithItsStackTrace() {
        try (Logged logged = Logged.by(Service.class)) {
            failures.report("consumer", new IllegalStateException("what?"));

            assertThat(logged.lines()).containsExactly("ERROR consumer failed; the process ends");
            assertThat(logged.stackTraces()).isEqualTo(1);
        }
    }
}
