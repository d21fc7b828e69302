-- Since which version of its settings a webhook has had its URL and its signing secrets: an attempt that was made with this
-- version or a later one can be shown as it was sent. Sealing the same secrets with another key changes neither.
ALTER TABLE webhooks
    ADD COLUMN url_version     bigint,
    ADD COLUMN secrets_version bigint;
UPDATE webhooks SET url_version = version, secrets_version = version;
ALTER TABLE webhooks
    ALTER COLUMN url_version SET NOT NULL,
    ALTER COLUMN secrets_version SET NOT NULL;
