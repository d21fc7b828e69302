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

/**
 * What an exception means, in words for a customer. Exceptions' own messages are not passed on: they hold addresses.
 *
 * @param failure the fixed word
 * @param detail one clause
 */
record Cause(Failure failure, String detail) {
    static Cause ofConnecting(Throwable cause) {
        String message = message(cause);
        return switch (cause) {
            case ConnectTimeoutException e -> new Cause(Failure.TIMEOUT, "connecting took too long");
            case BindException e -> new Cause(Failure.OVERLOADED, "no local port is free");
            case ConnectException e
            when message.contains("refused") ->
                new Cause(Failure.CONNECTION_REFUSED, "the host refused the connection");
            case IOException e
            when isReset(e) -> new Cause(Failure.CONNECTION_LOST, "the connection was reset as soon as it was made");
            case ChannelException e -> new Cause(Failure.OVERLOADED, "no more connections can be opened");
            default -> new Cause(Failure.UNREACHABLE, "the host cannot be reached");
        };
    }

    static Cause ofHandshake(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            switch (each) {
                case CertificateExpiredException e -> {
                    return tls("the host's certificate, or one that it rests on, has expired");
                }
                case CertificateNotYetValidException e -> {
                    return tls("the host's certificate, or one that it rests on, is not valid yet");
                }
                case CertPathBuilderException e -> {
                    return tls("the host's certificate is not signed by an authority that we trust");
                }
                case CertificateException e
                when isAboutTheName(e) -> {
                    return tls("the host's certificate is for another name");
                }
                default -> {}
            }
        }
        if (cause instanceof ClosedChannelException || isReset(cause)) {
            return tls("the connection was closed during the TLS handshake");
        }
        return tls("the TLS handshake failed");
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
