/**
 * The API under /v1 and the session, as the page needs them; what was sent is in delivery-log.js, what sends again in
 * sending-again.js, who may ask in tokens.js.
 */
import { ask, call, callUnsigned } from './http.js';

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
 * @property {boolean} rotating whether two secrets sign
 * @property {{per_second: number | null}} limits
 * @property {string} created_at
 * @property {string} updated_at
 * @property {number} [missed] deliveries held since it was on; only of one that is off, asked for alone
 * @property {string | null} [etag] which state of it this is; only of one asked for alone
 */
/** @typedef {Webhook & {secret: string}} WebhookWithSecret */
/** @typedef {{name: string, description: string, example: object}} EventType */
/**
 * Who is asking; of one for all sites `site_id` is null.
 *
 * @typedef {{site_id: string | null, scope: 'read' | 'write'}} Session
 */

/**
 * Who is signed in; asks to sign in first if nobody is.
 *
 * @returns {Promise<Session>}
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
 * All pages of a list as one.
 *
 * @param {string} path
 * @param {string} name what the list is called in an answer
 * @returns {Promise<any[]>}
 */
export async function listAll(path, name) {
  const all = [];
  let cursor = null;
  do {
    const page = await call('GET', `${path}?${query({ cursor })}`);
    all.push(...page[name]);
    cursor = page.next;
  } while (cursor !== null);
  return all;
}

/**
 * All of a site, newest first.
 *
 * @param {string} site
 * @returns {Promise<Webhook[]>}
 */
export function listWebhooks(site) {
  return listAll(`${inSite(site)}/webhooks`, 'webhooks');
}

/**
 * @param {string} site
 * @param {string} id
 * @returns {Promise<Webhook>}
 */
export async function readWebhook(site, id) {
  const { content, etag } = await ask('GET', pathOf({ site_id: site, id }));
  return { ...content, etag };
}

/** @typedef {{url: string, description: string, events: string[], limits: Webhook['limits']}} WebhookDraft */

/**
 * @param {string} site
 * @param {WebhookDraft} draft
 * @param {string} key the same for the same wish: asked for twice, one webhook is made
 * @returns {Promise<WebhookWithSecret>}
 */
export async function createWebhook(site, draft, key) {
  return (await ask('POST', `${inSite(site)}/webhooks`, draft, { 'Idempotency-Key': key })).content;
}

/**
 * @param {Webhook} webhook
 * @param {WebhookDraft} draft
 * @throws {import('./http.js').Problem} 412 when somebody else has changed it since it was read
 */
export async function editWebhook(webhook, draft) {
  await ask('PATCH', pathOf(webhook), draft, webhook.etag ? { 'If-Match': webhook.etag } : {});
}

/**
 * @param {Webhook} webhook
 * @param {{enabled: boolean, missed?: 'send' | 'skip'}} turn
 * @returns {Promise<Webhook & {replay_id?: string}>} with the replay that sends what was missed
 */
export function turnWebhook(webhook, turn) {
  return call('PATCH', pathOf(webhook), turn);
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

/**
 * @param {Webhook} webhook
 * @returns {Promise<Webhook>}
 */
export function finishRotation(webhook) {
  return call('POST', `${pathOf(webhook)}/secret/finish`);
}

/**
 * Sends the example of an event type.
 *
 * @param {Webhook} webhook
 * @param {string} event
 * @returns {Promise<string>} the id of the delivery
 */
export async function sendTest(webhook, event) {
  return (await call('POST', `${pathOf(webhook)}/test`, { event })).delivery_id;
}

/** @typedef {{verdict: 'good' | 'refused' | 'doubtful', url: string | null, detail: string | null}} UrlVerdict */

/**
 * Whether events could be sent to a URL.
 *
 * @param {string} site
 * @param {string} url
 * @returns {Promise<UrlVerdict>}
 */
export function checkUrl(site, url) {
  return call('POST', `${inSite(site)}/url-check`, { url });
}
