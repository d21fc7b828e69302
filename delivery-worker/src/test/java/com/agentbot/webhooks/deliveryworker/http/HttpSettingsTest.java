package com.agentbot.webhooks.deliveryworker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpSettingsTest {
    @Test
    void theDefaultsAreThese() throws StartFailure {
        Environment environment = new Environment(Map.of());
        HttpLimits limits = HttpLimits.read(environment);
        environment.check();

        assertThat(limits.times())
                .isEqualTo(new HttpLimits.Times(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(20)));
        assertThat(limits.sizes()).isEqualTo(new HttpLimits.Sizes(65_536, 8_192, 32_768, 2_048));
        int cores = Runtime.getRuntime().availableProcessors();
        assertThat(limits.counts()).isEqualTo(new HttpLimits.Counts(cores, 16_384, 256, 16_384, 32, 3, 8));
        assertThat(Egress.read(environment)).isEqualTo(Egress.DIRECT);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_DEADLINE, 0s",
        "HTTP_RESOLVE, soon",
        "HTTP_CONNECT, 5",
        "HTTP_IDLE, -1s",
        "HTTP_CONNECTION_AGE, 0m",
        "HTTP_CLOSE, 0s",
        "HTTP_ANSWER_READ, much",
        "HTTP_ANSWER_KEPT, 8",
        "HTTP_ANSWER_HEADERS, 4TiB",
        "HTTP_LOOPS, 0",
        "HTTP_LOOPS, 1025",
        "HTTP_LOOPS, many",
        "HTTP_CONNECTIONS, 0",
        "HTTP_CONNECTIONS_PER_HOST, 0",
        "HTTP_WAITING, -1",
        "HTTP_RESOLVER_THREADS, 1",
        "HTTP_ADDRESSES_TRIED, 0",
        "HTTP_INFORMATIONAL, -1",
    })
    void aWrongValueIsNamed(String name, String value) {
        Environment environment = new Environment(Map.of(name, value));
        HttpLimits.read(environment);

        assertThatThrownBy(environment::check)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(name + "=" + value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no certificate\n",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nAAAA",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "\0\1\2",
                "0\u0082",
            })
    void aFileOfAuthoritiesThatHoldsNoneIsNamed(String content, @TempDir Path directory) throws IOException {
        assertNoAuthorities(Files.writeString(directory.resolve("authorities.pem"), content, ISO_8859_1));
    }

    @Test
    void aFileOfAuthoritiesThatIsNotThereIsNamed(@TempDir Path directory) {
        assertNoAuthorities(directory);
        assertNoAuthorities(directory.resolve("absent.pem"));
        assertNoAuthorities(Path.of("/dev/zero"));
    }

    private static void assertNoAuthorities(Path file) {
        Environment environment = new Environment(Map.of("HTTP_CA_FILE", file.toString()));
        Egress.read(environment);

        assertThatThrownBy(environment::check)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("HTTP_CA_FILE=" + file)
                .hasMessageContaining("must be a file of PEM certificates");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy.internal:3128",
                "http://",
                "http:proxy.internal:3128",
                "https://user:hunter2@proxy.internal:3128",
                "socks5://proxy.internal:1080",
                "http://user:hunter2@proxy.internal",
                "http://user:hunter2@proxy.internal:0",
                "http://user:hunter2@proxy.internal:65536",
                "http://user:hunter2@proxy.internal:3128/path",
                "http://user:hunter2@proxy.internal:3128?a",
                "http://user:hunter2@proxy.internal:3128#a",
                "http://:hunter2@proxy.internal:3128",
                "http://us%3Aer:hunter2@proxy.internal:3128",
                "http://user:hunter2%@proxy.internal:3128",
                "http://user:hunter2 @proxy.internal:3128",
                "http://user:hunter2@proxy_internal:3128",
            })
    void aWrongProxyIsNamedWithoutItsPassword(String value) {
        Environment environment = new Environment(Map.of("HTTP_EGRESS_PROXY", value));
        Egress.read(environment);

        assertThatThrownBy(environment::check)
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("HTTP_EGRESS_PROXY is wrong: it must be http://host:port")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aProxyIsPrintedWithoutItsPassword() {
        Environment environment = new Environment(Map.of("HTTP_EGRESS_PROXY", "HTTP://user:hunter2@[::1]:3128/"));

        assertThat(Egress.read(environment).toString()).contains("[::1]:3128").doesNotContain("hunter2", "Basic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "\u00e9", "\u010a", "\u007f"})
    void aHeaderCannotBreakOutOfItsLine(String value) {
        assertThatThrownBy(() -> HeaderLines.of("X-Name", value)).hasMessageContaining("X-Name");
        assertThatThrownBy(() -> HeaderLines.of().with("X-Name", value)).hasMessageContaining("X-Name");
        assertThatThrownBy(() -> HeaderLines.of("X" + value, "a")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding", "Connection", "", "a b", "a:"})
    void aHeaderThatIsTheClientsOrHasNoNameIsRefused(String name) {
        assertThatThrownBy(() -> HeaderLines.of(name, "1")).isInstanceOf(IllegalArgumentException.class);
    }
}
