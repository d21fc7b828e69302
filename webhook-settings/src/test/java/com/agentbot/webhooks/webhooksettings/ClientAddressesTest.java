package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.webhook.AddressRange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose failures are counted together. */
class ClientAddressesTest {
    private final ClientAddresses direct = new ClientAddresses(List.of());
    private final ClientAddresses proxied =
            new ClientAddresses(List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8")));

    @Test
    void withoutATrustedProxyTheHeaderSaysNothing() {
        String peer = direct.of("203.0.113.7", List.of());
        assertThat(direct.of("203.0.113.7", List.of("198.51.100.1"))).isEqualTo(peer);
        assertThat(proxied.of("203.0.113.7", List.of("198.51.100.1"))).isEqualTo(peer);
        assertThat(direct.of("203.0.113.8", List.of())).isNotEqualTo(peer);
    }

    @Test
    void behindProxiesItIsTheLastAddressThatNoneOfThemHas() {
        String client = direct.of("198.51.100.1", List.of());
        assertThat(proxied.of("10.0.0.1", List.of("198.51.100.1"))).isEqualTo(client);
        assertThat(proxied.of("10.0.0.1", List.of("192.0.2.99, 198.51.100.1, 10.0.0.2")))
                .isEqualTo(client);
        assertThat(proxied.of("10.0.0.1", List.of("192.0.2.99", "198.51.100.1")))
                .isEqualTo(client);
        assertThat(proxied.of("[fd00::1]", List.of("198.51.100.1:4711"))).isEqualTo(client);
        assertThat(proxied.of("10.0.0.1", List.of("198.51.100.1, unknown")))
                .isEqualTo(direct.of("10.0.0.1", List.of()));
        assertThat(proxied.of("10.0.0.1", List.of(""))).isEqualTo(direct.of("10.0.0.1", List.of()));
    }

    @Test
    void ofIpv6ItIsTheNetwork() {
        String network = direct.of("2001:db8:1:2::1", List.of());
        assertThat(direct.of("[2001:db8:1:2:ffff::7]", List.of())).isEqualTo(network);
        assertThat(proxied.of("10.0.0.1", List.of("[2001:db8:1:2::9]:4711"))).isEqualTo(network);
        assertThat(direct.of("2001:db8:1:3::1", List.of())).isNotEqualTo(network);
    }
}
