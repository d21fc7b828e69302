package com.agentbot.webhooks.benchmark;

/** The services, as they are called in figures. */
enum ServiceName {
    SETTINGS("webhook-settings"),
    FANOUT("fanout-stream"),
    WORKER("delivery-worker"),
    SCHEDULER("retry-scheduler"),
    INGEST("event-ingest");

    private final String spelling;

    ServiceName(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String toString() {
        return spelling;
    }
}
