package com.agentbot.webhooks.deliveryworker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an HTTP proxy is, and how it knows us. An operator has set it, so its own address is not judged.
 *
 * @param host a name, or an address without brackets
 * @param authorization the value of {@code Proxy-Authorization}: a secret
 */
record EgressProxy(String host, int port, Optional<String> authorization) {
    private static final int MAX_PORT = 65_535;

    /**
     * Reads {@code http://host:port} or {@code http://user:password@host:port}.
     *
     * @throws IllegalArgumentException saying what it must be, without repeating the text
     */
    static EgressProxy parse(String text) {
        URI uri = uri(text);
        String host = uri.getHost();
        boolean more = !(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null;
        if (!"http".equalsIgnoreCase(uri.getScheme()) || host == null || more) {
            throw wrong();
        }
        if (uri.getPort() < 1 || uri.getPort() > MAX_PORT) {
            throw wrong();
        }
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new EgressProxy(plain, uri.getPort(), basic(uri.getRawUserInfo()));
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.isOpaque()) {
                throw wrong();
            }
            return uri;
        } catch (URISyntaxException e) {
            throw wrong(); // and the cause is not kept, because it holds the text
        }
    }

    /** RFC 7617. */
    private static Optional<String> basic(@Nullable String userInfo) {
        if (userInfo == null) {
            return Optional.empty();
        }
        int colon = userInfo.indexOf(':');
        String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
        String password = colon < 0 ? "" : decode(userInfo.substring(colon + 1));
        if (user.isEmpty() || user.indexOf(':') >= 0) {
            throw wrong();
        }
        String both = user + ":" + password;
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8)));
    }

    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), UTF_8); // in a URL's authority a plus is a plus
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("it must be http://host:port or http://user:password@host:port, with a port"
                + " from 1 to 65535, and percent-encoded what is no letter, digit or one of -._~ in user and password");
    }

    /** The address, where the host is one; empty where it is a name. */
    Optional<InetAddress> address() {
        return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(host));
    }

    /** Fit for logs. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
