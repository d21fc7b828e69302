/**
 * The API under /v1 and the session, as the page needs them; what sends again is in sending-again.js.
 */
import { call, callUnsigned } from './http.js';

/**
 * @typedef {object} Webhook
 * @property {string} id
 * @property {string} site_id
 * @property {string} url
 * @property {string[]} events
 * @property {string | null} description
 * @property {boolean} enabled
 * @property {string | null} disabled_reason
 * @property {string | null} failing_since null while nothing fails
 * @property {number} failed_attempts how many have failed since then, none having succeeded
 * @property {string} created_at
 * @property {string} updated_at
 * @property {number} [missed] deliveries held since it was on; only of one that is off, asked for alone
 */
/** @typedef {Webhook & {secret: string}} WebhookWithSecret */
/** @typedef {{name: string, description: string, example: object}} EventType */
/** @typedef {'pending' | 'delivered' | 'failed' | 'held' | 'cancelled'} Status */
/**
 * @typedef {object} Delivery
 * @property {string} id
 * @property {string} webhook_id
 * @property {string} event
 * @property {Status} status
 * @property {number} attempt_count
 * @property {string} created_at
 * @property {string | null} next_attempt_at
 * @property {number | null} last_status_code
 * @property {string | null} reason the class of the last error, such as `timeout`
 */
/**
 * @typedef {object} Attempt
 * @property {number} number
 * @property {'schedule' | 'manual' | 'replay' | 'test'} trigger
 * @property {string} at
 * @property {number | null} status_code
 * @property {number | null} duration_ms null when nothing was sent
 * @property {string | null} response_body
 * @property {string | null} error
 */
/** @typedef {Delivery & {body: string | null, body_note: string | null, attempts: Attempt[]}} OpenedDelivery */

/**
 * Who is signed in; asks to sign in first if nobody is.
 *
 * @returns {Promise<{site_id: string | null}>}
 */
export function readSession() {
  return call('GET', '/session');
}

/**
 * @param {string} token
 * @throws {import('./http.js').Problem} when it is none
 */
export async function signIn(token) {
  await callUnsigned('POST', '/session', { token });
}

export async function signOut() {
  await callUnsigned('DELETE', '/session');
}

/** @type {Promise<EventTypes> | null} */
let eventTypes = null;

/**
 * The event types of the product, and those that tell of the site's own webhooks.
 *
 * @typedef {{ofProduct: EventType[], ofWebhooks: EventType[]}} EventTypes
 * @returns {Promise<EventTypes>}
 */
export function readEventTypes() {
  eventTypes ??= Promise.all(
    ['domain', 'operational'].map((kind) => call('GET', `/v1/event-types?${query({ kind })}`)),
  ).then(([domain, operational]) => ({ ofProduct: domain.event_types, ofWebhooks: operational.event_types }));
  eventTypes.catch(() => (eventTypes = null)); // a failure is not remembered
  return eventTypes;
}

/** @param {string} site */
export const inSite = (site) => `/v1/sites/${encodeURIComponent(site)}`;

/** @param {Pick<Webhook, 'site_id' | 'id'>} webhook */
export const pathOf = (webhook) => `${inSite(webhook.site_id)}/webhooks/${encodeURIComponent(webhook.id)}`;

/** @param {Record<string, string | number | null | undefined>} parameters */
export function query(parameters) {
  const told = Object.entries(parameters).filter(([, value]) => value);
  return new URLSearchParams(told.map(([name, value]) => [name, String(value)]));
}

/**
 * @param {string} site
 * @param {string | null} cursor
 * @returns {Promise<{webhooks: Webhook[], next: string | null}>}
 */
export function listWebhooks(site, cursor) {
  return call('GET', `${inSite(site)}/webhooks?${query({ cursor })}`);
}

/**
 * @param {string} site
 * @param {string} id
 * @returns {Promise<Webhook>}
 */
export function readWebhook(site, id) {
  return call('GET', pathOf({ site_id: site, id }));
}

/** @typedef {{url: string, description: string, events: string[]}} WebhookDraft */

/**
 * @param {string} site
 * @param {WebhookDraft} draft
 * @returns {Promise<WebhookWithSecret>}
 */
export function createWebhook(site, draft) {
  return call('POST', `${inSite(site)}/webhooks`, draft);
}

/**
 * @param {Webhook} webhook
 * @param {Partial<WebhookDraft & {enabled: boolean, missed: 'send' | 'skip'}>} change
 * @returns {Promise<Webhook & {replay_id?: string}>} with the replay that sends what was missed
 */
export function changeWebhook(webhook, change) {
  return call('PATCH', pathOf(webhook), change);
}

/** @param {Webhook} webhook */
export function deleteWebhook(webhook) {
  return call('DELETE', pathOf(webhook));
}

/**
 * @param {Webhook} webhook
 * @returns {Promise<WebhookWithSecret>}
 */
export function rotateSecret(webhook) {
  return call('POST', `${pathOf(webhook)}/secret/rotate`);
}

/** @param {Webhook} webhook */
export function finishRotation(webhook) {
  return call('POST', `${pathOf(webhook)}/secret/finish`);
}

/**
 * @param {Webhook} webhook
 * @param {{status?: string, event?: string, limit: number, cursor?: string | null}} wanted
 * @returns {Promise<{deliveries: Delivery[], next: string | null}>}
 */
export function listDeliveries(webhook, wanted) {
  return call('GET', `${pathOf(webhook)}/deliveries?${query(wanted)}`);
}

/**
 * @param {Pick<Webhook, 'site_id'>} webhook
 * @param {string} id
 * @returns {Promise<OpenedDelivery>}
 */
export function readDelivery(webhook, id) {
  return call('GET', `${inSite(webhook.site_id)}/deliveries/${encodeURIComponent(id)}`);
}
