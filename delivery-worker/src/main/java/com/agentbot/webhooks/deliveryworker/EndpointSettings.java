package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.servicekit.Environment;
import java.time.Duration;

/**
 * How endpoints are treated that are slow, down or flooded.
 *
 * @param endpoint what holds for each one in the fast lane
 * @param lateInFlight late POSTs in flight of all endpoints of a lane together, before those that have some get no more
 * @param patience how long deliveries wait in the fast lane for an endpoint that is down
 * @param slowPatience the same in the slow lane
 * @param memory how long an endpoint's behaviour is remembered when nothing is sent to it
 * @param away how long an endpoint stays out of the fast lane at least
 * @param awayMost how long at most, when it comes back no better again and again
 */
record EndpointSettings(
        Endpoint.Rules endpoint,
        int lateInFlight,
        Duration patience,
        Duration slowPatience,
        Duration memory,
        Duration away,
        Duration awayMost) {

    static EndpointSettings read(Environment environment) {
        return new EndpointSettings(
                rules(environment),
                environment.number(
                        "WORKER_LATE_IN_FLIGHT",
                        8_000,
                        1,
                        1_000_000,
                        "POSTs that take longer than WORKER_PROMPT, of all webhooks together, for each of the two lanes;"
                                + " beyond it, webhooks that have some get no more."),
                environment.duration(
                        "WORKER_PATIENCE",
                        "5s",
                        "How long deliveries to an endpoint that is down wait in the fast lane."),
                environment.duration(
                        "WORKER_SLOW_PATIENCE",
                        "60s",
                        "How long deliveries to an endpoint that is down wait in the slow lane; then they go to a retry"
                                + " topic."),
                environment.duration(
                        "WORKER_MEMORY",
                        "10m",
                        "How long it is remembered that an endpoint was slow, down or flooded when nothing is sent to it."),
                environment.duration(
                        "WORKER_AWAY",
                        "30s",
                        "How long a webhook that outgrew its share stays in the slow lane; doubled each time that it comes"
                                + " back no better."),
                environment.duration("WORKER_AWAY_MOST", "10m", "How long it stays there at most."));
    }

    private static Endpoint.Rules rules(Environment environment) {
        return new Endpoint.Rules(
                environment.number(
                        "WORKER_IN_FLIGHT_PER_WEBHOOK",
                        50,
                        1,
                        10_000,
                        "POSTs in flight to one webhook at most; 50 let an endpoint that answers in 250 ms take 200 a"
                                + " second."),
                environment.number(
                        "WORKER_IN_FLIGHT_AT_FIRST",
                        10,
                        1,
                        10_000,
                        "POSTs in flight to a webhook of which nothing is known; each prompt answer makes it one more."),
                environment.duration(
                        "WORKER_PROMPT",
                        "1s",
                        "An answer that takes longer is late: until it has come, its webhook gets fewer POSTs."),
                environment.number(
                        "WORKER_DOWN_AFTER",
                        20,
                        1,
                        100_000,
                        "After so many POSTs in a row without any answer an endpoint counts as down: it gets nothing but"
                                + " a probe every WORKER_PROBE_EVERY."),
                environment.duration("WORKER_PROBE_EVERY", "5s", "How often an endpoint that is down is tried."));
    }

    /** For the lane that everything starts in. */
    Endpoints.Rules fastLane(int windowRecords) {
        WayOut.Rules wayOut = new WayOut.Rules(windowRecords, new WayOut.Overflow.Leave(away, awayMost));
        return new Endpoints.Rules(endpoint, wayOut, lateInFlight, patience, memory);
    }

    /**
     * For the lane of those that hold up others. There nobody is late: waiting is what it is for.
     *
     * @param deadline of a POST
     */
    Endpoints.Rules slowLane(int windowRecords, Duration deadline) {
        Endpoint.Rules unhurried = new Endpoint.Rules(
                endpoint.inFlight(), endpoint.atFirst(), deadline, endpoint.downAfter(), endpoint.probeEvery());
        WayOut.Rules wayOut = new WayOut.Rules(windowRecords, new WayOut.Overflow.Shed());
        return new Endpoints.Rules(unhurried, wayOut, lateInFlight, slowPatience, memory);
    }
}
