-- How a webhook has fared since its last success: one row for each whose latest attempts failed, none for one that is
-- fine. What it says of a time before the webhook's last change is void: its owner may just have mended it.
CREATE TABLE webhook_health (
    webhook_id      text PRIMARY KEY,
    failing_since   timestamptz,
    failed_attempts integer NOT NULL,
    -- Its owner was told at the attempt of this time, and not yet that it has recovered.
    told_at         timestamptz
);

-- The outbox publishes to more than one topic, all in one order. Of a webhook's change, the version goes along with it;
-- of what is told of a webhook, an id by which a repetition is known, and the webhook's.
ALTER TABLE outbox
    ADD COLUMN topic      text NOT NULL DEFAULT 'agentbot.webhooks',
    ADD COLUMN event_id   text,
    ADD COLUMN webhook_id text;
