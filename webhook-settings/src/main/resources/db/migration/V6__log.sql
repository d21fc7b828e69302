-- The delivery log in a new shape. It is a projection of the attempts topic and is made anew from there: what it held is
-- dropped, and each partition is read again from its first record.
DROP TABLE attempts;
DROP TABLE deliveries;

-- One row a delivery, its attempts within: nearly always one, in the order in which they were logged, as JSON that is
-- written and read in one place. Partitioned by the day of the delivery's event; the default partition takes what lies
-- outside the days that are kept. It holds no bodies, only where the event lies in Kafka.
CREATE TABLE deliveries (
    id               uuid NOT NULL,
    created_at       timestamptz NOT NULL,
    webhook_id       text NOT NULL,
    site_id          text NOT NULL,
    event            text NOT NULL,
    event_ref        text NOT NULL,
    status           text NOT NULL,
    attempt_count    integer NOT NULL,
    -- The numbers with which the way began that decides how it stands, and that it has come to.
    first_number     integer NOT NULL DEFAULT 1,
    last_number      integer NOT NULL,
    last_status_code integer,
    next_attempt_at  timestamptz,
    -- Of the attempt that decides.
    last_at          timestamptz,
    last_error_class text,
    -- The replay that it was last handed on by: it is pending from that moment on, before its attempt is known.
    replay_id        text,
    attempts         json NOT NULL DEFAULT '[]',
    -- In the order of Recent deliveries, read backwards.
    PRIMARY KEY (webhook_id, created_at, id)
) PARTITION BY RANGE (created_at);
CREATE INDEX deliveries_by_id ON deliveries (id);
-- What most deliveries are never in: it costs only those that are.
CREATE INDEX deliveries_not_delivered ON deliveries (webhook_id, status, created_at, id) WHERE status <> 'delivered';
CREATE INDEX deliveries_failed ON deliveries (site_id, created_at, id) WHERE status = 'failed';
CREATE INDEX deliveries_due ON deliveries (webhook_id, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE TABLE deliveries_default PARTITION OF deliveries DEFAULT;

-- How many POSTs of a webhook succeeded and failed in each hour, for some days. Its rows change often and in place.
CREATE TABLE webhook_hours (
    webhook_id text NOT NULL,
    hour       timestamptz NOT NULL,
    delivered  integer NOT NULL,
    failed     integer NOT NULL,
    PRIMARY KEY (webhook_id, hour)
) WITH (fillfactor = 50);

-- written_to: how far each partition of the attempts topic has been written; null where it is to be read from its first
-- record. judged_to: how far the attempts have been judged for what they say of their webhooks; what is read again after a
-- rebuild is not judged again.
ALTER TABLE log_positions RENAME COLUMN next_offset TO written_to;
ALTER TABLE log_positions ALTER COLUMN written_to DROP NOT NULL;
ALTER TABLE log_positions ADD COLUMN judged_to bigint NOT NULL DEFAULT 0;
UPDATE log_positions SET judged_to = written_to, written_to = NULL;

-- Read again with all others.
DELETE FROM unreadable_attempts;
