package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.webhook.WebhookKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how webhooks fare: tells of one that only fails, switches it off when that lasts for days or when its endpoint
 * wants no more, and tells when it has recovered. All of it within the transaction that writes the attempts, so that none
 * counts twice and nothing is told that is not so.
 */
final class HealthWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);

    private static final String GONE =
            "Its endpoint answered 410 (Gone), which means that it wants no more deliveries.";

    private final PostgresWebhooks webhooks;
    private final OperationalEvents events;
    private final HealthRules rules;
    private final Clock clock;

    HealthWatch(PostgresWebhooks webhooks, OperationalEvents events, HealthRules rules, Clock clock) {
        this.webhooks = webhooks;
        this.events = events;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Takes attempts in that the log holds since just now.
     *
     * @param fresh in the order in which they were written, each for the first time
     * @return whether something is to be published once the transaction is committed
     */
    boolean take(Connection connection, List<Attempt> fresh) throws SQLException {
        Map<WebhookKey, List<Attempt>> concerned = byWebhook(fresh);
        if (concerned.isEmpty()) {
            return false;
        }
        Map<String, Health> before = HealthRows.lock(connection, ids(concerned));
        // Nearly always nothing is left: successes of webhooks that are fine.
        concerned
                .entrySet()
                .removeIf(each -> !before.containsKey(each.getKey().webhookId()) && succeeded(each.getValue()));
        if (concerned.isEmpty()) {
            return false;
        }
        List<Finding> findings = examine(connection, concerned, before);
        // Last of all: this keeps others from changing webhooks until it is committed.
        for (Finding finding : findings) {
            publish(connection, finding);
        }
        return !findings.isEmpty();
    }

    private static Map<WebhookKey, List<Attempt>> byWebhook(List<Attempt> fresh) {
        Map<WebhookKey, List<Attempt>> byWebhook = new LinkedHashMap<>();
        for (Attempt attempt : fresh) {
            if (Sign.of(attempt) != Sign.NOTHING) {
                WebhookKey key = new WebhookKey(attempt.siteId(), attempt.webhookId());
                byWebhook.computeIfAbsent(key, unused -> new ArrayList<>()).add(attempt);
            }
        }
        return byWebhook;
    }

    private static Set<String> ids(Map<WebhookKey, List<Attempt>> concerned) {
        return Set.copyOf(concerned.keySet().stream().map(WebhookKey::webhookId).toList());
    }

    private static boolean succeeded(List<Attempt> attempts) {
        return attempts.stream().allMatch(attempt -> Sign.of(attempt) == Sign.SUCCESS);
    }

    /** Keeps how each webhook is now, and returns what is to be told. */
    private List<Finding> examine(
            Connection connection, Map<WebhookKey, List<Attempt>> concerned, Map<String, Health> before)
            throws SQLException {
        Map<WebhookKey, StoredWebhook> known = WebhookRows.findAll(connection, ids(concerned));
        Set<UUID> outrun = HealthRows.outrun(connection, beginnings(concerned, known, before));
        Instant now = clock.instant();
        Map<String, Health> after = new LinkedHashMap<>();
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<WebhookKey, List<Attempt>> each : concerned.entrySet()) {
            StoredWebhook webhook = known.get(each.getKey());
            if (webhook != null) {
                Health health = before.getOrDefault(webhook.id(), Health.FINE);
                Course course = Course.of(health, webhook, each.getValue(), outrun);
                after.put(webhook.id(), course.health());
                Stream.concat(recovery(webhook, course), trouble(webhook, course, now))
                        .forEach(findings::add);
            }
        }
        HealthRows.keep(connection, after);
        return findings;
    }

    /** The attempts with which a webhook may begin to fail; none of one that fails already. */
    private static List<Attempt> beginnings(
            Map<WebhookKey, List<Attempt>> concerned,
            Map<WebhookKey, StoredWebhook> known,
            Map<String, Health> before) {
        List<Attempt> beginnings = new ArrayList<>();
        concerned.forEach((key, attempts) -> {
            StoredWebhook webhook = known.get(key);
            Health health = before.getOrDefault(key.webhookId(), Health.FINE);
            boolean mayBegin = webhook != null
                    && (health.ofSettingsSince(webhook.updatedAt()).since() == null
                            || attempts.stream().anyMatch(attempt -> Sign.of(attempt) == Sign.SUCCESS));
            if (mayBegin) {
                attempts.stream()
                        .filter(attempt -> attempt.number() == 1 && Sign.of(attempt) == Sign.FAILURE)
                        .forEach(beginnings::add);
            }
        });
        return beginnings;
    }

    private static Stream<Finding> recovery(StoredWebhook webhook, Course course) {
        return Stream.ofNullable(course.recovery()).map(recovery -> new Finding.Recovered(webhook, recovery));
    }

    private Stream<Finding> trouble(StoredWebhook webhook, Course course, Instant now) {
        if (course.gone() != null) {
            return Stream.of(new Finding.Gone(webhook, course.health(), course.gone()));
        }
        Attempt last = course.lastFailure();
        if (last == null) {
            return Stream.empty();
        }
        return switch (rules.judge(course.health(), Instant.ofEpochMilli(last.atMillis()), now)) {
            case NOTHING -> Stream.empty();
            case TELL -> Stream.of(new Finding.Failing(webhook, course.health(), last));
            case SWITCH_OFF -> Stream.of(new Finding.Hopeless(webhook, course.health(), last));
        };
    }

    private void publish(Connection connection, Finding finding) throws SQLException {
        switch (finding) {
            case Finding.Recovered(StoredWebhook webhook, Course.Recovery recovery) ->
                OutboxRows.add(connection, events.recovered(webhook, recovery));
            case Finding.Failing(StoredWebhook webhook, Health health, Attempt last) -> {
                HealthRows.keep(connection, Map.of(webhook.id(), health.told(Instant.ofEpochMilli(last.atMillis()))));
                OutboxRows.add(connection, events.failing(webhook, health, last));
            }
            case Finding.Hopeless(StoredWebhook webhook, Health health, Attempt last) -> {
                String reason = OperationalEvents.switchedOff(health, last);
                if (switchOff(connection, webhook, webhook.version(), reason)) {
                    OutboxRows.add(connection, events.disabled(webhook, "failures", reason, health, last));
                    LOG.info(
                            "Webhook {} is switched off: {} attempts failed since {}",
                            webhook.id(),
                            health.failures(),
                            health.since());
                }
            }
            case Finding.Gone(StoredWebhook webhook, Health health, Attempt last) -> {
                if (switchOff(connection, webhook, Course.versionOf(last), GONE)) {
                    OutboxRows.add(connection, events.disabled(webhook, "gone", GONE, health, last));
                    LOG.info("Webhook {} is switched off: its endpoint answered 410", webhook.id());
                }
            }
        }
    }

    /** Whoever switches it on again begins anew. */
    private boolean switchOff(Connection connection, StoredWebhook webhook, long upTo, String reason)
            throws SQLException {
        WebhookKey key = new WebhookKey(webhook.siteId(), webhook.id());
        boolean isOff = webhooks.switchOff(connection, key, upTo, reason);
        if (isOff) {
            HealthRows.keep(connection, Map.of(webhook.id(), Health.FINE));
        }
        return isOff;
    }
}
