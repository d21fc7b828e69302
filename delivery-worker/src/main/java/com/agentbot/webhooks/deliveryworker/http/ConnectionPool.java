package com.agentbot.webhooks.deliveryworker.http;

import com.agentbot.webhooks.deliveryworker.http.HttpLimits.Times;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of one event loop, their connections, and the POSTs in flight. A host belongs to one loop, so nothing here
 * is shared and nothing is locked: it is touched by the loop's thread only.
 */
final class ConnectionPool {
    private final EventLoop loop;
    private final Dialler dialler;
    private final Times times;
    private final HttpLimits.Sizes sizes;
    private final int informational;
    private final int connections;
    private final int connectionsPerHost;
    private final int waitingAtMost;

    private final Map<Origin, Host> hosts = new HashMap<>();
    /** Oldest first; and because all have the same time, also first due. */
    private final SequencedSet<Exchange> inFlight = new LinkedHashSet<>();
    /** Longest idle first. */
    private final SequencedSet<Connection> idle = new LinkedHashSet<>();
    /** Hosts that wait until any connection of any host closes; they take turns. */
    private final SequencedSet<Host> starved = new LinkedHashSet<>();

    private int open;
    private int waiting;
    private boolean deadlineArmed;
    private boolean idleArmed;
    private @Nullable CompletableFuture<@Nullable Void> stopped;

    ConnectionPool(EventLoop loop, Dialler dialler, HttpLimits limits) {
        int loops = limits.counts().loops();
        this.loop = loop;
        this.dialler = dialler;
        this.times = limits.times();
        this.sizes = limits.sizes();
        this.informational = limits.counts().informational();
        this.connections = Math.max(1, limits.counts().connections() / loops);
        this.connectionsPerHost = limits.counts().connectionsPerHost();
        this.waitingAtMost = (limits.counts().waiting() + loops - 1) / loops;
    }

    /** A place for the next POST's answer. */
    AnswerBuilder newAnswer() {
        return new AnswerBuilder(sizes, informational);
    }

    void post(Exchange exchange) {
        if (stopped != null) {
            exchange.fail(Failure.STOPPED, NettySender.IS_STOPPED);
            return;
        }
        inFlight.add(exchange);
        armDeadline();
        Host host = host(exchange);
        if (!begin(host, exchange)) {
            queue(host, exchange);
        }
    }

    private void queue(Host host, Exchange exchange) {
        if (waiting >= waitingAtMost) {
            end(exchange, failed(exchange, Failure.OVERLOADED, "too many POSTs wait for a connection"));
            forgetIfUnused(host);
            return;
        }
        waiting++;
        host.waiting().addLast(exchange);
        exchange.enter(deadline -> {
            if (host.waiting().remove(exchange)) { // the first, or near it
                waiting--;
            }
            end(exchange, failed(exchange, Failure.OVERLOADED, "no connection was free within " + words(deadline)));
            forgetIfUnused(host);
        });
    }

    /** Whether the POST has found a connection, or one is being opened for it. */
    private boolean begin(Host host, Exchange exchange) {
        Connection warm = takeIdle(host);
        if (warm != null) {
            warm.send(exchange);
            return true;
        }
        if (host.open() >= connectionsPerHost) {
            return false;
        }
        if (!hasRoom()) {
            starved.add(host);
            return false;
        }
        dial(host, exchange);
        return true;
    }

    private @Nullable Connection takeIdle(Host host) {
        for (Connection warm = host.takeIdle(); warm != null; warm = host.takeIdle()) {
            idle.remove(warm);
            if (warm.isUsable()) {
                return warm;
            }
            warm.close();
        }
        return null;
    }

    private boolean hasRoom() {
        if (open >= connections && !idle.isEmpty()) {
            evict(idle.getFirst());
        }
        return open < connections;
    }

    private void evict(Connection connection) {
        Host host = connection.host();
        idle.remove(connection);
        host.removeIdle(connection);
        leave(connection);
        connection.close();
        forgetIfUnused(host);
    }

    private boolean leave(Connection connection) {
        boolean first = connection.leave();
        if (first) {
            connection.host().closes();
            open--;
        }
        return first;
    }

    private void dial(Host host, Exchange exchange) {
        host.opens();
        open++;
        dialler.dial(exchange, new Dialler.Caller() {
            @Override
            public void opened(Channel channel) {
                Connection connection = new Connection(channel, host, ConnectionPool.this, System.nanoTime());
                channel.closeFuture().addListener(closed -> closed(connection));
                channel.pipeline().addLast(connection);
                connection.send(exchange);
            }

            @Override
            public void failed(Failure failure, String detail) {
                end(exchange, ConnectionPool.failed(exchange, failure, detail));
                host.closes();
                open--;
                serveAfterLeaving(host);
            }
        });
    }

