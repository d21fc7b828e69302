/**
 * The part of the API that tells what was sent.
 */
import { inSite, pathOf, query } from './api.js';
import { call } from './http.js';

/** @typedef {import('./api.js').Webhook} Webhook */
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
/** @typedef {{name: string, value: string}} Header */
/**
 * A POST as it was made.
 *
 * @typedef {object} Request
 * @property {string} method
 * @property {string | null} url
 * @property {Header[]} headers
 * @property {string | null} note what could not be had of it any more, and why
 */
/**
 * @typedef {object} Attempt
 * @property {number} number
 * @property {'schedule' | 'manual' | 'replay' | 'test'} trigger
 * @property {string} at
 * @property {number | null} status_code
 * @property {number | null} duration_ms null when nothing was sent
 * @property {Request | null} request null when nothing was sent
 * @property {Header[] | null} response_headers
 * @property {string | null} response_body
 * @property {string | null} error
 */
/** @typedef {Delivery & {body: string | null, body_note: string | null, attempts: Attempt[]}} OpenedDelivery */

/**
 * What was sent to a webhook in the last day: attempts by hour, oldest first, the last one still running.
 *
 * @typedef {object} Activity
 * @property {string} webhook_id
 * @property {number[]} delivered
 * @property {number[]} failed
 * @property {string | null} next_attempt_at
 */

/**
 * Of the webhooks that there is something to tell of.
 *
 * @param {string} site
 * @returns {Promise<{since: string, webhooks: Activity[]}>}
 */
export function readActivity(site) {
  return call('GET', `${inSite(site)}/activity`);
}

/**
 * What narrows Recent deliveries; empty where anything will do.
 *
 * @typedef {object} DeliveryFilter
 * @property {string} status
 * @property {string} event
 * @property {string} status_code such as `503`, `5xx` or `none`
 * @property {string} since
 * @property {string} until
 */

/**
 * A page of them. It can be short of what was asked for, even empty, and have more after it: the service looks through
 * a part of the log at once.
 *
 * @param {Webhook} webhook
 * @param {DeliveryFilter & {limit: number, cursor?: string | null}} wanted
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
