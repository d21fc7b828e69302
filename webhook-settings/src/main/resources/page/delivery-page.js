/**
 * A page of a list of deliveries, and how far back it looks.
 */
import { el } from './element.js';
import { momentOf } from './times.js';

/**
 * Deliveries of a source, the newest or those after a cursor. Where `next` says that there are more, it may be short of
 * what was asked for, even empty: so far the service has looked at once.
 *
 * @typedef {object} Page
 * @property {import('./delivery-log.js').Delivery[]} deliveries
 * @property {string | null} next
 * @property {string} [looked_back_to] how far, where the service says so
 */

/**
 * Whether a page of the newest would hold a delivery if it were still in the list.
 *
 * @param {Page} page
 * @param {string} createdAt when the delivery was created
 */
export function reachesTo({ deliveries, next }, createdAt) {
  const last = deliveries.at(-1);
  return next === null || (last !== undefined && Date.parse(createdAt) > Date.parse(last.created_at));
}

/**
 * Says how far was looked, where that brought less than was asked for though there is more.
 *
 * @param {Page} page
 * @param {number} wanted how many were asked for
 * @returns {Element | null}
 */
export function lookedBack({ deliveries, next, looked_back_to: to = deliveries.at(-1)?.created_at }, wanted) {
  if (next === null || deliveries.length >= wanted) {
    return null;
  }
  return el(
    'p',
    { class: 'quiet', role: 'status' },
    'Looked back ',
    ...(to ? ['to ', momentOf(to)] : ['a part of the way']),
    '. ',
  );
}
