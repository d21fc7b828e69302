package com.agentbot.webhooks.eventingest;

/** Events as their producers write them, and as they are passed on. */
final class Example {
    private Example() {}

    static String of(String site) {
        return of(site, "");
    }

    /** @param more further fields, each with a comma behind it */
    static String of(String site, String more) {
        return """
                { %s"event": "message.created", "timestamp": "2026-05-17T12:34:56Z",
                  "data": {"conversation_id": "conv_xyz", "n": 1.0}, "site_id": "%s" }
                """.formatted(more, site);
    }

    static String canonical(String site) {
        return "{\"event\":\"message.created\",\"timestamp\":\"2026-05-17T12:34:56Z\",\"site_id\":\"" + site
                + "\",\"data\":{\"conversation_id\":\"conv_xyz\",\"n\":1}}";
    }

    /** One event of about so many bytes. */
    static String large(String site, int bytes) {
        return of(site).replace("conv_xyz", "x".repeat(bytes));
    }
}
