/**
 * Recent deliveries of one webhook: newest first, filtered, and kept up to date.
 */
import { DeliveryList } from './delivery-list.js';
import { listDeliveries } from './delivery-log.js';
import { DeliveryRow, STATUSES } from './delivery.js';
import { el, freshId } from './element.js';
import { answer, choice, moment } from './filters.js';
import { here, link, stay } from './place.js';

/** @typedef {import('./api.js').Webhook} Webhook */

export class RecentDeliveries {
  #webhook;
  /** @type {import('./delivery-log.js').DeliveryFilter} */
  #filter;
  #list;

  /**
   * @param {Webhook} webhook
   * @param {import('./api.js').EventType[]} types
   * @param {import('./place.js').Place} place
   * @param {AbortSignal} leaving ends the refreshing
   */
  constructor(webhook, types, place, leaving) {
    this.#webhook = webhook;
    const { status = '', event = '', status_code = '', since = '', until = '' } = place;
    this.#filter = { status, event, status_code, since, until };
    this.#list = new DeliveryList({
      newRow: (delivery) => new DeliveryRow(webhook, delivery),
      emptyState: () => this.#emptyState(),
      leaving,
    });
    const title = freshId();
    this.element = el(
      'section',
      { class: 'recent', 'aria-labelledby': title },
      el('h2', { id: title }, 'Recent deliveries'),
      el(
        'div',
        { class: 'filters', role: 'group', 'aria-label': 'Which deliveries' },
        choice('Outcome', STATUSES, status, (value) => this.#filterBy({ status: value })),
        choice('Event', Object.fromEntries(types.map(({ name }) => [name, name])), event, (value) =>
          this.#filterBy({ event: value }),
        ),
        answer('Status code', status_code, (value) => this.#filterBy({ status_code: value })),
        moment('Since', since, (value) => this.#filterBy({ since: value })),
        moment('Until', until, (value) => this.#filterBy({ until: value })),
      ),
      this.#list.element,
    );
  }

  /** Shows the newest and keeps them up to date until the view is left. */
  async start() {
    await this.#showNewest();
    this.#list.keepFresh();
  }

  /** Goes along with a change of the webhook. */
  webhookChanged() {
    this.#list.rows.forEach((row) => row.webhookChanged());
  }

  /** @param {Partial<import('./delivery-log.js').DeliveryFilter>} change */
  #filterBy(change) {
    this.#filter = { ...this.#filter, ...change };
    stay({ ...here(), ...this.#filter });
    return this.#showNewest();
  }

  #showNewest() {
    const filter = this.#filter;
    return this.#list.show((part) => listDeliveries(this.#webhook, { ...filter, ...part }));
  }

  #emptyState() {
    if (Object.values(this.#filter).some((value) => value !== '')) {
      const { site_id: site, id: webhook } = this.#webhook;
      return el(
        'div',
        { class: 'empty' },
        el('p', {}, 'No delivery matches. ', link({ site, webhook }, {}, 'Show all'), '.'),
      );
    }
    return el(
      'div',
      { class: 'empty' },
      el('h3', {}, 'Nothing has been sent yet'),
      el(
        'p',
        {},
        'While the webhook is enabled, each of its events appears here by itself, seconds after it happens. To see one ' +
          'now, send a test event, or cause one: write a message in your chat, for instance.',
      ),
    );
  }
}
