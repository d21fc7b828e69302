package com.agentbot.webhooks.deliveryworker.http;

import com.agentbot.webhooks.schemas.webhook.AddressPolicy;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP/1.1 client on Netty. Redirects are not followed, bodies not decompressed, the environment's proxy is not used. Safe
 * for use by many threads.
 */
public final class NettySender implements HttpSender, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NettySender.class);
    static final String IS_STOPPED = "the sender was stopped";

    static {
        // Netty's default follows every 128th buffer with a stack trace, which is 2 % of a worker. Tests follow each
        // one.
        if (ResourceLeakDetector.getLevel() == ResourceLeakDetector.Level.SIMPLE) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
    }

    private final HttpLimits limits;
    private final MultiThreadIoEventLoopGroup group;
    private final ThreadPoolExecutor knownNames;
    private final ThreadPoolExecutor otherNames;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Share> shares = new ArrayList<>();

    /** An event loop and what belongs to it. */
    private record Share(EventLoop loop, ConnectionPool pool) {}

    /** A client with its threads running, which asks the platform's resolver. */
    public NettySender(HttpLimits limits, AddressPolicy policy, Egress egress) {
        this(limits, policy, egress, Resolver.SYSTEM);
    }

    /**
     * A client with its threads running.
     *
     * @param resolver {@link Resolver#SYSTEM}, but in tests
     */
    public NettySender(HttpLimits limits, AddressPolicy policy, Egress egress, Resolver resolver) {
        this.limits = limits;
        SslContext tls = Tls.context(egress.authorities());
        int threads = Math.max(1, limits.counts().resolverThreads() / 2);
        this.knownNames = resolverThreads(threads, "resolver-known");
        this.otherNames = resolverThreads(threads, "resolver-other");
        this.group = new MultiThreadIoEventLoopGroup(
                limits.counts().loops(), new DefaultThreadFactory("http", true), NioIoHandler.newFactory());
        for (EventExecutor each : group) {
            EventLoop loop = (EventLoop) each;
            Lookups lookups = new Lookups(
                    loop, resolver, knownNames, otherNames, limits.times().resolve());
            Dialler dialler = new Dialler(loop, lookups, policy, tls, egress.proxy(), limits);
            shares.add(new Share(loop, new ConnectionPool(loop, dialler, limits)));
        }
    }

    private ThreadPoolExecutor resolverThreads(int threads, String name) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(Math.max(1, limits.counts().waiting())),
                new DefaultThreadFactory(name, true));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Override
    public void send(HttpPost post, Consumer<Answer> whenDone) {
        Exchange exchange = new Exchange(post, whenDone, System.nanoTime());
        int hash = post.url().host().hashCode();
        Share share = shares.get(Math.floorMod(hash ^ hash >>> 16, shares.size()));
        try {
            share.loop.execute(() -> share.pool.post(exchange));
        } catch (RejectedExecutionException e) {
            exchange.fail(Failure.STOPPED, IS_STOPPED);
        }
    }

    /** Takes no more POSTs, waits within its bound for those in flight, and ends the rest as stopped. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<?>[] ends = new CompletableFuture<?>[shares.size()];
        for (int i = 0; i < ends.length; i++) {
            Share share = shares.get(i);
            CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
            ends[i] = end;
            share.loop.execute(() -> share.pool.stop(end));
        }
        await(CompletableFuture.allOf(ends), limits.times().close());
        shares.forEach(share -> share.loop.execute(share.pool::abandon));
        knownNames.shutdownNow();
        otherNames.shutdownNow();
        boolean unused = group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }

    private static void await(CompletableFuture<?> end, Duration patience) {
        try {
            end.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.warn("POSTs were still in flight after {} and are given up", ConnectionPool.words(patience));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
