package com.agentbot.webhooks.schemas.webhook;

import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where to POST, parsed once and strictly, so that what was judged is what is connected to. Immutable.
 *
 * <p>Stricter than a browser: user names, fragments, backslashes, spaces, a trailing dot, an underscore in the host and
 * every spelling of an IPv4 address but four decimal numbers are refused. Like a browser (WHATWG URL): what is not legal
 * in a path or a query is percent-encoded as UTF-8, and a name in another script becomes its ASCII form.
 */
public final class WebhookUrl {
    /** The longest URL taken, in characters, as written and as encoded. */
    public static final int MAX_LENGTH = 2_048;

    private static final int MAX_PORT = 65_535;
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    /** RFC 1123; together at most 253 characters (RFC 1035). */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final int MAX_NAME = 253;
    /** What a URL parser takes for the end of an IPv4 address, and a resolver too (WHATWG URL, "ends in a number"). */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
    /** IDNA 2003 and 2008 send these to different hosts: sharp s, final sigma, zero-width joiner and non-joiner. */
    private static final Pattern AMBIGUOUS_IN_IDNA = Pattern.compile("[\u00df\u03c2\u200c\u200d]");

    private final String text;
    private final Scheme scheme;
    private final String host;
    private final Optional<InetAddress> address;
    private final int port;
    private final String target;

    /** How to talk to the host. */
    public enum Scheme {
        HTTPS(443),
        HTTP(80);

        private final int defaultPort;
        private final String spelling = name().toLowerCase(Locale.ROOT);

        Scheme(int defaultPort) {
            this.defaultPort = defaultPort;
        }

        @Override
        public String toString() {
            return spelling;
        }
    }

    private WebhookUrl(
            String text, Scheme scheme, String host, Optional<InetAddress> address, int port, String target) {
        this.text = text;
        this.scheme = scheme;
        this.host = host;
        this.address = address;
        this.port = port;
        this.target = target;
    }

    /**
     * Reads a URL.
     *
     * @param allowHttp whether {@code http://} is taken too
     * @throws InvalidUrl saying to a customer what is wrong
     */
    public static WebhookUrl parse(String text, boolean allowHttp) throws InvalidUrl {
        checkCharacters(text);
        Scheme scheme = scheme(text, allowHttp);
        int authorityFrom = scheme.spelling.length() + "://".length();
        int authorityTo = endOfAuthority(text, authorityFrom);
        String authority = text.substring(authorityFrom, authorityTo);
        if (authority.indexOf('@') >= 0) {
            throw new InvalidUrl("the URL must not hold a user name or password");
        }
        int portColon = portColon(authority);
        String writtenHost = portColon < 0 ? authority : authority.substring(0, portColon);
        int port = portColon < 0 ? scheme.defaultPort : port(authority.substring(portColon + 1));
        String target = target(text.substring(authorityTo));
        if (authorityTo + target.length() > MAX_LENGTH) {
            throw tooLong();
        }
        if (writtenHost.startsWith("[")) {
            InetAddress address = bracketed(writtenHost);
            String host = writtenHost.substring(1, writtenHost.length() - 1).toLowerCase(Locale.ROOT);
            return new WebhookUrl(text, scheme, host, Optional.of(address), port, target);
        }
        String host = asciiHost(writtenHost);
        return new WebhookUrl(text, scheme, host, addressOf(host), port, target);
    }

