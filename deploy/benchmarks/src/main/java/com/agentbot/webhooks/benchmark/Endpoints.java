package com.agentbot.webhooks.benchmark;

/**
 * Endpoints that behave alike, each with a webhook of a site of its own.
 *
 * @param count how many
 * @param hosts over how many hosts they are spread, at most 250
 */
record Endpoints(Behaviour behaviour, int count, int hosts) {
    private static final int NETWORKS = 250;

    /** Each address of 127.0.0.0/8 is a host of its own. Those that behave otherwise are on others. */
    String url(int number, int port) {
        int network = Math.floorMod(behaviour.path().hashCode(), NETWORKS);
        int host = number % hosts + 1;
        return "http://127.0." + network + "." + host + ":" + port + behaviour.path() + "/" + number;
    }
}
