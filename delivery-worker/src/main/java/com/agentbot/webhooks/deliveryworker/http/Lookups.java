package com.agentbot.webhooks.deliveryworker.http;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks names up off the event loop, each name once at a time. A resolver that hangs cannot be called off; so names that
 * resolved before have threads of their own, which a flood of names that never do cannot take. Touched by one event
 * loop's thread only.
 */
final class Lookups {
    private static final Logger LOG = LoggerFactory.getLogger(Lookups.class);
    private static final int NAMES_REMEMBERED = 65_536;

    private static final Found NO_ADDRESS = new Found.Nothing(Failure.UNRESOLVED, "the host's name does not resolve");

    private final EventLoop loop;
    private final Resolver resolver;
    private final Executor forKnown;
    private final Executor forOthers;
    private final Duration patience;
    private final Map<String, Lookup> running = new HashMap<>();
    private final Map<String, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > NAMES_REMEMBERED;
        }
    };

    /** What a lookup brought. */
    sealed interface Found {
        /** At least one, not judged yet. */
        record Addresses(List<InetAddress> all) implements Found {}

        /** None, and why. */
        record Nothing(Failure failure, String detail) implements Found {}
    }

    Lookups(EventLoop loop, Resolver resolver, Executor forKnown, Executor forOthers, Duration patience) {
        this.loop = loop;
        this.resolver = resolver;
        this.forKnown = forKnown;
        this.forOthers = forOthers;
        this.patience = patience;
    }

    /** Tells once what was found, on the event loop, at the latest when the patience is over. */
    void find(String name, Consumer<Found> whenFound) {
        Lookup lookup = running.get(name);
        if (lookup == null) {
            lookup = new Lookup(name);
            try {
                (known.containsKey(name) ? forKnown : forOthers).execute(lookup);
            } catch (RejectedExecutionException e) {
                whenFound.accept(new Found.Nothing(Failure.OVERLOADED, "too many names are being looked up"));
                return;
            }
            running.put(name, lookup);
        }
        lookup.await(whenFound);
    }

    /** One name being looked up, and all who wait for it. */
    private final class Lookup implements Runnable {
        private final String name;
        private final List<Waiter> waiters = new ArrayList<>(1);
        private volatile boolean started;

        private Lookup(String name) {
            this.name = name;
        }

        private void await(Consumer<Found> whenFound) {
            Waiter waiter = new Waiter(whenFound);
            waiters.add(waiter);
            waiter.timer = loop.schedule(() -> late(waiter), patience.toNanos(), TimeUnit.NANOSECONDS);
        }

        private void late(Waiter waiter) {
            waiters.remove(waiter);
            known.remove(name);
            waiter.whenFound.accept(
                    started
                            ? new Found.Nothing(
                                    Failure.UNRESOLVED,
                                    "the host's name did not resolve within " + ConnectionPool.words(patience))
                            : new Found.Nothing(Failure.OVERLOADED, "too many names are being looked up"));
        }

        /** On a thread of its own. */
        @Override
        public void run() {
            started = true;
            Found found = resolve();
            try {
                loop.execute(() -> settle(found));
            } catch (RejectedExecutionException e) {
                LOG.debug("a lookup ended after its event loop had");
            }
        }

        private Found resolve() {
            try {
                List<InetAddress> addresses = resolver.resolve(name);
                return addresses.isEmpty() ? NO_ADDRESS : new Found.Addresses(addresses);
            } catch (UnknownHostException e) {
                return NO_ADDRESS;
            } catch (RuntimeException e) {
                LOG.warn("the resolver failed", e);
                return new Found.Nothing(Failure.UNRESOLVED, "the host's name could not be looked up");
            }
        }

        private void settle(Found found) {
            running.remove(name);
            if (found instanceof Found.Addresses) {
                known.put(name, true);
            }
            for (Waiter waiter : waiters) {
                if (waiter.timer != null) {
                    waiter.timer.cancel(false);
                }
                waiter.whenFound.accept(found);
            }
        }
    }

    private static final class Waiter {
        private final Consumer<Found> whenFound;
        private @Nullable Future<?> timer;

        private Waiter(Consumer<Found> whenFound) {
            this.whenFound = whenFound;
        }
    }
}
