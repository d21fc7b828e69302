-- The delivery log: a projection of the attempts topic. Partitioned by the day of the delivery's event; the default
-- partition takes what lies outside the days that are kept. It holds no bodies, only where the event lies in Kafka.
CREATE TABLE deliveries (
    id               uuid NOT NULL,
    created_at       timestamptz NOT NULL,
    webhook_id       text NOT NULL,
    site_id          text NOT NULL,
    event            text NOT NULL,
    event_ref        text NOT NULL,
    status           text NOT NULL,
    attempt_count    integer NOT NULL,
    last_number      integer NOT NULL,
    last_status_code integer,
    next_attempt_at  timestamptz,
    PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX deliveries_of_webhook ON deliveries (webhook_id, created_at DESC, id DESC);
CREATE TABLE deliveries_default PARTITION OF deliveries DEFAULT;

-- The key is what an attempt is, not where its record lay: the same attempt read again is known as the same.
CREATE TABLE attempts (
    delivery_id      uuid NOT NULL,
    created_at       timestamptz NOT NULL,
    number           integer NOT NULL,
    at               timestamptz NOT NULL,
    outcome          text NOT NULL,
    trigger          text NOT NULL,
    status_code      integer,
    duration_ms      bigint,
    response_body    text,
    error_class      text,
    error            text,
    source_partition integer NOT NULL,
    source_offset    bigint NOT NULL,
    PRIMARY KEY (delivery_id, created_at, number, at, outcome)
) PARTITION BY RANGE (created_at);
CREATE TABLE attempts_default PARTITION OF attempts DEFAULT;

-- How far each partition of the attempts topic has been written. Moved in the same transaction as the rows, and only
-- from the place where the writer believes it to be, so that a writer that was replaced meanwhile writes nothing.
CREATE TABLE log_positions (
    partition   integer PRIMARY KEY,
    next_offset bigint NOT NULL
);

-- Records of the attempts topic that cannot be read, kept as they are.
CREATE TABLE unreadable_attempts (
    source_partition integer NOT NULL,
    source_offset    bigint NOT NULL,
    key              bytea,
    value            bytea,
    reason           text NOT NULL,
    kept_at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source_partition, source_offset)
);
