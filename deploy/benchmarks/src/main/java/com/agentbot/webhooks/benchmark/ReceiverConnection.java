package com.agentbot.webhooks.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection to the receiver: a request, its answer, the next request. */
final class ReceiverConnection extends SimpleChannelInboundHandler<HttpObject> {
    private static final UUID NO_DELIVERY = new UUID(0, 0);

    private final Ledger ledger;
    private final ReceiverRoutes routes;
    private final SentTime sentTime = new SentTime();

    private ReceiverRoutes.Route route = new ReceiverRoutes.Route.Unknown();
    private UUID delivery = NO_DELIVERY;
    private ReceiverRoutes.Route.@Nullable Endpoint unanswered;
    private @Nullable ScheduledFuture<?> answer;

    ReceiverConnection(Ledger ledger, ReceiverRoutes routes) {
        this.ledger = ledger;
        this.routes = routes;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part instanceof HttpRequest request) {
            route = routes.of(request.uri());
            String id = request.headers().get("X-Agentbot-Delivery-Id");
            delivery = id == null ? NO_DELIVERY : UUID.fromString(id);
            sentTime.begin();
        }
        if (part instanceof HttpContent content) {
            sentTime.read(content.content());
        }
        if (part instanceof LastHttpContent) {
            complete(context);
        }
    }

    private void complete(ChannelHandlerContext context) {
        switch (route) {
            case ReceiverRoutes.Route.Endpoint endpoint -> arrived(context, endpoint);
            case ReceiverRoutes.Route.Report(long lastSinceMicros) ->
                write(context, 200, ledger.counts(lastSinceMicros).json());
            case ReceiverRoutes.Route.Reset() -> {
                ledger.reset();
                write(context, 200, "");
            }
            case ReceiverRoutes.Route.Unknown() -> write(context, 404, "");
        }
    }

    private void arrived(ChannelHandlerContext context, ReceiverRoutes.Route.Endpoint endpoint) {
        ledger.arrived(endpoint.page(), delivery, sentTime.micros(), WallClock.micros());
        unanswered = endpoint;
        switch (endpoint.behaviour()) {
            case Behaviour.Prompt() -> answer(context, endpoint, 200);
            case Behaviour.Failing(int status) -> answer(context, endpoint, status);
            case Behaviour.Hanging() -> {}
            case Behaviour.Slow(Duration delay) ->
                answer = context.executor()
                        .schedule(() -> answer(context, endpoint, 200), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void answer(ChannelHandlerContext context, ReceiverRoutes.Route.Endpoint endpoint, int status) {
        unanswered = null;
        ledger.answered(endpoint.page(), delivery, status / 100 == 2, WallClock.micros());
        write(context, status, "");
    }

    private static void write(ChannelHandlerContext context, int status, String body) {
        ByteBuf content = body.isEmpty() ? Unpooled.EMPTY_BUFFER : Unpooled.copiedBuffer(body, UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        var unused = context.writeAndFlush(response, context.voidPromise());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (answer != null) {
            answer.cancel(false);
        }
        if (unanswered != null) {
            ledger.cut(unanswered.page(), delivery, WallClock.micros());
            unanswered = null;
        }
    }

    /** A connection that breaks is an event to count, not one to report. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}
