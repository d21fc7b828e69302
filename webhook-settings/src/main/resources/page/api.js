/**
 * The API under /v1 and the session, as the page needs them. Every failure comes out as a {@link Problem} whose
 * message can be shown as it is.
 */

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
 */
/** @typedef {Webhook & {secret: string}} WebhookWithSecret */
/** @typedef {{name: string, description: string, example: object}} EventType */
/** @typedef {'pending' | 'delivered' | 'failed' | 'held' | 'cancelled'} Status */
/**
 * @typedef {object} Delivery
 * @property {string} id
 * @property {string} event
 * @property {Status} status
 * @property {number} attempt_count
 * @property {string} created_at
 * @property {string | null} next_attempt_at
 * @property {number | null} last_status_code
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

/** How long an answer may take, in milliseconds. */
const PATIENCE_MS = 20_000;

/** Something that did not work, told so that the viewer knows what to do. */
export class Problem extends Error {
  /**
   * @param {number} status the HTTP status; 0 when no answer came
   * @param {string} message
   * @param {string | null} field the field at fault, such as `url`
   */
  constructor(status, message, field = null) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

/** @type {(reason: 'none' | 'ended') => Promise<void>} */
let askToSignIn = async () => {};
/** @type {Promise<void> | null} */
let signingIn = null;

/**
 * Sets how to sign in when the API wants it. Whatever was asked of the API meanwhile waits, and is then asked again,
 * so that a session that ends loses nothing the viewer has typed.
 *
 * @param {(reason: 'none' | 'ended') => Promise<void>} ask
 */
export function whenSignedOut(ask) {
  askToSignIn = ask;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [content]
 * @returns {Promise<any>}
 */
async function call(method, path, content) {
  const answer = await send(method, path, content);
  if (answer.status !== 401) {
    return contentOf(answer);
  }
  signingIn ??= askToSignIn(path === '/session' ? 'none' : 'ended').finally(() => (signingIn = null));
  await signingIn;
  return call(method, path, content);
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [content]
 */
async function send(method, path, content) {
  // The header proves to the service that a script of this very page asks, and no form of another site.
  const headers = { 'X-Agentbot-Page': '1', ...(content && { 'Content-Type': 'application/json' }) };
  const body = content && JSON.stringify(content);
  try {
    return await fetch(path, { method, headers, body, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (failure) {
    throw unreachable(failure);
  }
}

/** @param {unknown} failure */
function unreachable(failure) {
  if (failure instanceof DOMException && failure.name === 'TimeoutError') {
    return new Problem(0, 'Agentbot takes too long to answer. Try again in a moment.');
  }
  return new Problem(0, 'Agentbot cannot be reached. Check your connection and try again.');
}

/** @param {Response} answer */
async function contentOf(answer) {
  const text = await answer.text().catch((failure) => Promise.reject(unreachable(failure)));
  if (!answer.ok) {
    throw problemIn(answer.status, text);
  }
  return text === '' ? null : read(text);
}

/** @param {string} text */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(0, 'Something between you and Agentbot changed its answer. Try again, or on another network.');
  }
}

/**
 * @param {number} status
 * @param {string} text a problem document (RFC 9457), or what a proxy in between answered
 */
function problemIn(status, text) {
  const told = readProblem(text);
  if (status === 503) {
    return new Problem(status, `Agentbot is not available just now. ${told.detail ?? ''} Try again in a moment.`);
  }
  const message = told.detail ?? told.title ?? `Agentbot answered with an error (${status}). Try again in a moment.`;
  return new Problem(status, message, told.field ?? null);
}

/**
 * @param {string} text
 * @returns {{title?: string, detail?: string, field?: string}}
 */
function readProblem(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

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
 * @throws {Problem} when it is none
 */
export async function signIn(token) {
  await contentOf(await send('POST', '/session', { token }));
}

export async function signOut() {
  await contentOf(await send('DELETE', '/session'));
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
const inSite = (site) => `/v1/sites/${encodeURIComponent(site)}`;

/** @param {Pick<Webhook, 'site_id' | 'id'>} webhook */
const pathOf = (webhook) => `${inSite(webhook.site_id)}/webhooks/${encodeURIComponent(webhook.id)}`;

/** @param {Record<string, string | number | null | undefined>} parameters */
function query(parameters) {
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
 * @param {Partial<WebhookDraft & {enabled: boolean}>} change
 * @returns {Promise<Webhook>}
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
 * @param {Webhook} webhook
 * @param {string} id
 * @returns {Promise<OpenedDelivery>}
 */
export function readDelivery(webhook, id) {
  return call('GET', `${inSite(webhook.site_id)}/deliveries/${encodeURIComponent(id)}`);
}
