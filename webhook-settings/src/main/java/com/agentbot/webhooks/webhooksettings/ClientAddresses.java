package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.AddressRange;
import com.agentbot.webhooks.schemas.webhook.IpLiteral;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where requests come from. What {@code X-Forwarded-For} says anybody can write; so it is read from its end, and only as
 * far as proxies of ours have written it. Pure; safe for use by many threads.
 */
final class ClientAddresses {
    private static final int IPV6_NETWORK_BYTES = 8;

    private final List<AddressRange> proxies;

    ClientAddresses(List<AddressRange> proxies) {
        this.proxies = List.copyOf(proxies);
    }

    /**
     * The client's address: of IPv6 its network of 64 bits, within which everybody has as many addresses as he likes.
     *
     * @param peer from which the connection comes
     * @param forwardedFor the values of the header, in their order
     */
    String of(String peer, List<String> forwardedFor) {
        InetAddress client = read(peer);
        if (client == null) {
            return peer;
        }
        List<String> said = forwardedFor.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .toList();
        for (int i = said.size() - 1; i >= 0 && isProxy(client); i--) {
            InetAddress before = read(said.get(i).strip());
            if (before == null) {
                break;
            }
            client = before;
        }
        return key(client.getAddress());
    }

    private boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(range -> range.contains(address.getAddress()));
    }

    /** Some proxies write a port behind the address, and IPv6 in brackets. */
    private static @Nullable InetAddress read(String text) {
        String literal = text;
        if (text.startsWith("[") && text.indexOf(']') > 0) {
            literal = text.substring(1, text.indexOf(']'));
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf('.') > 0) {
            literal = text.split(":", 2)[0];
        }
        return IpLiteral.parse(literal.split("%", 2)[0]);
    }

    private static String key(byte[] address) {
        int bytes = Math.min(address.length, IPV6_NETWORK_BYTES);
        return HexFormat.of().formatHex(address, 0, bytes);
    }
}
