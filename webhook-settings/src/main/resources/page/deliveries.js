/**
 * Recent deliveries of one webhook: newest first, filtered, and kept up to date.
 */
import { listDeliveries } from './api.js';
import { DeliveryList } from './delivery-list.js';
import { DeliveryRow, STATUSES } from './delivery.js';
import { el, freshId } from './element.js';
import { choice } from './filters.js';
import { here, stay } from './place.js';

/** @typedef {import('./api.js').Webhook} Webhook */

export class RecentDeliveries {
  #webhook;
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
    this.#filter = { status: place.status ?? '', event: place.event ?? '' };
    this.#list = new DeliveryList({
      newRow: (delivery) => new DeliveryRow(webhook, delivery),
      emptyState: () => this.#emptyState(),
      leaving,
    });
    const title = freshId();
    this.element = el(
      'section',
      { class: 'recent', 'aria-labelledby': title },
      el(
        'div',
        { class: 'heading' },
        el('h2', { id: title }, 'Recent deliveries'),
        el(
          'div',
          { class: 'filters' },
          this.#choice('Status', 'status', STATUSES),
          this.#choice('Event', 'event', Object.fromEntries(types.map(({ name }) => [name, name]))),
        ),
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

  /**
   * @param {string} label
   * @param {'status' | 'event'} name
   * @param {Record<string, string>} options
   */
  #choice(label, name, options) {
    return choice(label, options, this.#filter[name], (value) => {
      this.#filter = { ...this.#filter, [name]: value };
      stay({ ...here(), ...this.#filter });
      return this.#showNewest();
    });
  }

  #showNewest() {
    const filter = this.#filter;
    return this.#list.show((part) => listDeliveries(this.#webhook, { ...filter, ...part }));
  }

  #emptyState() {
    if (this.#filter.status || this.#filter.event) {
      return el('div', { class: 'empty' }, el('p', {}, 'No delivery matches. Choose “All” to see every one.'));
    }
    return el(
      'div',
      { class: 'empty' },
      el('h3', {}, 'Nothing has been sent yet'),
      el(
        'p',
        {},
        'While the webhook is enabled, each of its events appears here by itself, seconds after it happens. To see one ' +
          'now, cause an event: write a message in your chat, for instance.',
      ),
    );
  }
}
