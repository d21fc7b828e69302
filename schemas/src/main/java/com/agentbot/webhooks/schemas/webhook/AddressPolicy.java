package com.agentbot.webhooks.schemas.webhook;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether an address may be delivered to, so that nobody reaches through a webhook what only we can reach. An
 * address is judged by its bytes and so by what it means, not by how it was written. Pure, immutable, safe for use by
 * many threads.
 *
 * <p>Refused are the special-purpose ranges of IPv4 and IPv6 (IANA's registries, RFC 6890), whatever is no global
 * unicast IPv6 address (RFC 4291), and the machine's own addresses. What an operator allows is allowed.
 */
public final class AddressPolicy {
    private static final Verdict ALLOWED = new Verdict.Allowed();
    private static final Verdict NOT_PUBLIC =
            new Verdict.Refused("the host has an address that is not on the public internet");
    private static final Verdict NO_ADDRESS = new Verdict.Refused("the host has no address");

    private static final List<AddressRange> SPECIAL_IPV4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");
    private static final AddressRange GLOBAL_IPV6 = AddressRange.parse("2000::/3");
    /** Teredo and 6to4 lie in the first and the third. */
    private static final List<AddressRange> SPECIAL_IPV6 =
            ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16");

    /** IPv4 in other clothes; the last four bytes say which. In this order: RFC 4291 (both), RFC 2765, RFC 6052. */
    private static final List<byte[]> IPV4_PREFIXES = List.of(
            prefix(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff),
            prefix(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            prefix(0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0),
            prefix(0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0));

    private static final int IPV6_BYTES = 16;
    private static final int CARRIED_FROM = 12;

    private final List<AddressRange> allowed;
    private final List<byte[]> own;

    /** What became of a judgement. */
    public sealed interface Verdict {
        /** May be connected to. */
        record Allowed() implements Verdict {}

        /**
         * Must not be connected to.
         *
         * @param reason for the customer; names no address, because that would tell what our resolver knows
         */
        record Refused(String reason) implements Verdict {}
    }

    private AddressPolicy(List<AddressRange> allowed, List<byte[]> own) {
        this.allowed = allowed;
        this.own = own;
    }

    /**
     * A policy with an operator's exceptions.
     *
     * @param allowed ranges that may be delivered to although they are refused otherwise, comma-separated CIDRs such as
     *     {@code 127.0.0.0/8,::1/128}; empty for none
     * @param own addresses of this machine's own interfaces, refused unless allowed
     * @throws IllegalArgumentException naming the range that is none
     */
    public static AddressPolicy parse(String allowed, Collection<InetAddress> own) {
        List<AddressRange> ranges = Stream.of(allowed.split(",", -1))
                .map(String::strip)
                .filter(range -> !range.isEmpty())
                .map(AddressRange::parse)
                .toList();
        return new AddressPolicy(
                ranges,
                own.stream()
                        .map(InetAddress::getAddress)
                        .map(AddressPolicy::plain)
                        .toList());
    }

    /** Judges all addresses of a name: a single refused one refuses the name, and so does having none. */
    public Verdict judge(Collection<InetAddress> addresses) {
        if (addresses.isEmpty()) {
            return NO_ADDRESS;
        }
        for (InetAddress address : addresses) {
            Verdict verdict = judge(address);
            if (verdict instanceof Verdict.Refused) {
                return verdict;
            }
        }
        return ALLOWED;
    }

    /** Judges one address; a zone ({@code %eth0}) makes no difference. */
    public Verdict judge(InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] carried = carriedIpv4(bytes);
        if (allowed.stream().anyMatch(range -> range.contains(bytes) || range.contains(carried))) {
            return ALLOWED;
        }
        byte[] meant = carried == null ? bytes : carried;
        boolean refused = isOwn(meant) || (meant.length == IPV6_BYTES ? isSpecialIpv6(meant) : isSpecialIpv4(meant));
        return refused ? NOT_PUBLIC : ALLOWED;
    }

    private boolean isOwn(byte[] address) {
        return own.stream().anyMatch(each -> Arrays.equals(each, address));
    }

    private boolean isSpecialIpv6(byte[] address) {
        if (!GLOBAL_IPV6.contains(address)) {
            return true;
        }
        if (SPECIAL_IPV6.stream().anyMatch(range -> range.contains(address))) {
            return true;
        }
        byte[] tunnelled = Arrays.copyOfRange(address, CARRIED_FROM, IPV6_BYTES);
        return isIsatap(address) && (isSpecialIpv4(tunnelled) || isOwn(tunnelled));
    }

    private static boolean isSpecialIpv4(byte[] address) {
        return SPECIAL_IPV4.stream().anyMatch(range -> range.contains(address));
    }

    /** An interface identifier of RFC 5214: an IPv4 address after {@code 0000:5efe} or {@code 0200:5efe}, behind any prefix. */
    private static boolean isIsatap(byte[] address) {
        return (address[8] & ~0x02) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == (byte) 0xfe;
    }

    private static byte[] plain(byte[] address) {
        byte[] carried = carriedIpv4(address);
        return carried == null ? address : carried;
    }

    private static byte @Nullable [] carriedIpv4(byte[] address) {
        if (address.length != IPV6_BYTES) {
            return null;
        }
        for (byte[] prefix : IPV4_PREFIXES) {
            if (Arrays.equals(address, 0, CARRIED_FROM, prefix, 0, CARRIED_FROM)) {
                return Arrays.copyOfRange(address, CARRIED_FROM, IPV6_BYTES);
            }
        }
        return null;
    }

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::parse).toList();
    }

    private static byte[] prefix(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
