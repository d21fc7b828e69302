package com.agentbot.webhooks.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Events of one site, all of one length, each with the time when it was due to be sent. */
final class EventTemplate {
    static final String TYPE = "message.created";
    static final String SENT_AT = "sent_at";
    /** Also the length of the body that is POSTed: it is written as the fan-out would write it. */
    static final int BYTES = 400;

    /** Sixteen digits, as the microseconds of the Unix epoch have until the year 2286. */
    private static final String NO_TIME = "1000000000000000";

    private final byte[] bytes;
    private final int timeAt;

    EventTemplate(String site) {
        String beginning = "{\"event\":\"" + TYPE + "\",\"timestamp\":\"2026-05-17T12:34:56Z\",\"site_id\":\"" + site
                + "\",\"data\":{\"" + SENT_AT + "\":";
        String middle = ",\"text\":\"";
        String end = "\"}}";
        int text = BYTES - beginning.length() - NO_TIME.length() - middle.length() - end.length();
        this.bytes = (beginning + NO_TIME + middle + "x".repeat(text) + end).getBytes(US_ASCII);
        this.timeAt = beginning.length();
    }

    byte[] at(long sentMicros) {
        byte[] event = bytes.clone();
        long rest = sentMicros;
        for (int i = timeAt + NO_TIME.length() - 1; i >= timeAt; i--) {
            event[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return event;
    }
}
