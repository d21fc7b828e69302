package com.agentbot.webhooks.deliveryworker.http;

import com.agentbot.webhooks.servicekit.Environment;
import java.time.Duration;

/** All bounds of the client, and its settings. */
public record HttpLimits(Times times, Sizes sizes, Counts counts) {
    /** A word, so that the documents say the same on every machine. */
    private static final String CORES = "cores";

    private static final int MOST_LOOPS = 1_024;

    /**
     * How long things may take.
     *
     * @param deadline over name, connection, TLS, sending and the whole answer
     * @param resolve for a name
     * @param connect for one address of a host
     * @param idle after which an unused connection is closed
     * @param age after which a connection is not used again, so that a change of the name's addresses is noticed
     * @param close how long a stop waits for POSTs in flight
     */
    public record Times(
            Duration deadline, Duration resolve, Duration connect, Duration idle, Duration age, Duration close) {}

    /**
     * How large things may be, in bytes.
     *
     * @param answerRead of an answer's body, then the connection is closed
     * @param answerKept of what was read
     * @param headers of an answer, with its status line
     * @param headersKept of those, as whole lines
     */
    public record Sizes(int answerRead, int answerKept, int headers, int headersKept) {}

    /**
     * How many there may be.
     *
     * @param loops event loops; each takes its share of the bounds below
     * @param connections in all, at least one a loop
     * @param connectionsPerHost to one scheme, host and port
     * @param waiting POSTs in all that wait for a connection
     * @param resolverThreads half of them for names that resolved before, half for others
     * @param addressesTried of one host, one after the other
     * @param informational answers (1xx) before the real one
     */
    public record Counts(
            int loops,
            int connections,
            int connectionsPerHost,
            int waiting,
            int resolverThreads,
            int addressesTried,
            int informational) {}

    /** Reads the settings, all named {@code HTTP_…}. */
    public static HttpLimits read(Environment environment) {
        return new HttpLimits(times(environment), sizes(environment), counts(environment));
    }

    private static Times times(Environment environment) {
        return new Times(
                environment.duration(
                        "HTTP_DEADLINE",
                        "15s",
                        "How long one POST may take, from the name's lookup to the answer's last byte."),
                environment.duration("HTTP_RESOLVE", "5s", "How long the lookup of a name may take."),
                environment.duration("HTTP_CONNECT", "5s", "How long connecting to one address of a host may take."),
                environment.duration("HTTP_IDLE", "60s", "When an unused connection is closed."),
                environment.duration(
                        "HTTP_CONNECTION_AGE",
                        "5m",
                        "When a connection is not used again, so that a change of the name's addresses is noticed."),
                environment.duration("HTTP_CLOSE", "20s", "How long a stop waits for POSTs in flight."));
    }

    private static Sizes sizes(Environment environment) {
        return new Sizes(
                environment.bytes(
                        "HTTP_ANSWER_READ",
                        "64KiB",
                        "How much of an answer's body is read before the connection is closed."),
                environment.bytes("HTTP_ANSWER_KEPT", "8KiB", "How much of an answer's body is kept for the log."),
                environment.bytes("HTTP_ANSWER_HEADERS", "32KiB", "How large an answer's headers may be."),
                environment.bytes(
                        "HTTP_ANSWER_HEADERS_KEPT",
                        "2KiB",
                        "How much of an answer's headers is kept for the log, as whole lines."));
    }

    private static Counts counts(Environment environment) {
        return new Counts(
                environment.parsed(
                        "HTTP_LOOPS", CORES, "How many event loops there are; cores, or a number.", HttpLimits::loops),
                environment.number(
                        "HTTP_CONNECTIONS",
                        16_384,
                        1,
                        1_000_000,
                        "How many connections may be open, at least one a loop."),
                environment.number(
                        "HTTP_CONNECTIONS_PER_HOST", 256, 1, 65_536, "How many connections one host may have."),
                environment.number(
                        "HTTP_WAITING", 16_384, 0, 10_000_000, "How many POSTs may wait for a free connection."),
                environment.number(
                        "HTTP_RESOLVER_THREADS",
                        32,
                        2,
                        1_024,
                        "How many threads look names up; half of them only names that resolved before."),
                environment.number("HTTP_ADDRESSES_TRIED", 3, 1, 64, "How many addresses of one host are tried."),
                environment.number(
                        "HTTP_INFORMATIONAL", 8, 0, 1_000, "How many 1xx answers may come before the real one."));
    }

    private static int loops(String text) {
        if (text.equals(CORES)) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > MOST_LOOPS) {
            throw new IllegalArgumentException("it must be " + CORES + " or a whole number from 1 to " + MOST_LOOPS);
        }
        return Integer.parseInt(text);
    }
}
