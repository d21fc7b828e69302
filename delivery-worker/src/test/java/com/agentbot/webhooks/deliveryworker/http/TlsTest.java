package com.agentbot.webhooks.deliveryworker.http;

import static com.agentbot.webhooks.deliveryworker.http.HostileReceiversTest.failure;
import static com.agentbot.webhooks.deliveryworker.http.HostileReceiversTest.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.deliveryworker.http.Answer.Failed;
import com.agentbot.webhooks.servicekit.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TlsTest {
    private static final String PASSWORD = "for-tests-only";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    private static Path directory;

    private static Path authorities;
    private static Client client;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authorities = directory.resolve("authority.pem");
        keytool("-genkeypair", "-alias", "authority", "-dname", "CN=Test authority", "-ext", "bc:c", "-validity", "2");
        leaf("good", "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "2");
        leaf("expired", "-ext", "san=dns:localhost", "-startdate", "-10d", "-validity", "5");
        leaf("future", "-ext", "san=dns:localhost", "-startdate", "+5d", "-validity", "9");
        leaf("wrong-host", "-ext", "san=dns:other.example", "-validity", "2");
        keytool("-genkeypair", "-alias", "self-signed", "-dname", "CN=localhost", "-ext", "san=dns:localhost");
        keytool("-exportcert", "-rfc", "-alias", "authority", "-file", authorities.toString());
        client = client(Client.within(Duration.ofSeconds(5)));
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @Test
    void aTrustedCertificateForTheNameIsTakenAndTheConnectionUsedAgain() throws Exception {
        try (RawServer server = server("good", "TLSv1.3", "TLSv1.2")) {
            for (int i = 0; i < 3; i++) {
                assertThat(status(client.post("https://localhost:" + server.port() + "/")))
                        .isEqualTo(200);
            }
            assertThat(server.accepted()).isEqualTo(1);
            assertThat(status(client.post("https://127.0.0.1:" + server.port() + "/")))
                    .isEqualTo(200);
        }
    }

    @Test
    void tls12IsTaken() throws Exception {
        try (RawServer server = server("good", "TLSv1.2")) {
            assertThat(status(client.post("https://localhost:" + server.port() + "/")))
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "expired, expired on 2",
        "future, is not valid before 2",
        "wrong-host, for another name",
        "self-signed, not signed by an authority",
    })
    void aCertificateThatProvesNothingIsRefusedAndNothingIsSent(String certificate, String why) throws Exception {
        try (RawServer server = server(certificate, "TLSv1.3")) {
            Answer answer = client.post("https://localhost:" + server.port() + "/");

            assertThat(failure(answer)).isEqualTo(Failure.TLS);
            assertThat(((Failed) answer).detail()).contains(why).doesNotContain("127.0.0.1");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void withoutTheExtraAuthorityItsCertificatesAreNotTrusted() throws Exception {
        try (RawServer server = server("good", "TLSv1.3");
                Client other = Client.with(Client.LIMITS)) {
            assertThat(failure(other.post("https://localhost:" + server.port() + "/")))
                    .isEqualTo(Failure.TLS);
        }
    }

    @Test
    void whoDoesNotSpeakTlsIsSaidSo() throws IOException {
        try (RawServer plain = RawServer.start(talk -> talk.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
                RawServer resetting = RawServer.start(RawServer.Talk::reset)) {
            assertThat(failure(client.post("https://localhost:" + plain.port() + "/")))
                    .isEqualTo(Failure.TLS);
            assertThat(failure(client.post("https://localhost:" + resetting.port() + "/")))
                    .isIn(Failure.TLS, Failure.CONNECTION_LOST);
        }
    }

    @Test
    void aHandshakeThatHangsOrDripsDoesNotOutlastTheDeadline() throws IOException {
        try (RawServer hanging = RawServer.start(RawServer.Talk::hang);
                RawServer dripping =
                        RawServer.start(talk -> talk.drip("\u0016\u0003\u0003@\0" + "\0".repeat(999), 50));
                Client hasty = client(Client.within(Duration.ofMillis(400)))) {
            for (RawServer server : List.of(hanging, dripping)) {
                Answer answer = hasty.post("https://localhost:" + server.port() + "/");
                assertThat(failure(answer)).isEqualTo(Failure.TIMEOUT);
                assertThat(((Failed) answer).detail()).contains("TLS handshake");
                assertThat(answer.durationMillis()).isBetween(400L, 10_000L);
            }
        }
    }

    @Test
    void throughAProxyTheCertificateIsVerifiedByTheEndpointsName() throws Exception {
        try (RawServer good = server("good", "TLSv1.3");
                RawServer wrong = server("wrong-host", "TLSv1.3");
                ConnectProxy proxy = ConnectProxy.start();
                Client proxied = client(Client.LIMITS, Map.of("HTTP_EGRESS_PROXY", proxy.url()))) {
            for (int i = 0; i < 3; i++) {
                assertThat(status(proxied.post("https://localhost:" + good.port() + "/")))
                        .isEqualTo(200);
            }
            assertThat(proxy.heads()).hasSize(1);
            assertThat(proxy.heads().element()).startsWith("CONNECT 127.0.0.1:" + good.port() + " ");

            Answer answer = proxied.post("https://localhost:" + wrong.port() + "/");
            assertThat(failure(answer)).isEqualTo(Failure.TLS);
            assertThat(((Failed) answer).detail()).contains("for another name");
            assertThat(wrong.requests()).isEmpty();
        }
    }

    private static Client client(HttpLimits limits) {
        return client(limits, Map.of());
    }

    private static Client client(HttpLimits limits, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("HTTP_CA_FILE", authorities.toString());
        Resolver loopback = name -> List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Egress egress = Egress.read(new Environment(variables));
        return new Client(limits, "127.0.0.0/8", egress, loopback);
    }

    private static RawServer server(String alias, String... protocols) throws GeneralSecurityException, IOException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("keys.p12"))) {
            all.load(in, PASSWORD.toCharArray());
        }
        Key key = all.getKey(alias, PASSWORD.toCharArray());
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(alias, key, PASSWORD.toCharArray(), all.getCertificateChain(alias));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        listener.setEnabledProtocols(protocols);
        return RawServer.start(listener, RawServer.always(OK));
    }

    private static void leaf(String alias, String... more) throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("-genkeypair", "-alias", alias, "-dname", "CN=leaf", "-signer", "authority"));
        arguments.addAll(Arrays.asList(more));
        keytool(arguments.toArray(String[]::new));
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-keystore", directory.resolve("keys.p12").toString(), "-storepass", PASSWORD));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC"));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -Xshare:auto"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
