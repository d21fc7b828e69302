package com.agentbot.webhooks.deliveryworker.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;

/** Netty's decoder, which also knows whether bytes came that belong to no answer. */
final class AnswerDecoder extends HttpResponseDecoder {
    private boolean expecting;
    private boolean begun;

    AnswerDecoder(HttpLimits.Sizes sizes) {
        super(config(sizes));
    }

    /** The bounds of everything that is decoded here. */
    static HttpDecoderConfig config(HttpLimits.Sizes sizes) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(sizes.headers())
                .setMaxHeaderSize(sizes.headers())
                .setInitialBufferSize(256);
    }

    /** From now on bytes are an answer. */
    void expect() {
        expecting = true;
        begun = false;
    }

    /** The answer is complete: whatever comes now is one too many. */
    void expectNothing() {
        expecting = false;
    }

    /** Whether a byte of the answer has come. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether bytes lie here that belong to no answer. */
    boolean hasSurplus() {
        return actualReadableBytes() > 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (!expecting) {
            ReferenceCountUtil.release(message);
            Closing.close(context);
            return;
        }
        begun = true;
        super.channelRead(context, message);
    }

    /** A broken connection is daily bread here, also while it is still being opened; closing it tells whom it concerns. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Closing.close(context);
    }
}
