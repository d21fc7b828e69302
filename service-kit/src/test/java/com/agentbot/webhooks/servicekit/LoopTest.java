package com.agentbot.webhooks.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LoopTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Service.Failures failures = new Service.Failures();

    /** Runs until it is told to finish, and notes how it ended. */
    private static class Waiting implements Loop.Work {
        final CountDownLatch finish = new CountDownLatch(1);
        final AtomicBoolean finished = new AtomicBoolean();
        final AtomicBoolean interrupted = new AtomicBoolean();

        @Override
        public void run() throws Exception {
            try {
                finish.await();
                finished.set(true);
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        }

        @Override
        public void finish() {
            finish.countDown();
        }

        @Override
        public Optional<String> unready() {
            return Optional.of("waiting");
        }
    }

    /** Work that ends by throwing. */
    private record Failing(Throwable failure) implements Loop.Work {
        @Override
        public void run() throws Exception {
            switch (failure) {
                case Exception e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalArgumentException(failure);
            }
        }

        @Override
        public void finish() {}
    }

    @Test
    void aStopLetsTheWorkFinish() {
        Waiting work = new Waiting();
        Loop loop = new Loop("loop", failures, LONG, work);

        loop.start();
        loop.stop();

        assertThat(work.finished).isTrue();
        assertThat(work.interrupted).isFalse();
        assertThat(failures.first()).isNull();
    }

    @Test
    void workThatDoesNotFinishInItsTimeIsInterruptedAndThatIsTold() {
        Waiting work = new Waiting() {
            @Override
            public void finish() {}
        };
        Loop loop = new Loop("loop", failures, Duration.ofMillis(50), work);
        loop.start();

        try (Logged logged = Logged.by(Loop.class)) {
            loop.stop();

            assertThat(work.interrupted).isTrue();
            assertThat(logged.lines())
                    .anySatisfy(line -> assertThat(line).startsWith("WARN loop did not finish within"))
                    .contains("WARN loop was interrupted before it had finished");
        }
        assertThat(failures.first()).isNull();
    }

    @Test
    void workThatCannotEvenBeInterruptedIsToldAndTheStopReturns() {
        CountDownLatch end = new CountDownLatch(1);
        Loop loop = new Loop("loop", failures, Duration.ofMillis(50), new Loop.Work() {
            @Override
            public void run() {
                while (end.getCount() > 0) {
                    Thread.onSpinWait();
                }
            }

            @Override
            public void finish() {}
        });
        loop.start();

        try (Logged logged = Logged.by(Loop.class)) {
            loop.stop();

            assertThat(logged.lines()).contains("ERROR loop still runs");
        } finally {
            end.countDown();
        }
    }

    @Test
    void aFailureIsReported() {
        IllegalStateException failure = new IllegalStateException("what?");

        new Loop("loop", failures, LONG, new Failing(failure)).start();

        await().untilAsserted(() -> assertThat(failures.first()).isSameAs(failure));
    }

    @Test
    void anErrorIsReportedToo() {
        StackOverflowError failure = new StackOverflowError();

        new Loop("loop", failures, LONG, new Failing(failure)).start();

        await().untilAsserted(() -> assertThat(failures.first()).isSameAs(failure));
    }

    @Test
    void aStopAfterAFailureReturnsAtOnce() {
        Loop loop = new Loop("loop", failures, LONG, new Failing(new IllegalStateException("what?")));
        loop.start();
        await().until(() -> failures.first() != null);

        long began = System.nanoTime();
        loop.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG.dividedBy(2));
    }

    @Test
    void aLoopThatNeverStartedCanBeStopped() {
        new Loop("loop", failures, LONG, new Waiting()).stop();

        assertThat(failures.first()).isNull();
    }

    @Test
    void isAsReadyAsItsWork() {
        assertThat(new Loop("loop", failures, LONG, new Waiting()).unready()).contains("waiting");
        assertThat(new Loop("loop", failures, LONG, new Failing(new Exception())).unready())
                .isEmpty();
    }
}
