package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.deliveryworker.http.Egress;
import com.agentbot.webhooks.deliveryworker.http.HttpLimits;
import com.agentbot.webhooks.schemas.topic.ClientProperties;
import com.agentbot.webhooks.schemas.topic.RecordSizes;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import com.agentbot.webhooks.schemas.topic.TopicNeed;
import com.agentbot.webhooks.schemas.webhook.AddressPolicy;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.servicekit.Environment;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/**
 * What a worker can be told.
 *
 * @param kafka properties for every Kafka client
 * @param secretKeys open the webhooks' secrets
 * @param allowHttp whether a URL may be http
 * @param openedWebhooks of how many webhooks secrets and URL are kept opened at most
 * @param transactionalId names this worker's transactions; no two living workers may share one
 * @param outage that the topics of deliveries must keep records through
 * @param settingsPatience how long a delivery waits for settings at least as new as those it was matched with
 */
record WorkerSettings(
        Map<String, String> kafka,
        RetryTiers tiers,
        SecretCipher secretKeys,
        boolean allowHttp,
        AddressPolicy addresses,
        HttpLimits http,
        Egress egress,
        Intake.Bounds window,
        DeliveryLoop.Pace pace,
        EndpointSettings endpoints,
        int openedWebhooks,
        String transactionalId,
        Duration transactionTimeout,
        Duration outage,
        Duration settingsPatience) {

    /**
     * Reads all settings; what is wrong is found by {@link Environment#check}.
     *
     * @param own this machine's own addresses, which are never delivered to unless allowed
     */
    static WorkerSettings from(Environment environment, Collection<InetAddress> own) {
        HttpLimits http = HttpLimits.read(environment);
        int kept = http.sizes().answerKept();
        if (kept > RecordSizes.LARGEST_ANSWER_BYTES) {
            environment.problem("HTTP_ANSWER_KEPT=" + kept + "B is wrong: an attempt's record takes at most "
                    + RecordSizes.LARGEST_ANSWER_BYTES + "B of an answer");
        }
        return new WorkerSettings(
                environment.kafka(ClientProperties.names()),
                environment.parsed(
                        "RETRY_TIERS",
                        RetryTiers.DEFAULT,
                        "The waits between attempts, in rising order; one topic each.",
                        RetryTiers::parse),
                secretKeys(environment),
                environment.flag("ALLOW_HTTP", false, "Whether a webhook's URL may be http, not only https."),
                environment.parsed(
                        "ALLOWED_ADDRESSES",
                        "",
                        "Special-purpose addresses that may be delivered to all the same, as CIDRs, comma-separated.",
                        allowed -> AddressPolicy.parse(allowed, own)),
                http,
                Egress.read(environment),
                window(environment),
                pace(environment, http),
                EndpointSettings.read(environment),
                environment.number(
                        "WORKER_OPENED_WEBHOOKS",
                        100_000,
                        1,
                        10_000_000,
                        "Of how many webhooks secret and URL are kept opened at most, about 1 KB each; those of others are"
                                + " opened for each POST."),
                transactionalId(environment),
                environment.duration(
                        "WORKER_TRANSACTION_TIMEOUT",
                        "10s",
                        "After this time the broker ends a transaction that a killed worker left open."),
                environment.duration(TopicNeed.OUTAGE, TopicNeed.OUTAGE_BY_DEFAULT, TopicNeed.OUTAGE_MEANING),
                environment.duration(
                        "WORKER_SETTINGS_PATIENCE",
                        "30s",
                        "How long a delivery waits for its webhook's settings before it is held."));
    }

    private static SecretCipher secretKeys(Environment environment) {
        String keys = environment.required(
                "SECRET_KEYS", "The keys that seal signing secrets, written id:base64 of 32 bytes, comma-separated.");
        try {
            return SecretCipher.parse(keys.isEmpty() ? SecretCipher.newKey("none") : keys);
        } catch (IllegalArgumentException e) {
            // The value itself is never repeated: it is a secret.
            environment.problem("SECRET_KEYS is wrong: " + e.getMessage());
            return SecretCipher.parse(SecretCipher.newKey("none"));
        }
    }

    private static String transactionalId(Environment environment) {
        String given = environment.optional(
                "WORKER_TRANSACTIONAL_ID",
                "Names this worker's transactions; random when not set. No two living workers may share one. A fixed one"
                        + " ends what a killed predecessor left open at once, without waiting for"
                        + " WORKER_TRANSACTION_TIMEOUT.");
        return given == null ? "delivery-worker-" + UUID.randomUUID() : given;
    }

    private static Intake.Bounds window(Environment environment) {
        return new Intake.Bounds(
                environment.number(
                        "WORKER_WINDOW_RECORDS",
                        10_000,
                        1,
                        500_000,
                        "Deliveries of one partition received and not finished at most; past it the partition is"
                                + " paused."),
                environment.bytes(
                        "WORKER_WINDOW_BYTES",
                        "64MiB",
                        "Bytes of deliveries received and not finished at most, for each of the two lanes."),
                environment.number(
                        "WORKER_OFFSET_METADATA_BYTES",
                        4_096,
                        64,
                        1 << 20,
                        "The brokers' offset.metadata.max.bytes: room for what is finished above the committed"
                                + " offset."));
    }

    private static DeliveryLoop.Pace pace(Environment environment, HttpLimits http) {
        return new DeliveryLoop.Pace(
                environment.number(
                        "WORKER_IN_FLIGHT", 5_000, 1, 100_000, "POSTs in flight at most, for each of the two lanes."),
                environment.duration(
                        "WORKER_COMMIT_INTERVAL",
                        "50ms",
                        "From one commit to the next; what was done since the last is repeated after a crash."),
                environment.duration(
                        "WORKER_COMMIT_RETRY", "500ms", "From a commit that could not be made to the next try."),
                environment.duration(
                        "WORKER_STOP_PATIENCE",
                        http.times().deadline().plusSeconds(5).toSeconds() + "s",
                        "How long POSTs in flight may take to end when the worker stops or a partition is given"
                                + " away."));
    }
}
