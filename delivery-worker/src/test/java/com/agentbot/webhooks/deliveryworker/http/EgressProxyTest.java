package com.agentbot.webhooks.deliveryworker.http;

import static com.agentbot.webhooks.deliveryworker.http.HostileReceiversTest.failure;
import static com.agentbot.webhooks.deliveryworker.http.HostileReceiversTest.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.deliveryworker.http.Answer.Failed;
import com.agentbot.webhooks.deliveryworker.http.HttpLimits.Times;
import com.agentbot.webhooks.servicekit.Environment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints on 127.0.0.1 and ::1 are allowed, and none on 127.0.0.2; every POST goes through a proxy. */
final class EgressProxyTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private RawServer endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = RawServer.start(RawServer.always(OK));
    }

    @AfterEach
    void stop() throws IOException {
        endpoint.close();
    }

    @AfterAll
    static void noBufferLeaks() {
        HostileReceiversTest.noBufferLeaks();
    }

    @Test
    void thePostGoesThroughOneTunnelToTheAddressThatWasJudged() throws IOException {
        try (ConnectProxy proxy = ConnectProxy.start();
                Client client = client(proxy.url())) {
            for (int i = 0; i < 5; i++) {
                assertThat(status(client.post("http://endpoint.example:" + endpoint.port() + "/hook")))
                        .isEqualTo(200);
            }

            String target = "127.0.0.1:" + endpoint.port();
            assertThat(proxy.heads())
                    .containsExactly("CONNECT " + target + " HTTP/1.1\r\nhost: " + target + "\r\n\r\n");
            assertThat(proxy.accepted()).isEqualTo(1);
            assertThat(endpoint.requests())
                    .hasSize(5)
                    .allSatisfy(request -> assertThat(request)
                            .startsWith("POST /hook HTTP/1.1\r\nhost: endpoint.example:" + endpoint.port() + "\r\n"));
        }
    }

    @Test
    void anIpv6AddressIsNamedInBrackets() throws IOException {
        try (RawServer six = RawServer.start("::1", RawServer.always(OK));
                ConnectProxy proxy = ConnectProxy.start();
                Client client = client(proxy.url())) {
            assertThat(status(client.post("http://[0:0::1]:" + six.port() + "/")))
                    .isEqualTo(200);

            assertThat(proxy.heads().remove()).startsWith("CONNECT [::1]:" + six.port() + " HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"forbidden.example", "mixed.example", "127.0.0.2", "[::ffff:127.0.0.2]", "10.0.0.1"})
    void aForbiddenAddressNeverReachesTheProxy(String host) throws IOException {
        try (ConnectProxy proxy = ConnectProxy.start();
                Client client = client(proxy.url())) {
            assertThat(failure(client.post("http://" + host + ":" + endpoint.port() + "/")))
                    .isEqualTo(Failure.ADDRESS_REFUSED);
            assertThat(proxy.accepted()).isZero();
        }
    }

    @Test
    void credentialsAreSent() throws IOException {
        try (ConnectProxy proxy = ConnectProxy.start();
                Client client = client("http://me:p%40ss%3A+w%C3%B6rd@127.0.0.1:" + proxy.port())) {
            assertThat(status(client.post(endpoint.url()))).isEqualTo(200);

            String credentials = Base64.getEncoder().encodeToString("me:p@ss:+wörd".getBytes(UTF_8));
            assertThat(proxy.heads().remove()).contains("\r\nproxy-authorization: Basic " + credentials + "\r\n");
            assertThat(endpoint.requests().remove()).doesNotContain(credentials);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403 Forbidden, ADDRESS_REFUSED",
        "500 Unable to connect, UNREACHABLE",
        "502 Bad Gateway, UNREACHABLE",
        "503 Service Unavailable, UNREACHABLE",
        "504 Gateway Timeout, TIMEOUT",
        "407 Proxy Authentication Required, PROXY_FAILED",
        "400 Bad Request, PROXY_FAILED",
        "302 Found, PROXY_FAILED",
        "204 No Content, PROXY_FAILED",
        "100 Continue, PROXY_FAILED",
    })
    void anAnswerThatOpensNoWayIsToldByWhoseFaultItIs(String status, Failure expected) throws IOException {
        String answer = "HTTP/1.1 " + status + "\r\nContent-Length: 1000000\r\n\r\nfor the operator's eyes: 10.1.2.3";
        try (ConnectProxy proxy = ConnectProxy.start(ConnectProxy.saying(answer));
                Client client = hasty(proxy.url())) {
            Answer failed = client.post(endpoint.url());

            assertThat(failure(failed)).isEqualTo(expected);
            assertThat(((Failed) failed).detail()).doesNotContain("127.0.0.1", "10.1.2.3");
            assertThat(endpoint.accepted()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-OpenSSH_9.9\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 200 Connection establ",
                "HTTP/1.1 200 OK\r\nno header\r\n",
                "\0\0\0\0",
            })
    void aProxyThatSpeaksNoHttpHasFailed(String answer) throws IOException {
        try (ConnectProxy proxy = ConnectProxy.start(ConnectProxy.saying(answer));
                Client client = hasty(proxy.url())) {
            assertThat(failure(client.post(endpoint.url()))).isEqualTo(Failure.PROXY_FAILED);
        }
    }

    @Test
    void endlessHeadersAreNotReadToTheirEnd() throws IOException {
        String header = "X-Large: " + "x".repeat(1_000) + "\r\n";
        try (ConnectProxy proxy = ConnectProxy.start((any, head, socket) -> {
                    ConnectProxy.say(socket, "HTTP/1.1 200 OK\r\n");
                    while (true) {
                        ConnectProxy.say(socket, header);
                    }
                });
                Client client = hasty(proxy.url())) {
            assertThat(failure(client.post(endpoint.url()))).isEqualTo(Failure.PROXY_FAILED);
        }
    }

    /** Told late, because whoever is told tries again at once. */
    @Test
    void aProxyThatIsNotThereFailsAsSlowlyAsOneThatDoesNotAnswer() throws IOException {
        int port;
        try (ServerSocket listener = new ServerSocket(0)) {
            port = listener.getLocalPort();
        }
        try (Client client = hasty("http://127.0.0.1:" + port)) {
            Answer answer = client.post(endpoint.url());

            assertThat(failure(answer)).isEqualTo(Failure.PROXY_FAILED);
            assertThat(answer.durationMillis()).isGreaterThanOrEqualTo(PATIENCE.toMillis());
        }
        try (Client client = hasty("http://nowhere.example:" + port)) {
            assertThat(failure(client.post(endpoint.url()))).isEqualTo(Failure.PROXY_FAILED);
        }
    }

    @Test
    void aProxyThatHangsCountsAsAnEndpointThatDoesNotAnswer() throws IOException {
        try (ConnectProxy proxy = ConnectProxy.start(ConnectProxy::hang);
                Client client = hasty(proxy.url())) {
            assertThat(failure(client.post(endpoint.url()))).isEqualTo(Failure.TIMEOUT);
        }
    }

    @Test
    void theDeadlineIsOverTheProxyToo() throws IOException {
        Times hasty = times(Duration.ofMillis(400), Duration.ofSeconds(20));
        try (ConnectProxy hanging = ConnectProxy.start(ConnectProxy::hang);
                ConnectProxy dripping = ConnectProxy.start((any, head, socket) -> {
                    for (char each : "HTTP/1.1 200 Connection established\r\n".toCharArray()) {
                        ConnectProxy.say(socket, String.valueOf(each));
                        Thread.sleep(50);
                    }
                });
                ConnectProxy failing = ConnectProxy.start(ConnectProxy.saying("HTTP/1.1 407 Who?\r\n\r\n"))) {
            assertThat(failureWithin(hasty, hanging)).isEqualTo(Failure.TIMEOUT);
            assertThat(failureWithin(hasty, dripping)).isEqualTo(Failure.TIMEOUT);
            assertThat(failureWithin(hasty, failing)).isEqualTo(Failure.PROXY_FAILED);
        }
    }

    private Failure failureWithin(Times times, ConnectProxy proxy) {
        try (Client client = client(proxy.url(), Client.times(times))) {
            Answer answer = client.post("https://endpoint.example:" + endpoint.port() + "/");
            assertThat(answer.durationMillis()).isBetween(times.deadline().toMillis(), 10_000L);
            return failure(answer);
        }
    }

    @Test
    void theNextAddressIsTriedOfTheEndpointAndOfTheProxy() throws IOException {
        try (ConnectProxy proxy = ConnectProxy.start((each, head, socket) -> {
                    if (head.startsWith("CONNECT 127.0.0.3:")) {
                        ConnectProxy.say(socket, "HTTP/1.1 502 Bad Gateway\r\n\r\n");
                    } else {
                        ConnectProxy.tunnel(each, head, socket);
                    }
                });
                Client client = client("http://two-proxies.example:" + proxy.port())) {
            assertThat(status(client.post("http://two.example:" + endpoint.port() + "/")))
                    .isEqualTo(200);
            assertThat(proxy.heads()).hasSize(2);
        }
    }

    @Test
    void aTunnelCountsAsAConnectionToItsHost() throws IOException {
        HttpLimits limits = Client.counts(2, 100, 3, 1_000);
        try (ConnectProxy proxy = ConnectProxy.start();
                Client client = client(proxy.url(), limits)) {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                answers.add(client.begin(endpoint.url()));
            }

            answers.forEach(answer -> assertThat(status(answer.join())).isEqualTo(200));
            assertThat(proxy.accepted()).isBetween(1, 3);
        }
    }

    @Test
    void aStopDoesNotWaitForAProxyThatHasFailed() throws IOException {
        Times patient = new Times(
                Duration.ofSeconds(30),
                PATIENCE,
                Duration.ofSeconds(30),
                PATIENCE,
                Duration.ofMinutes(1),
                Duration.ofMillis(200));
        try (ConnectProxy proxy = ConnectProxy.start(ConnectProxy.saying("nonsense\r\n\r\n"))) {
            Client client = client(proxy.url(), Client.times(patient));
            CompletableFuture<Answer> waiting = client.begin(endpoint.url());
            Awaitility.await().until(() -> proxy.heads().size() == 1);

            client.close();

            assertThat(failure(waiting.join())).isEqualTo(Failure.STOPPED);
        }
    }

    private static Client client(String proxy) {
        return client(proxy, Client.LIMITS);
    }

    /** Soon tells what a proxy does not do. */
    private static Client hasty(String proxy) {
        return client(proxy, Client.times(times(Duration.ofSeconds(10), PATIENCE)));
    }

    private static Client client(String proxy, HttpLimits limits) {
        Egress egress = Egress.read(new Environment(Map.of("HTTP_EGRESS_PROXY", proxy)));
        return new Client(limits, "127.0.0.1, 127.0.0.3, ::1", egress, EgressProxyTest::resolve);
    }

    private static Times times(Duration deadline, Duration connect) {
        Times usual = Client.LIMITS.times();
        return new Times(deadline, usual.resolve(), connect, usual.idle(), usual.age(), usual.close());
    }

    private static List<InetAddress> resolve(String name) throws UnknownHostException {
        return switch (name) {
            case "endpoint.example" -> List.of(address(name, 1));
            case "forbidden.example" -> List.of(address(name, 2));
            case "mixed.example" -> List.of(address(name, 1), address(name, 2));
            case "two.example" -> List.of(address(name, 3), address(name, 1));
            case "two-proxies.example" -> List.of(address(name, 4), address(name, 1));
            default -> throw new UnknownHostException(name);
        };
    }

    /** One that knows its name, as the platform's resolver makes them. */
    private static InetAddress address(String name, int last) throws UnknownHostException {
        return InetAddress.getByAddress(name, new byte[] {127, 0, 0, (byte) last});
    }
}
