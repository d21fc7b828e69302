package com.agentbot.webhooks.schemas.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "https://example.com example.com 443 / example.com",
                "HTTPS://EXAMPLE.com/Hook example.com 443 /Hook example.com",
                "https://example.com:443/a example.com 443 /a example.com",
                "https://example.com:8443?a=b&c example.com 8443 /?a=b&c example.com:8443",
                "http://example.com:80/ example.com 80 / example.com",
                "http://example.com:443/ example.com 443 / example.com:443",
                "https://a-b.example/x/../y;z=1/%7e?q=%2F/?:@ a-b.example 443 /x/../y;z=1/%7e?q=%2F/?:@ a-b.example",
                "https://203.0.113.7:1/ 203.0.113.7 1 / 203.0.113.7:1",
                "https://[2001:DB8::7]/ 2001:db8::7 443 / [2001:db8::7]",
                "https://[::ffff:192.0.2.1]:65535/ ::ffff:192.0.2.1 65535 / [::ffff:192.0.2.1]:65535",
                "https://bücher.example/ xn--bcher-kva.example 443 / xn--bcher-kva.example",
                "https://例え.テスト/パス xn--r8jz45g.xn--zckzah 443 /%E3%83%91%E3%82%B9 xn--r8jz45g.xn--zckzah",
                "https://xn--fa-hia.de/ xn--fa-hia.de 443 / xn--fa-hia.de",
                "https://e.example/a[]=|{}^\"<>`?k[]=é e.example 443 "
                        + "/a%5B%5D=%7C%7B%7D%5E%22%3C%3E%60?k%5B%5D=%C3%A9 e.example",
                "https://e.example/\uD83D\uDE00 e.example 443 /%F0%9F%98%80 e.example",
            })
    void aUrlIsTakenApart(String text, String host, int port, String target, String hostHeader) throws InvalidUrl {
        WebhookUrl url = WebhookUrl.parse(text, true);

        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.target()).isEqualTo(target);
        assertThat(url.hostHeader()).isEqualTo(hostHeader);
        assertThat(url.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "''~empty",
                "example.com~begin with https://",
                "ftp://example.com/~begin with https://",
                "https:/example.com~begin with https://",
                "https:example.com~begin with https://",
                "//example.com~begin with https://",
                "https://~no host",
                "https:///path~no host",
                "https://:8080/~no host",
                "https://user@example.com/~user name",
                "https://user:password@example.com/~user name",
                "https://example.com@192.0.2.1/~user name",
                "https://example.com/#part~fragment",
                "https://example.com/a b~spaces",
                "' https://example.com/'~spaces",
                "https://example.com\\@evil.example/~backslash",
                "https://example.com:/~port",
                "https://example.com:0/~port",
                "https://example.com:65536/~port",
                "https://example.com:443443/~port",
                "https://example.com:+80/~port",
                "https://example.com:80:80/~port",
                "https://2001:db8::7/~port",
                "https://example.com./~dot",
                "https://.example.com/~dot",
                "https://a..b/~dot",
                "https://my_host.example/~letters",
                "https://-a.example/~letters",
                "https://a-.example/~letters",
                "https://exa%6dple.com/~letters",
                "https://exa*mple.com/~letters",
                "https://faß.de/~xn--",
                "https://[::1%25eth0]/~brackets",
                "https://[fe80::1%eth0]/~brackets",
                "https://[127.0.0.1]/~brackets",
                "https://[v1.a]/~brackets",
                "https://[]/~brackets",
                "https://[/~brackets",
                "https://[::1]a/~brackets",
                "https://example.com/100%~percent",
                "https://example.com/%zz~percent",
                "https://example.com/%4~percent",
            })
    void whatIsNoUrlIsRefusedAndTheMessageSaysWhy(String text, String why) {
        assertThatThrownBy(() -> WebhookUrl.parse(text, true))
                .isInstanceOf(InvalidUrl.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\nX-Evil: 1", "\t", "\0", "\u00a0", "\u2028", "\u3000", "\u007f", "\ud83d", "\udc00"})
    void whatCouldBreakOutOfARequestLineIsRefused(String evil) {
        assertThatThrownBy(() -> WebhookUrl.parse("https://example.com/a" + evil, true))
                .isInstanceOf(InvalidUrl.class);
        assertThatThrownBy(() -> WebhookUrl.parse("https://exam" + evil + "ple.com/", true))
                .isInstanceOf(InvalidUrl.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "0x7f000001",
                "0x7F.1",
                "0177.1",
                "0177.0.0.1",
                "127.1",
                "127.0.1",
                "127.0.0.0x1",
                "127.0.0.01",
                "127.0.0.256",
                "1.127.0.0.1",
                "example.0x",
                "example.1",
                "0",
                "00.0.0.0",
                "99999999999",
            })
    void oddSpellingsOfAnIpv4AddressAreRefused(String host) {
        assertThatThrownBy(() -> WebhookUrl.parse("https://" + host + "/", false))
                .isInstanceOf(InvalidUrl.class)
                .hasMessageContaining("four decimal numbers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "127。0。0。1", "127.0.0.1", "①②⑦.0.0.1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"})
    void anAddressInOtherScriptsIsTheAddress(String host) throws InvalidUrl, UnknownHostException {
        assertThat(WebhookUrl.parse("https://" + host + "/", false).address())
                .contains(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    @Test
    void httpIsRefusedUnlessTheOperatorAllowsIt() throws InvalidUrl {
        assertThatThrownBy(() -> WebhookUrl.parse("http://example.com/", false)).hasMessageContaining("https://");
        assertThat(WebhookUrl.parse("http://example.com/", true).scheme()).isEqualTo(WebhookUrl.Scheme.HTTP);
    }

    @Test
    void aUrlOf2048CharactersIsTakenAndOneMoreIsNot() throws InvalidUrl {
        String longest = "https://example.com/" + "a".repeat(WebhookUrl.MAX_LENGTH - 20);
        assertThat(WebhookUrl.parse(longest, false).text()).isEqualTo(longest);
        assertThatThrownBy(() -> WebhookUrl.parse(longest + "a", false)).hasMessageContaining("longer than 2048");
        assertThatThrownBy(() -> WebhookUrl.parse("https://example.com/" + "é".repeat(400), false))
                .hasMessageContaining("longer than 2048");
    }

    @Test
    void aHostOf253CharactersIsTakenAndOneMoreIsNot() throws InvalidUrl {
        String label = "a".repeat(62) + ".";
        String host = label.repeat(4) + "b";
        assertThat(WebhookUrl.parse("https://" + host, false).host()).hasSize(253);
        assertThatThrownBy(() -> WebhookUrl.parse("https://" + host + "b", false))
                .hasMessageContaining("253");
    }

    @Test
    void whatIsPrintedHoldsNoQuery() throws InvalidUrl {
        assertThat(WebhookUrl.parse("https://example.com:1/a?token=secret", false))
                .hasToString("https://example.com:1");
    }

    @Property
    void everyTextIsEitherRefusedOrSafeInARequestLine(@ForAll @StringLength(max = 60) String tail) {
        try {
            WebhookUrl url = WebhookUrl.parse("https://" + tail, false);
            assertThat(url.target()).matches("/[!-~]*").doesNotContain("#", "\"", "<", ">", "\\");
            assertThat(url.hostHeader()).matches("[a-z0-9.:\\[\\]-]+");
        } catch (InvalidUrl e) {
            assertThat(e).hasMessageContaining("the URL");
        }
    }
}