    /** Starts again with a POST whose pooled connection proved stale before anything came back over it. */
    void retry(Exchange exchange) {
        Host host = host(exchange);
        if (host.open() < connectionsPerHost && hasRoom()) {
            dial(host, exchange);
        } else {
            queue(host, exchange);
        }
    }

    private Host host(Exchange exchange) {
        return hosts.computeIfAbsent(Origin.of(exchange.post().url()), Host::new);
    }

    void end(Exchange exchange, Answer answer) {
        inFlight.remove(exchange);
        exchange.end(answer);
        if (stopped != null && inFlight.isEmpty()) {
            stopped.complete(null);
        }
    }

    static Answer failed(Exchange exchange, Failure failure, String detail) {
        return new Answer.Failed(failure, detail, exchange.elapsedMillis());
    }

    /** Takes back a connection whose last answer was complete and clean. */
    void release(Connection connection) {
        boolean saturated = !starved.isEmpty() && open >= connections;
        if (stopped != null || saturated || connection.isOlderThan(times.age())) {
            connection.close();
            return;
        }
        Host host = connection.host();
        Exchange next = nextWaiting(host);
        if (next != null) {
            connection.send(next);
            return;
        }
        connection.idleSince(System.nanoTime());
        host.addIdle(connection);
        idle.add(connection);
        armIdle();
    }

    private void closed(Connection connection) {
        Host host = connection.host();
        if (idle.remove(connection)) {
            host.removeIdle(connection);
        }
        if (leave(connection)) {
            serveAfterLeaving(host);
        }
    }

    private void serveAfterLeaving(Host host) {
        serveStarved();
        serve(host);
        forgetIfUnused(host);
    }

    private void serveStarved() {
        while (!starved.isEmpty() && hasRoom()) {
            Host host = starved.removeFirst();
            serveOne(host);
            if (!host.waiting().isEmpty() && host.open() < connectionsPerHost) {
                starved.add(host);
            }
        }
    }

    private void serve(Host host) {
        boolean served = true;
        while (served) {
            served = serveOne(host);
        }
    }

    private boolean serveOne(Host host) {
        Exchange next = nextWaiting(host);
        if (next == null) {
            return false;
        }
        if (begin(host, next)) {
            return true;
        }
        waiting++;
        host.waiting().addFirst(next);
        return false;
    }

    private @Nullable Exchange nextWaiting(Host host) {
        Exchange next = host.waiting().pollFirst();
        while (next != null) {
            waiting--;
            if (!next.isDue()) {
                return next;
            }
            next = host.waiting().pollFirst();
        }
        return null;
    }

    private void forgetIfUnused(Host host) {
        if (host.isUnused()) {
            starved.remove(host);
            hosts.remove(host.origin(), host);
        }
    }

    private void armDeadline() {
        if (!deadlineArmed && !inFlight.isEmpty()) {
            deadlineArmed = true;
            long dueNanos = inFlight.getFirst().startNanos() + times.deadline().toNanos();
            Future<?> unused =
                    loop.schedule(this::expire, Math.max(0, dueNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private void expire() {
        deadlineArmed = false;
        long latestStart = System.nanoTime() - times.deadline().toNanos();
        List<Exchange> due = new ArrayList<>();
        while (!inFlight.isEmpty() && inFlight.getFirst().startNanos() - latestStart <= 0) {
            Exchange oldest = inFlight.removeFirst();
            oldest.markDue();
            due.add(oldest);
        }
        due.forEach(exchange -> exchange.expire(times.deadline()));
        armDeadline();
    }

    private void armIdle() {
        if (!idleArmed && !idle.isEmpty()) {
            idleArmed = true;
            long dueNanos = idle.getFirst().idleSince() + times.idle().toNanos();
            Future<?> unused =
                    loop.schedule(this::closeIdle, Math.max(0, dueNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private void closeIdle() {
        idleArmed = false;
        long latest = System.nanoTime() - times.idle().toNanos();
        while (!idle.isEmpty() && idle.getFirst().idleSince() - latest <= 0) {
            evict(idle.getFirst());
        }
        serveStarved();
        armIdle();
    }

    /** Takes no more POSTs; the future completes when none is in flight. */
    void stop(CompletableFuture<@Nullable Void> whenNoneIsInFlight) {
        stopped = whenNoneIsInFlight;
        List.copyOf(idle).forEach(this::evict);
        if (inFlight.isEmpty()) {
            whenNoneIsInFlight.complete(null);
        }
    }

    /** Ends what is in flight without an answer, and closes its connections. */
    void abandon() {
        List<Exchange> rest = List.copyOf(inFlight);
        rest.forEach(Exchange::markDue);
        for (Exchange exchange : rest) {
            inFlight.remove(exchange);
            exchange.abandon(NettySender.IS_STOPPED);
        }
    }

    static String words(Duration time) {
        return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
