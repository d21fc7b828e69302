-- One row: the version of the last change of any webhook. It is locked by each change until that commits, so versions
-- are in commit order: whoever sees version n in the outbox sees all before it, too.
CREATE TABLE settings_version (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    version  bigint NOT NULL
);
INSERT INTO settings_version (version) VALUES (0);

-- A deleted webhook keeps its row, without secrets: its id is never used again, and its deliveries can still be read.
CREATE TABLE webhooks (
    id              text PRIMARY KEY,
    site_id         text NOT NULL,
    url             text NOT NULL,
    events          text[] NOT NULL,
    description     text,
    enabled         boolean NOT NULL,
    disabled_reason text,
    per_second      integer,
    secret_key_ids  text[] NOT NULL,
    sealed_secrets  text[] NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    deleted_at      timestamptz,
    version         bigint NOT NULL
);
CREATE INDEX webhooks_of_site ON webhooks (site_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;

-- What is still to be published, in the order of versions. A null value is a tombstone.
CREATE TABLE outbox (
    version bigint PRIMARY KEY,
    key     text NOT NULL,
    value   bytea
);

-- Only SHA-256 hashes: tokens and session ids are long and random, so nothing is gained by a slow hash.
CREATE TABLE tokens (
    hash       bytea PRIMARY KEY,
    site_id    text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE sessions (
    hash       bytea PRIMARY KEY,
    token_hash bytea NOT NULL REFERENCES tokens ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_end ON sessions (expires_at);
CREATE INDEX sessions_of_token ON sessions (token_hash);
