/**
 * One delivery: a row that opens to its attempts and its body.
 */
import { readDelivery } from './api.js';
import { codeOf } from './attempt.js';
import { el, fill } from './element.js';
import { inert } from './inert.js';
import { Opened } from './opened-delivery.js';
import { Resend } from './resend.js';
import { showProblem } from './telling.js';
import { relativeTime } from './times.js';

/** @typedef {import('./api.js').Delivery} Delivery */
/** @typedef {import('./api.js').OpenedDelivery} OpenedDelivery */

/** @type {Record<import('./api.js').Status, string>} */
export const STATUSES = {
  pending: 'Pending',
  delivered: 'Delivered',
  failed: 'Failed',
  held: 'Held',
  cancelled: 'Cancelled',
};

/** @type {Record<import('./api.js').Status, string>} */
const MEANINGS = {
  pending: 'On its way, or waiting for its next attempt',
  delivered: 'Your endpoint answered with a 2xx',
  failed: 'The last attempt failed; no more will be made',
  held: 'Not sent, because the webhook was off',
  cancelled: 'Not sent, because the webhook was deleted',
};

export class DeliveryRow {
  #webhook;
  /** @type {Delivery} */
  #delivery;
  #line;
  #summary = el('summary');
  #opened = el('div', { class: 'opened' });
  #details = /** @type {HTMLDetailsElement} */ (el('details', {}, this.#summary, this.#opened));
  #resend;
  /** @type {Opened | null} */
  #content = null;

  /**
   * @param {import('./resend.js').Owner} webhook
   * @param {Delivery} delivery
   * @param {(delivery: Delivery) => import('./element.js').Child[]} line what stands in it while it is closed
   */
  constructor(webhook, delivery, line = recentLine) {
    this.#webhook = webhook;
    this.#delivery = delivery;
    this.#line = line;
    this.#resend = new Resend(webhook, delivery.id, () => this.#reload());
    this.element = el('li', {}, this.#details);
    this.#details.addEventListener('toggle', () => this.isOpen && this.#reload());
    this.#summarize();
  }

  get id() {
    return this.#delivery.id;
  }

  get createdAt() {
    return this.#delivery.created_at;
  }

  get isOpen() {
    return this.#details.open;
  }

  get isInUse() {
    return this.isOpen;
  }

  webhookChanged() {
    this.#resend.webhookChanged();
  }

  /**
   * Goes along with what a refresh brought.
   *
   * @param {Delivery | null | undefined} fresh null when it left the list, undefined when the refresh did not reach it
   */
  async follow(fresh) {
    if (fresh === undefined || fresh === null) {
      await (this.isOpen && (fresh === null || this.#delivery.status === 'pending') && this.#reload());
    } else if (differs(fresh, this.#delivery)) {
      this.#delivery = fresh;
      this.#summarize();
      await (this.isOpen && this.#reload());
    }
  }

  /** @returns {Promise<OpenedDelivery | null>} null where it failed, which is told in its place */
  async #reload() {
    if (this.#content === null) {
      fill(this.#opened, el('p', { class: 'quiet' }, 'Loading…'));
    }
    try {
      const delivery = await readDelivery(this.#webhook, this.id);
      // Only the list of dead letters tells the reason, and opened it still stands in the row.
      this.#delivery = { ...this.#delivery, ...delivery };
      this.#summarize();
      this.#open(delivery);
      return delivery;
    } catch (problem) {
      this.#content = null;
      showProblem(this.#opened, /** @type {Error} */ (problem));
      return null;
    }
  }

  /** @param {OpenedDelivery} delivery */
  #open(delivery) {
    if (this.#content === null) {
      this.#content = new Opened(delivery, this.#resend.element);
      fill(this.#opened, this.#content.element);
    }
    this.#content.show(delivery);
  }

  #summarize() {
    fill(this.#summary, this.#line(this.#delivery));
  }
}

/** @param {Delivery} delivery */
function recentLine(delivery) {
  const { attempt_count: attempts, next_attempt_at: next } = delivery;
  return [
    statusOf(delivery),
    el('span', { class: 'event' }, inert(delivery.event)),
    attempts === 0 ? el('span', { class: 'code-none' }, 'not sent') : codeOf(delivery.last_status_code),
    el('span', { class: 'attempts' }, countOf(attempts)),
    el('span', { class: 'due' }, ...(next ? ['next ', relativeTime(next)] : [])),
    el('span', { class: 'when' }, relativeTime(delivery.created_at)),
  ];
}

/** @param {Delivery} delivery */
export function statusOf({ status }) {
  return el('span', { class: `status ${status}`, title: MEANINGS[status] }, STATUSES[status]);
}

/** @param {number} attempts */
export function countOf(attempts) {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}

/**
 * @param {Delivery} one
 * @param {Delivery} other
 */
function differs(one, other) {
  return one.status !== other.status || one.attempt_count !== other.attempt_count || one.next_attempt_at !== other.next_attempt_at;
}
