package com.agentbot.webhooks.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** Finds in the beginning of a body when its event was due to be sent. */
final class SentTime {
    /** Before it come only the type, the timestamp and the site's id. */
    private static final int SEARCHED = 512;

    private static final byte[] FIELD = ('"' + EventTemplate.SENT_AT + "\":").getBytes(US_ASCII);

    private final byte[] beginning = new byte[SEARCHED];
    private int length;

    void begin() {
        length = 0;
    }

    void read(ByteBuf content) {
        int more = Math.min(content.readableBytes(), SEARCHED - length);
        content.getBytes(content.readerIndex(), beginning, length, more);
        length += more;
    }

    /** In microseconds of the Unix epoch; 0 when the body does not say it. */
    long micros() {
        for (int i = 0; i + FIELD.length < length; i++) {
            if (isFieldAt(i)) {
                return numberAt(i + FIELD.length);
            }
        }
        return 0;
    }

    private boolean isFieldAt(int start) {
        for (int i = 0; i < FIELD.length; i++) {
            if (beginning[start + i] != FIELD[i]) {
                return false;
            }
        }
        return true;
    }

    private long numberAt(int start) {
        long number = 0;
        for (int i = start; i < length && beginning[i] >= '0' && beginning[i] <= '9'; i++) {
            number = number * 10 + (beginning[i] - '0');
        }
        return number;
    }
}
