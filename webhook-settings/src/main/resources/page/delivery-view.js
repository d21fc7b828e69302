/**
 * One delivery by itself, as a link that somebody shared leads to.
 */
import { readWebhook } from './api.js';
import { readDelivery } from './delivery-log.js';
import { statusOf } from './delivery.js';
import { DeliveryContent } from './delivery-content.js';
import { el, fill } from './element.js';
import { inert } from './inert.js';
import { keepFresh } from './keeping-fresh.js';
import { link } from './place.js';

/** @typedef {import('./delivery-log.js').OpenedDelivery} OpenedDelivery */
/** @typedef {import('./resend.js').Owner & {url: string}} Owner */

const REFRESH_MS = 4_000;

/**
 * @param {string} site
 * @param {string} id
 * @param {AbortSignal} leaving ends the refreshing
 */
export async function deliveryView(site, id, leaving) {
  const delivery = await readDelivery({ site_id: site }, id);
  const owner = await ownerOf(site, delivery.webhook_id);
  const status = el('div', { role: 'status' });
  let isPending = true;
  const content = new DeliveryContent(owner, id, (now) => {
    isPending = now.status === 'pending';
    showStatus(status, now);
  });
  content.show(delivery);
  keepFresh(
    REFRESH_MS,
    leaving,
    async () => (await content.reload()) !== null,
    () => isPending,
  );
  return el(
    'section',
    { class: 'delivery' },
    el('h1', { tabindex: -1 }, 'Delivery of ', el('code', {}, inert(delivery.event))),
    el('p', {}, 'To ', whereTo(site, delivery.webhook_id, owner)),
    status,
    el('div', { class: 'card' }, content.element),
  );
}

/**
 * @param {string} site
 * @param {string} webhook
 * @returns {Promise<Owner>}
 */
function ownerOf(site, webhook) {
  return readWebhook(site, webhook).catch((problem) => {
    if (problem.status !== 404) {
      throw problem;
    }
    return { site_id: site, url: webhook, enabled: false, deleted: true };
  });
}

/**
 * @param {string} site
 * @param {string} webhook
 * @param {Owner} owner
 */
function whereTo(site, webhook, { url, deleted }) {
  return deleted
    ? el('span', {}, 'a webhook that was deleted, ', el('code', {}, inert(url)))
    : link({ site, webhook }, { class: 'url' }, inert(url));
}

/**
 * @param {HTMLElement} place
 * @param {OpenedDelivery} delivery
 */
function showStatus(place, delivery) {
  const now = statusOf(delivery);
  if (place.textContent !== now.textContent) {
    fill(place, now);
  }
}
