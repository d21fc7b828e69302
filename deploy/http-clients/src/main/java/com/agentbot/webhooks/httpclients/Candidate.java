package com.agentbot.webhooks.httpclients;

import java.util.List;
import java.util.function.Supplier;

/**
 * A client that was looked at.
 *
 * @param source the file of its code here
 * @param judged how the address connected to can be judged
 * @param deadline what it has of one deadline over name, connection, TLS, sending and the whole answer
 * @param pool how its connections are bounded
 */
record Candidate(String name, Supplier<Client> start, String source, String judged, String deadline, String pool) {
    static final List<Candidate> ALL = List.of(
            new Candidate("ours", OurClient::new, "OurClient", "in the dial", "yes", "a host and in all"),
            new Candidate(
                    "vertx",
                    VertxClient::new,
                    "VertxClient",
                    "before: own look-up, then `setServer`",
                    "on top; what is late is not closed",
                    "a host; not in all"),
            new Candidate(
                    "reactor-netty",
                    ReactorClient::new,
                    "ReactorClient",
                    "in its resolver; its own retries and proxies to be kept out",
                    "on top, by `timeout`",
                    "a host; not in all"),
            new Candidate(
                    "jetty",
                    JettyClient::new,
                    "JettyClient",
                    "in its `SocketAddressResolver`",
                    "yes, but a look-up goes on",
                    "a host; not in all"),
            new Candidate(
                    "apache-async",
                    ApacheAsyncClient::new,
                    "ApacheAsyncClient",
                    "in its `DnsResolver`, which blocks whoever asks",
                    "on top, by a timer",
                    "a host and in all"),
            new Candidate(
                    "apache-blocking",
                    ApacheBlockingClient::new,
                    "ApacheBlockingClient",
                    "in its `DnsResolver`",
                    "on top, by a timer",
                    "a host and in all"),
            new Candidate("okhttp", OkHttp::new, "OkHttp", "in its `Dns`", "yes", "calls, not connections"),
            new Candidate("jdk", JdkClient::new, "JdkClient", "no, but for the whole JVM", "on top", "none"));

    /** The one of that name. */
    static Candidate named(String name) {
        return ALL.stream()
                .filter(candidate -> candidate.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no client is called " + name));
    }
}
