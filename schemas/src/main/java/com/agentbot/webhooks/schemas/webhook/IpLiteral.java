package com.agentbot.webhooks.schemas.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads IP addresses as they are written, and never asks a resolver. */
public final class IpLiteral {
    /** RFC 3986's {@code IPv4address}: four decimal numbers without leading zeros. Numbers above 255 are weeded out later. */
    private static final Pattern IPV4 =
            Pattern.compile("(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})");

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int LONGEST = 45;

    private IpLiteral() {}

    /** Reads an address of either family, without brackets and without a zone; null for what is none. */
    public static @Nullable InetAddress parse(String text) {
        return text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
    }

    /** Reads {@code 203.0.113.7}; null for every other spelling. */
    static @Nullable InetAddress ipv4(String text) {
        Matcher matcher = IPV4.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < bytes.length; i++) {
            int part = Integer.parseInt(matcher.group(i + 1));
            if (part > 255) {
                return null;
            }
            bytes[i] = (byte) part;
        }
        return of(bytes);
    }

    /**
     * Reads {@code 2001:db8::7} (RFC 4291), without brackets and without a zone; null for what is none.
     *
     * @return an IPv4 address where the text is an IPv4-mapped one, as the platform has it
     */
    static @Nullable InetAddress ipv6(String text) {
        if (text.length() > LONGEST || !IPV6.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName("[" + text + "]"); // in brackets it is never looked up
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are always an address", e);
        }
    }
}