    private static void checkCharacters(String text) throws InvalidUrl {
        if (text.isBlank()) {
            throw new InvalidUrl("the URL is empty");
        }
        if (text.length() > MAX_LENGTH) {
            throw tooLong();
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)) {
                throw new InvalidUrl("the URL must not hold spaces, line breaks or control characters");
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new InvalidUrl("the URL holds half a character");
            }
        }
        if (text.indexOf('\\') >= 0) {
            throw new InvalidUrl("the URL must not hold a backslash");
        }
        if (text.indexOf('#') >= 0) {
            throw new InvalidUrl("the URL must not hold a fragment, which is the part from '#' on");
        }
    }

    private static InvalidUrl tooLong() {
        return new InvalidUrl("the URL is longer than " + MAX_LENGTH + " characters");
    }

    private static Scheme scheme(String text, boolean allowHttp) throws InvalidUrl {
        if (text.regionMatches(true, 0, "https://", 0, 8)) {
            return Scheme.HTTPS;
        }
        if (text.regionMatches(true, 0, "http://", 0, 7)) {
            if (allowHttp) {
                return Scheme.HTTP;
            }
            throw new InvalidUrl("the URL must begin with https://, because http:// is not encrypted");
        }
        throw new InvalidUrl("the URL must begin with https://" + (allowHttp ? " or http://" : ""));
    }

    private static int endOfAuthority(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '/' && text.charAt(at) != '?') {
            at++;
        }
        return at;
    }

    private static int portColon(String authority) {
        int bracket = authority.lastIndexOf(']');
        return authority.indexOf(':', bracket < 0 ? 0 : bracket);
    }

    private static int port(String digits) throws InvalidUrl {
        int port = PORT.matcher(digits).matches() ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw new InvalidUrl("the URL's port must be a whole number from 1 to " + MAX_PORT);
        }
        return port;
    }

    private static InetAddress bracketed(String host) throws InvalidUrl {
        InetAddress address = host.endsWith("]") ? IpLiteral.ipv6(host.substring(1, host.length() - 1)) : null;
        if (address == null) {
            throw new InvalidUrl("what the URL has in brackets must be an IPv6 address without a zone");
        }
        return address;
    }

    private static String asciiHost(String written) throws InvalidUrl {
        if (written.isEmpty()) {
            throw new InvalidUrl("the URL has no host");
        }
        if (AMBIGUOUS_IN_IDNA.matcher(written).find()) {
            throw new InvalidUrl("the URL's host holds a character that programs read differently: "
                    + "write the host in its ASCII form, which begins with xn--");
        }
        String ascii = toAscii(written).toLowerCase(Locale.ROOT);
        if (ascii.length() > MAX_NAME) {
            throw new InvalidUrl("the URL's host is longer than " + MAX_NAME + " characters");
        }
        for (String label : ascii.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                throw new InvalidUrl(
                        label.isEmpty()
                                ? "the URL's host must not begin or end with a dot, nor hold two in a row"
                                : "between its dots the URL's host must have 1 to 63 letters, digits or inner hyphens");
            }
        }
        return ascii;
    }

    private static String toAscii(String host) throws InvalidUrl {
        if (host.chars().allMatch(c -> c < 0x80)) {
            return host;
        }
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException e) {
            throw new InvalidUrl("the URL's host holds characters that no host name may have");
        }
    }

    private static Optional<InetAddress> addressOf(String host) throws InvalidUrl {
        if (!NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches()) {
            return Optional.empty();
        }
        InetAddress address = IpLiteral.ipv4(host);
        if (address == null) {
            throw new InvalidUrl("the URL's host ends in a number, so it must be an IPv4 address, "
                    + "written as four decimal numbers from 0 to 255 without leading zeros");
        }
        return Optional.of(address);
    }

    private static String target(String rest) throws InvalidUrl {
        String path = rest.startsWith("/") ? rest : "/" + rest;
        return RequestTarget.encode(path);
    }

    /** The text it was read from. Its query may hold a customer's secret: not for logs. */
    public String text() {
        return text;
    }

    public Scheme scheme() {
        return scheme;
    }

    /** A DNS name in lower-case ASCII, or an IP address as it was written, without brackets. */
    public String host() {
        return host;
    }

    /** The address, where the host is one; empty where it is a name. It still has to be judged. */
    public Optional<InetAddress> address() {
        return address;
    }

    /** From 1 to 65,535; the scheme's own where none was written. */
    public int port() {
        return port;
    }

    /** Path and query as they stand in the request line (RFC 9112, origin-form); begins with a slash. */
    public String target() {
        return target;
    }

    /** The value of the {@code Host} header (RFC 9110, 7.2). */
    public String hostHeader() {
        String bracketed = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == scheme.defaultPort ? bracketed : bracketed + ":" + port;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookUrl url && text.equals(url.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Scheme, host and port only: fit for logs. */
    @Override
    public String toString() {
        return scheme + "://" + hostHeader();
    }
}
