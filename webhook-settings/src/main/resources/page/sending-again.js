/**
 * The part of the API that sends again: one delivery by hand, dead letters, a window of events.
 */
import { inSite, pathOf, query } from './api.js';
import { call } from './http.js';

/** @typedef {import('./api.js').Webhook} Webhook */
/** @typedef {import('./delivery-log.js').Delivery} Delivery */
/** @typedef {'failed' | 'missed' | 'all'} Which */
/**
 * @typedef {object} Replay
 * @property {string} id
 * @property {string | null} webhook_id null for all of the site
 * @property {Which} which
 * @property {string} since
 * @property {string} until
 * @property {string | null} reason
 * @property {number} per_second
 * @property {'running' | 'paused' | 'cancelled' | 'done'} state
 * @property {string | null} note why it is in that state, where one might wonder
 * @property {number | null} expected how many the log knew of at the beginning
 * @property {number} sent
 * @property {number} progress how much was looked through, from 0 to 1
 * @property {string} created_at
 * @property {string | null} finished_at
 */
/**
 * Which dead letters; empty where any will do.
 *
 * @typedef {object} DeadLetterFilter
 * @property {string} webhook
 * @property {string} reason
 * @property {string} since
 * @property {string} until
 */

/**
 * @param {Pick<Webhook, 'site_id'>} webhook
 * @param {string} id of a delivery
 */
export function resendDelivery(webhook, id) {
  return call('POST', `${inSite(webhook.site_id)}/deliveries/${encodeURIComponent(id)}/resend`);
}

/**
 * @param {string} site
 * @param {DeadLetterFilter} filter
 * @param {{limit: number, cursor?: string | null}} part
 * @returns {Promise<{deliveries: Delivery[], next: string | null}>}
 */
export async function listDeadLetters(site, filter, part) {
  const page = await call('GET', `${inSite(site)}/dead-letters?${query({ ...filter, ...part })}`);
  return { deliveries: page.dead_letters, next: page.next };
}

/**
 * @param {string} site
 * @param {DeadLetterFilter} filter
 * @returns {Promise<number>}
 */
export async function countDeadLetters(site, filter) {
  return (await call('GET', `${inSite(site)}/dead-letters/count?${query({ ...filter })}`)).count;
}

/**
 * @param {string} site
 * @param {Partial<DeadLetterFilter> & {ids?: string[]}} wanted
 * @returns {Promise<Replay>}
 */
export function redriveDeadLetters(site, wanted) {
  const told = Object.entries(wanted).filter(([, value]) => value.length > 0);
  return call('POST', `${inSite(site)}/dead-letters/redrive`, Object.fromEntries(told));
}

/** @typedef {{since: string, until?: string, which: Which, per_second?: number}} Window */

/**
 * @param {Webhook} webhook
 * @param {Window} wanted
 * @returns {Promise<Replay>}
 */
export function startReplay(webhook, wanted) {
  return call('POST', `${pathOf(webhook)}/replay`, wanted);
}

/**
 * The newest of a webhook.
 *
 * @param {Webhook} webhook
 * @returns {Promise<Replay[]>}
 */
export async function replaysOf(webhook) {
  return (await call('GET', `${pathOf(webhook)}/replays`)).replays;
}

/**
 * The newest of a site.
 *
 * @param {string} site
 * @returns {Promise<Replay[]>}
 */
export async function replaysIn(site) {
  return (await call('GET', `${inSite(site)}/replays`)).replays;
}

/**
 * @param {string} site
 * @param {string} id of a replay
 * @param {'pause' | 'resume' | 'cancel'} step
 * @returns {Promise<Replay>}
 */
export function moveReplay(site, id, step) {
  return call('POST', `${inSite(site)}/replays/${encodeURIComponent(id)}/${step}`);
}
