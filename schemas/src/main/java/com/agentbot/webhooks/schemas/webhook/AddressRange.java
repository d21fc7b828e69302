package com.agentbot.webhooks.schemas.webhook;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A range of IPv4 or of IPv6 addresses, written as a CIDR (RFC 4632, RFC 4291). Immutable. */
public final class AddressRange {
    private final byte[] network;
    private final int prefixBits;

    private AddressRange(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /**
     * Reads {@code 10.0.0.0/8} or {@code fd00::/8}. An address without a slash stands for itself alone.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String written = slash < 0 ? text : text.substring(0, slash);
        InetAddress address = IpLiteral.parse(written);
        if (address == null) {
            throw new IllegalArgumentException("'" + text + "' is no address range such as 10.0.0.0/8 or fd00::/8");
        }
        byte[] network = address.getAddress();
        int bits = network.length * Byte.SIZE;
        int prefixBits = slash < 0 ? bits : prefix(text.substring(slash + 1));
        if (prefixBits < 0 || prefixBits > bits) {
            throw new IllegalArgumentException("'" + text + "' must have a whole number from 0 to " + bits
                    + " after its slash" + (bits == 32 ? ", because it is a range of IPv4 addresses" : ""));
        }
        AddressRange range = new AddressRange(network, prefixBits);
        if (!range.startsAtItsNetwork()) {
            throw new IllegalArgumentException("'" + text + "' has bits set beyond its first " + prefixBits);
        }
        return range;
    }

    private static int prefix(String digits) {
        return digits.matches("0|[1-9][0-9]{0,2}") ? Integer.parseInt(digits) : -1;
    }

    private boolean startsAtItsNetwork() {
        for (int bit = prefixBits; bit < network.length * Byte.SIZE; bit++) {
            if ((network[bit / Byte.SIZE] & (0x80 >> bit % Byte.SIZE)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the address lies in the range; one of the other family never does. */
    public boolean contains(byte @Nullable [] address) {
        if (address == null || address.length != network.length) {
            return false;
        }
        int whole = prefixBits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (address[i] != network[i]) {
                return false;
            }
        }
        int rest = prefixBits % Byte.SIZE;
        return rest == 0 || ((address[whole] ^ network[whole]) & 0xff) >> (Byte.SIZE - rest) == 0;
    }
}
