package com.agentbot.webhooks.deliveryworker.http;

import static com.agentbot.webhooks.deliveryworker.http.HostileReceiversTest.failure;
import static com.agentbot.webhooks.deliveryworker.http.HostileReceiversTest.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.deliveryworker.http.Answer.Failed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 127.0.0.1 is allowed and 127.0.0.2 is not; whoever connects to the latter trips the wire. */
final class ForbiddenAddressesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private RawServer tripwire;
    private RawServer good;

    @BeforeEach
    void start() throws IOException {
        tripwire = RawServer.start("127.0.0.2", RawServer.always(OK));
        good = RawServer.start("127.0.0.1", RawServer.always(OK));
    }

    @AfterEach
    void nothingTouchedTheWire() throws IOException {
        assertThat(tripwire.accepted()).isZero();
        tripwire.close();
        good.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "[::ffff:127.0.0.2]", "[::127.0.0.2]", "[64:ff9b::127.0.0.2]"})
    void aForbiddenLiteralIsRefusedHoweverItIsWritten(String host) {
        try (Client client = client(Resolver.SYSTEM)) {
            assertRefused(client.post("http://" + host + ":" + tripwire.port() + "/"));
        }
    }

    @Test
    void aNameThatLeadsToAForbiddenAddressIsRefused() {
        try (Client client = client(name -> List.of(address(2)))) {
            assertRefused(client.post("http://evil.example:" + tripwire.port() + "/"));
        }
    }

    @Test
    void aNameWithOneForbiddenAddressAmongGoodOnesIsRefused() {
        try (Client client = client(name -> List.of(address(1), address(2)))) {
            assertRefused(client.post("http://mixed.example:" + good.port() + "/"));
            assertThat(good.accepted()).isZero();
        }
    }

    @Test
    void aThousandAddressesAreJudgedAndOneBadOneRefusesThemAll() {
        List<InetAddress> many = new ArrayList<>(Collections.nCopies(1_000, address(1)));
        try (Client client = client(name -> List.copyOf(many))) {
            assertThat(status(client.post("http://many.example:" + good.port() + "/")))
                    .isEqualTo(200);
            many.add(address(2));
            assertRefused(client.post("http://other.example:" + good.port() + "/"));
        }
    }

    @Test
    void whatIsConnectedToIsWhatWasJudgedAlthoughTheNameChangesWithEachLookup() {
        AtomicInteger lookups = new AtomicInteger();
        try (Client client = client(name -> List.of(address(lookups.getAndIncrement() % 2 == 0 ? 1 : 2)))) {
            String url = "http://rebinding.example:" + good.port() + "/";

            assertThat(status(client.post(url))).isEqualTo(200);
            assertThat(lookups).hasValue(1);
            assertThat(status(client.post(url))).as("on the same connection").isEqualTo(200);
            assertThat(lookups).hasValue(1);
        }
    }

    @Test
    void aRedirectToAForbiddenAddressIsNotFollowed() throws IOException {
        String redirect = "HTTP/1.1 307 There\r\nLocation: http://127.0.0.2:" + tripwire.port()
                + "/\r\nContent-Length: 0\r\n\r\n";
        try (RawServer redirecting = RawServer.start(RawServer.always(redirect));
                Client client = client(Resolver.SYSTEM)) {
            assertThat(status(client.post(redirecting.url()))).isEqualTo(307);
        }
    }

    @Test
    void aNameThatDoesNotResolveIsSaidSo() {
        try (Client client = client(name -> {
            throw new UnknownHostException(name);
        })) {
            assertThat(failure(client.post("http://nowhere.example/"))).isEqualTo(Failure.UNRESOLVED);
        }
        try (Client client = client(name -> List.of())) {
            assertThat(failure(client.post("http://empty.example/"))).isEqualTo(Failure.UNRESOLVED);
        }
    }

    @Test
    void namesThatHangDoNotDelayTheirNeighbours() {
        CompletableFuture<List<InetAddress>> never = new CompletableFuture<>();
        HttpLimits limits = new HttpLimits(
                new HttpLimits.Times(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(1),
                        Duration.ofNanos(1),
                        Duration.ofSeconds(5)),
                Client.LIMITS.sizes(),
                Client.LIMITS.counts());
        try (Client client = new Client(
                limits,
                "127.0.0.1",
                Egress.DIRECT,
                name -> name.startsWith("hang") ? never.join() : List.of(address(1)))) {
            String healthy = "http://healthy.example:" + good.port() + "/";
            assertThat(status(client.post(healthy))).isEqualTo(200);
            List<CompletableFuture<Answer>> hanging = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                hanging.add(client.begin("http://hang-" + i + ".example/"));
            }

            Answer answer = client.begin(healthy).orTimeout(2, TimeUnit.SECONDS).join();

            assertThat(status(answer)).isEqualTo(200);
            for (CompletableFuture<Answer> each : hanging) {
                assertThat(failure(each.join())).isIn(Failure.UNRESOLVED, Failure.OVERLOADED);
                assertThat(each.join().durationMillis()).isBetween(2_000L, 9_000L);
            }
        } finally {
            never.complete(List.of());
        }
    }

    private static Client client(Resolver resolver) {
        return new Client(Client.LIMITS, "127.0.0.1", Egress.DIRECT, resolver);
    }

    private static void assertRefused(Answer answer) {
        assertThat(failure(answer)).isEqualTo(Failure.ADDRESS_REFUSED);
        assertThat(((Failed) answer).detail()).doesNotContainPattern("[0-9]");
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
