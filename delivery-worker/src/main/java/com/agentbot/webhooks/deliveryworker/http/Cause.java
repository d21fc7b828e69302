package com.agentbot.webhooks.deliveryworker.http;

import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What an exception means, in words for a customer. Exceptions' own messages are not passed on: they hold addresses.
 *
 * @param failure the fixed word
 * @param detail one clause
 */
record Cause(Failure failure, String detail) {
    /** As {@link java.util.Date#toString} writes it, whatever the locale. */
    private static final DateTimeFormatter PLATFORM_TIME =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss zzz uuuu", Locale.ROOT);

    private static final Cause TOO_LONG = new Cause(Failure.TIMEOUT, "connecting took too long");
    private static final Cause UNREACHABLE = new Cause(Failure.UNREACHABLE, "the host cannot be reached");

    static Cause ofConnecting(Throwable cause) {
        String message = message(cause);
        return switch (cause) {
            case ConnectTimeoutException e -> TOO_LONG;
            case BindException e -> new Cause(Failure.OVERLOADED, "no local port is free");
            case ConnectException e
            when message.contains("refused") ->
                new Cause(Failure.CONNECTION_REFUSED, "the host refused the connection");
            case IOException e
            when isReset(e) -> new Cause(Failure.CONNECTION_LOST, "the connection was reset as soon as it was made");
            case ChannelException e -> new Cause(Failure.OVERLOADED, "no more connections can be opened");
            default -> UNREACHABLE;
        };
    }

    /**
     * What an egress proxy's status means that opens no way. A 5xx is how proxies say that they cannot reach the address
     * (squid 503, Envoy 503, nginx 502, tinyproxy 500), so it counts as if we had not reached it. To call it ours would
     * try a dead endpoint for ever; a proxy that is ill itself costs an endpoint some of its attempts, hours apart.
     */
    static Cause ofTunnel(int status) {
        return switch (status) {
            case 403 -> new Cause(Failure.ADDRESS_REFUSED, "our egress proxy does not let anybody through to the host");
            case 407 -> ofProxy("it asks for other credentials than HTTP_EGRESS_PROXY holds");
            case 504 -> TOO_LONG;
            default -> status >= 500 && status <= 599 ? UNREACHABLE : ofProxy("it answered " + status);
        };
    }

    /** How asking an egress proxy for a way failed, if not by a clean answer. */
    static Cause ofTunnel(Throwable cause, boolean stillOpen) {
        if (cause instanceof Tunnel.Refused refused) {
            return refused.why();
        }
        // Nothing came for too long: it waits for the endpoint's network, as we would have without it.
        return stillOpen && cause.getCause() == null ? TOO_LONG : ofProxy("it closed the connection without an answer");
    }

    /** Ours: whatever the endpoint is like, it had no chance. */
    static Cause ofProxy(String what) {
        return new Cause(Failure.PROXY_FAILED, "the egress proxy does not work: " + what);
    }

    static Cause ofHandshake(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            switch (each) {
                case CertificateExpiredException e -> {
                    return chain(e, "expired on", "has expired");
                }
                case CertificateNotYetValidException e -> {
                    return chain(e, "is not valid before", "is not valid yet");
                }
                case CertPathBuilderException e -> {
                    return tls("the host's TLS certificate is not signed by an authority that we trust");
                }
                case CertificateException e
                when isAboutTheName(e) -> {
                    return tls("the host's TLS certificate is for another name");
                }
                default -> {}
            }
        }
        if (cause instanceof ClosedChannelException || isReset(cause)) {
            return tls("the connection was closed during the TLS handshake");
        }
        return tls("the TLS handshake failed");
    }

    /** With the day that the platform's words end with, such as {@code NotAfter: Sun May 17 12:00:00 UTC 2026}. */
    private static Cause chain(CertificateException e, String withDay, String without) {
        String chain = "the host's TLS certificate, or one that it rests on, ";
        String message = message(e);
        try {
            Instant time = PLATFORM_TIME.parse(message.substring(message.indexOf(": ") + 2), Instant::from);
            return tls(chain + withDay + " " + LocalDate.ofInstant(time, ZoneOffset.UTC));
        } catch (DateTimeException unfamiliar) {
            return tls(chain + without);
        }
    }

    static Cause ofAnswer(Throwable cause) {
        String detail = switch (cause) {
            case TooLongHttpHeaderException e -> "the answer's headers are too large";
            case TooLongHttpLineException e -> "the answer's first line is too long";
            default -> "the answer is not HTTP/1.1";
        };
        return new Cause(Failure.MALFORMED_ANSWER, detail);
    }

    private static Cause tls(String detail) {
        return new Cause(Failure.TLS, detail);
    }

    private static boolean isAboutTheName(CertificateException e) {
        String message = message(e);
        return message.contains("subject alternative") || message.contains("matching");
    }

    private static String message(Throwable cause) {
        return String.valueOf(cause.getMessage());
    }

    private static boolean isReset(Throwable cause) {
        return message(cause).contains("Connection reset");
    }
}
