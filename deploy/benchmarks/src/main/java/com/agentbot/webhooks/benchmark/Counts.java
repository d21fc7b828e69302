package com.agentbot.webhooks.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/**
 * What the receiver has counted.
 *
 * @param pages by behaviour of the endpoints, written as {@link Behaviour#path}
 * @param lastAnswers successes answered from a given moment on until connections with unanswered requests broke
 */
record Counts(Map<String, Page> pages, long lastAnswers) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Page NONE = new Page(0, 0, 0, 0, 0, 0, new Delay(0, 0, 0, 0));

    /**
     * Of the endpoints that behave in one way.
     *
     * @param requests all that came
     * @param delivered deliveries that got a success, each counted once
     * @param repeated requests for a delivery that had got a success already
     * @param resumed requests for a delivery whose earlier request had broken before the answer
     * @param unanswered requests that wait for their answer now
     * @param cut requests whose connection broke before the answer
     * @param delay from when the event was due to be sent to the arrival of its first request
     */
    record Page(long requests, long delivered, long repeated, long resumed, long unanswered, long cut, Delay delay) {}

    /** Percentiles in microseconds. */
    record Delay(long p50, long p99, long p999, long max) {}

    Page of(Behaviour behaviour) {
        return pages.getOrDefault(behaviour.path(), NONE);
    }

    long repeated() {
        return pages.values().stream().mapToLong(Page::repeated).sum();
    }

    long unanswered() {
        return pages.values().stream().mapToLong(Page::unanswered).sum();
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Counts ofJson(String json) {
        try {
            return JSON.readValue(json, Counts.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the receiver counts otherwise: " + json, e);
        }
    }
}
