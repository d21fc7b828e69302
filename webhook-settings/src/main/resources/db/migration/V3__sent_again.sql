-- A delivery can go through the schedule more than once. first_number is the number with which the way began that decides
-- how it stands; last_at and last_error_class are of the attempt that decides.
ALTER TABLE deliveries
    ADD COLUMN first_number     integer NOT NULL DEFAULT 1,
    ADD COLUMN last_at          timestamptz,
    ADD COLUMN last_error_class text;

-- The dead letters of a site, and what a webhook missed while it was off, without looking at what was delivered.
CREATE INDEX deliveries_failed ON deliveries (site_id, created_at DESC, id DESC) WHERE status = 'failed';
CREATE INDEX deliveries_held ON deliveries (webhook_id, created_at DESC, id DESC) WHERE status = 'held';

-- The replay that a delivery was last handed on by: it is pending from that moment on, before its attempt is known.
ALTER TABLE deliveries ADD COLUMN replay_id text;

-- When it was last switched on: what was held since then is what it has missed.
ALTER TABLE webhooks ADD COLUMN enabled_at timestamptz;
UPDATE webhooks SET enabled_at = created_at;
ALTER TABLE webhooks ALTER COLUMN enabled_at SET NOT NULL;

-- What is sent again on somebody's wish. How far one has come is kept in Kafka, in the transactions of what it sends;
-- sent and progress are copies of that to be shown.
CREATE TABLE replays (
    id           text PRIMARY KEY,
    site_id      text NOT NULL,
    webhook_id   text,
    which        text NOT NULL,
    since        timestamptz NOT NULL,
    until        timestamptz NOT NULL,
    held_since   timestamptz,
    error_class  text,
    delivery_ids uuid[],
    per_second   integer NOT NULL,
    -- As it was asked for: who asks for the same while it is under way gets this one.
    wish         text NOT NULL,
    state        text NOT NULL,
    note         text,
    expected     bigint,
    sent         bigint NOT NULL DEFAULT 0,
    progress     double precision NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL,
    finished_at  timestamptz
);
CREATE INDEX replays_of_site ON replays (site_id, created_at DESC, id DESC);
-- Whoever asks twice starts one.
CREATE UNIQUE INDEX replays_once ON replays (site_id, coalesce(webhook_id, ''), which)
    WHERE state IN ('running', 'paused');
