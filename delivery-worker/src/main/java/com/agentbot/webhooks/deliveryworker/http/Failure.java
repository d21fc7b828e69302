package com.agentbot.webhooks.deliveryworker.http;

import java.util.Locale;

/** Why there is no answer. Written in lower case. */
public enum Failure {
    /** The deadline passed. */
    TIMEOUT,
    /** The host's name has no address, or its name servers do not answer. */
    UNRESOLVED,
    /** An address of the host must not be connected to. */
    ADDRESS_REFUSED,
    /** Nobody listens there. */
    CONNECTION_REFUSED,
    /** No way leads there. */
    UNREACHABLE,
    /** The connection broke before an answer. */
    CONNECTION_LOST,
    /** No TLS connection that can be trusted. */
    TLS,
    /** What came back is no HTTP/1.1 answer. */
    MALFORMED_ANSWER,
    /** The egress proxy is not there, or does not let us through to anybody. */
    PROXY_FAILED,
    /** Too much is going on here. */
    OVERLOADED,
    /** This client was stopped. */
    STOPPED;

    private final String spelling = name().toLowerCase(Locale.ROOT);

    /** Whether the cause lies with us: the endpoint had no fair chance, and it may be no attempt. */
    public boolean ours() {
        return switch (this) {
            case PROXY_FAILED, OVERLOADED, STOPPED -> true;
            case TIMEOUT,
                    UNRESOLVED,
                    ADDRESS_REFUSED,
                    CONNECTION_REFUSED,
                    UNREACHABLE,
                    CONNECTION_LOST,
                    TLS,
                    MALFORMED_ANSWER -> false;
        };
    }

    /** Whether nothing came back: as if nobody were there. */
    public boolean silent() {
        return switch (this) {
            case TIMEOUT, UNRESOLVED, CONNECTION_REFUSED, UNREACHABLE, CONNECTION_LOST -> true;
            case ADDRESS_REFUSED, TLS, MALFORMED_ANSWER, PROXY_FAILED, OVERLOADED, STOPPED -> false;
        };
    }

    @Override
    public String toString() {
        return spelling;
    }
}
