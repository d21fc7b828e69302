package com.agentbot.webhooks.deliveryworker.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open connection, bound for good to the address that was judged. Carries one POST after the other, and is thrown
 * away after anything but a complete and clean answer.
 */
final class Connection extends ChannelInboundHandlerAdapter implements Exchange.Stage {
    /** How long an answer may still be read after writing has failed. */
    private static final long LAST_WORDS_MILLIS = 250;

    private final Channel channel;
    private final Host host;
    private final ConnectionPool pool;
    private final AnswerDecoder decoder;
    private final long openedNanos;
    private long idleSinceNanos;
    private boolean used;
    private boolean left;

    private @Nullable Exchange exchange;
    private @Nullable AnswerBuilder answer;
    private boolean reused;
    private boolean sent;

    Connection(Channel channel, Host host, ConnectionPool pool, long nowNanos) {
        this.channel = channel;
        this.host = host;
        this.pool = pool;
        this.decoder = channel.pipeline().get(AnswerDecoder.class);
        this.openedNanos = nowNanos;
    }

    Host host() {
        return host;
    }

    /** Gives up its place among the open ones; true the first time. */
    boolean leave() {
        boolean first = !left;
        left = true;
        return first;
    }

    boolean isUsable() {
        return channel.isActive();
    }

    boolean isOlderThan(Duration age) {
        return System.nanoTime() - openedNanos > age.toNanos();
    }

    void idleSince(long nowNanos) {
        idleSinceNanos = nowNanos;
    }

    long idleSince() {
        return idleSinceNanos;
    }

    void close() {
        Closing.close(channel);
    }

    void send(Exchange next) {
        exchange = next;
        answer = null;
        reused = used;
        used = true;
        sent = false;
        next.enter(this);
        decoder.expect();
        channel.writeAndFlush(request(next.post())).addListener(written -> {
            if (written.isSuccess()) {
                sent |= exchange == next;
            } else if (exchange == next) {
                Future<?> unused = channel.eventLoop()
                        .schedule(() -> endLastWords(next), LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    private void endLastWords(Exchange unsent) {
        if (exchange == unsent) {
            close();
            lost();
        }
    }

    private static FullHttpRequest request(HttpPost post) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory()
                .withValidation(false) // host and lines were checked when they were made
                .newEmptyHeaders();
        headers.add(HttpHeaderNames.HOST, post.url().hostHeader());
        post.headers().forEach(headers::add);
        headers.add(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(post.body().length));
        return new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.POST,
                post.url().target(),
                Unpooled.wrappedBuffer(post.body()),
                headers,
                EmptyHttpHeaders.INSTANCE);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpResponse head) {
                read(head);
            }
            if (message instanceof HttpContent content) {
                read(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(HttpResponse head) {
        if (exchange == null) {
            return;
        }
        AnswerBuilder reading = answer == null ? pool.newAnswer() : answer;
        answer = reading;
        Cause wrong = reading.begin(head);
        if (wrong != null && channel.isActive()) {
            fail(wrong);
        } else if (wrong != null) {
            lost(); // the decoder's last word on a head that broke off
        }
    }

    private void read(HttpContent content) {
        AnswerBuilder reading = answer;
        if (exchange == null || reading == null) {
            return;
        }
        if (content.decoderResult().isFailure()) {
            fail(Cause.ofAnswer(content.decoderResult().cause()));
            return;
        }
        if (!reading.hasBegun()) {
            return; // the end of an informational answer
        }
        boolean full = reading.append(content.content());
        if (content instanceof LastHttpContent) {
            answered(reading, reading.isKeptAlive() && sent && !decoder.hasSurplus() && channel.isActive());
        } else if (full) {
            reading.breakOff();
            answered(reading, false);
        }
    }

    private void answered(AnswerBuilder complete, boolean reusable) {
        Exchange done = letGo();
        if (done == null) {
            return;
        }
        if (reusable) {
            pool.release(this);
        } else {
            close();
        }
        pool.end(done, complete.build(done.elapsedMillis()));
    }

    private void fail(Cause cause) {
        Exchange failed = letGo();
        close();
        if (failed != null) {
            pool.end(failed, ConnectionPool.failed(failed, cause.failure(), cause.detail()));
        }
    }

    private @Nullable Exchange letGo() {
        Exchange held = exchange;
        exchange = null;
        answer = null;
        decoder.expectNothing();
        return held;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost();
    }

    private void lost() {
        Exchange held = exchange;
        if (held == null || held.ended()) {
            return;
        }
        if (answerHead() != null) {
            breakOff();
        } else if (reused && !decoder.hasBegun() && held.mayRetry()) {
            letGo();
            pool.retry(held);
        } else {
            fail(new Cause(
                    Failure.CONNECTION_LOST,
                    decoder.hasBegun()
                            ? "the connection broke in the answer's headers"
                            : "the connection broke before an answer"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(); // and channelInactive says what it means
    }

    @Override
    public void expire(Duration deadline) {
        if (answerHead() != null) {
            breakOff();
            return;
        }
        String late = decoder.hasBegun()
                ? "the answer's headers did not end within "
                : sent ? "no answer came within " : "the POST could not be sent within ";
        fail(new Cause(Failure.TIMEOUT, late + ConnectionPool.words(deadline)));
    }

    private @Nullable AnswerBuilder answerHead() {
        return answer != null && answer.hasBegun() ? answer : null;
    }

    /** The status is known and decides; the rest of the body will not come. */
    private void breakOff() {
        AnswerBuilder incomplete = answerHead();
        if (incomplete != null) {
            incomplete.breakOff();
            answered(incomplete, false);
        }
    }
}
