-- What is told of a token to those who may see it, and what it lets its holder do. The defaults are for the tokens that
-- are there, and for what an instance of the version before still inserts while this one is rolled out.
ALTER TABLE tokens
    ADD COLUMN id           text NOT NULL DEFAULT 'tk_' || replace(gen_random_uuid()::text, '-', ''),
    ADD COLUMN name         text NOT NULL DEFAULT 'token',
    ADD COLUMN scope        text NOT NULL DEFAULT 'write' CHECK (scope IN ('read', 'write')),
    -- In whole minutes, so that a token in use is written once a minute and not with each request.
    ADD COLUMN last_used_at timestamptz;
CREATE UNIQUE INDEX tokens_by_id ON tokens (id);
CREATE INDEX tokens_of_site ON tokens (coalesce(site_id, ''), created_at DESC, id DESC);

-- Creations that were asked for with a key, so that the same request made again finds what it has made. The hashes are
-- SHA-256 in hexadecimal; that of the secret tells which of the webhook's sealed secrets was answered.
CREATE TABLE idempotency_keys (
    site_id      text NOT NULL,
    key          text NOT NULL,
    request_hash text NOT NULL,
    webhook_id   text NOT NULL,
    secret_hash  text NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (site_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
