package com.agentbot.webhooks.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A customer with one webhook: each of its events is one delivery.
 *
 * @param id also the key of its events
 * @param events of this site
 */
record Site(String id, EventTemplate events) {
    static Site of(String id) {
        return new Site(id, new EventTemplate(id));
    }

    byte[] key() {
        return id.getBytes(US_ASCII);
    }
}
