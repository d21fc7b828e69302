package com.agentbot.webhooks.deliveryworker.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer as it comes in: informational ones passed over, the body's beginning kept, the rest only counted. */
final class AnswerBuilder {
    private static final byte[] NOTHING = {};
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int FIRST_FINAL_STATUS = 200;
    private static final int LAST_STATUS = 999;

    private final HttpLimits.Sizes sizes;
    private int informationalLeft;
    private @Nullable HttpResponse head;
    private byte[] kept = NOTHING;
    private int keptBytes;
    private int readBytes;
    private boolean brokenOff;

    AnswerBuilder(HttpLimits.Sizes sizes, int informational) {
        this.sizes = sizes;
        this.informationalLeft = informational;
    }

    /** Takes a head; what is wrong with it, or null when nothing is. */
    @Nullable
    Cause begin(HttpResponse next) {
        if (next.decoderResult().isFailure()) {
            return Cause.ofAnswer(next.decoderResult().cause());
        }
        int status = next.status().code();
        if (next.protocolVersion().majorVersion() != 1) {
            return malformed("the answer is not HTTP/1.1");
        }
        if (status < 100 || status > LAST_STATUS) {
            return malformed("the answer's status is none");
        }
        if (status == SWITCHING_PROTOCOLS) {
            return malformed("the answer switches to another protocol");
        }
        if (status < FIRST_FINAL_STATUS) {
            informationalLeft--;
            return informationalLeft < 0 ? malformed("too many informational answers came before the real one") : null;
        }
        head = next;
        return null;
    }

    private static Cause malformed(String detail) {
        return new Cause(Failure.MALFORMED_ANSWER, detail);
    }

    /** Whether the real answer's head is there. */
    boolean hasBegun() {
        return head != null;
    }

    /** Takes a piece of the body; true when no more may be read. */
    boolean append(ByteBuf piece) {
        int pieceBytes = piece.readableBytes();
        int keep = Math.min(pieceBytes, sizes.answerKept() - keptBytes);
        if (keep > 0) {
            if (keptBytes + keep > kept.length) {
                kept = Arrays.copyOf(kept, Math.min(sizes.answerKept(), Math.max(kept.length * 2, keptBytes + keep)));
            }
            piece.getBytes(piece.readerIndex(), kept, keptBytes, keep);
            keptBytes += keep;
        }
        readBytes += Math.min(pieceBytes, Integer.MAX_VALUE - readBytes);
        return readBytes > sizes.answerRead();
    }

    void breakOff() {
        brokenOff = true;
    }

    boolean isKeptAlive() {
        return head != null && HttpUtil.isKeepAlive(head);
    }

    Answer build(long durationMillis) {
        HttpResponse complete = head;
        if (complete == null) {
            throw new IllegalStateException("an answer has a head");
        }
        return new Answer.Responded(
                complete.status().code(),
                complete.headers().get(HttpHeaderNames.RETRY_AFTER),
                lines(complete.headers()),
                keptBytes == kept.length ? kept : Arrays.copyOf(kept, keptBytes),
                brokenOff || readBytes > keptBytes,
                durationMillis);
    }

    /** As many whole lines as may be kept. */
    private String lines(HttpHeaders headers) {
        StringBuilder lines = new StringBuilder(Math.min(256, sizes.headersKept()));
        Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
        while (all.hasNext()) {
            Map.Entry<CharSequence, CharSequence> line = all.next();
            if (lines.length() + line.getKey().length() + line.getValue().length() + 3 > sizes.headersKept()) {
                break;
            }
            lines.append(line.getKey()).append(": ").append(line.getValue()).append('\n');
        }
        return lines.toString();
    }
}
