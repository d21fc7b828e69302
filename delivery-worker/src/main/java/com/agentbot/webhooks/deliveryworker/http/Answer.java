package com.agentbot.webhooks.deliveryworker.http;

import org.jspecify.annotations.Nullable;

/** What became of a POST. */
public sealed interface Answer {
    /** From {@link HttpSender#send} to the end, in milliseconds. */
    long durationMillis();

    /**
     * The endpoint answered. Its status decides, so a body that broke off or had no end is an answer too.
     *
     * @param statusCode 200 to 999
     * @param retryAfter the {@code Retry-After} header as it was sent; null when there was none
     * @param headers the beginning of the header lines, as whole lines: {@code name: value} and a line feed
     * @param body the body's beginning, as it came over the wire: neither decompressed nor decoded
     * @param truncated whether the body was longer than what was kept, or did not come to its end
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Responded(
            int statusCode,
            @Nullable String retryAfter,
            String headers,
            byte[] body,
            boolean truncated,
            long durationMillis)
            implements Answer {}

    /**
     * The endpoint did not answer.
     *
     * @param detail one clause for the customer; names no resolved address
     */
    record Failed(Failure failure, String detail, long durationMillis) implements Answer {}
}
