/**
 * One delivery: a row that opens to its attempts and its body.
 */
import { readDelivery } from './api.js';
import { attemptItem, codeOf, nextAttempt } from './attempt.js';
import { copyButton } from './copy-button.js';
import { el, fill } from './element.js';
import { inert } from './inert.js';
import { showProblem } from './telling.js';
import { exact, relativeTime } from './times.js';

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
  #summary = el('summary');
  #opened = el('div', { class: 'opened' });
  #details = /** @type {HTMLDetailsElement} */ (el('details', {}, this.#summary, this.#opened));
  /** @type {Opened | null} */
  #content = null;

  /**
   * @param {import('./api.js').Webhook} webhook
   * @param {Delivery} delivery
   */
  constructor(webhook, delivery) {
    this.#webhook = webhook;
    this.#delivery = delivery;
    this.element = el('li', {}, this.#details);
    this.#details.addEventListener('toggle', () => this.isOpen && this.#reload());
    this.#summarize();
  }

  get id() {
    return this.#delivery.id;
  }

  get isOpen() {
    return this.#details.open;
  }

  /**
   * Goes along with what a refresh brought.
   *
   * @param {Delivery | undefined} fresh undefined when the refresh did not reach so far down
   */
  async follow(fresh) {
    if (fresh === undefined) {
      await (this.isOpen && this.#delivery.status === 'pending' && this.#reload());
    } else if (differs(fresh, this.#delivery)) {
      this.#delivery = fresh;
      this.#summarize();
      await (this.isOpen && this.#reload());
    }
  }

  async #reload() {
    if (this.#content === null) {
      fill(this.#opened, el('p', { class: 'quiet' }, 'Loading…'));
    }
    try {
      const delivery = await readDelivery(this.#webhook, this.id);
      this.#delivery = delivery;
      this.#summarize();
      this.#open(delivery);
    } catch (problem) {
      this.#content = null;
      showProblem(this.#opened, /** @type {Error} */ (problem));
    }
  }

  /** @param {OpenedDelivery} delivery */
  #open(delivery) {
    if (this.#content === null) {
      this.#content = new Opened(delivery);
      fill(this.#opened, this.#content.element);
    }
    this.#content.show(delivery);
  }

  #summarize() {
    const { status, event, attempt_count: attempts, next_attempt_at: next, created_at: created } = this.#delivery;
    fill(
      this.#summary,
      el('span', { class: `status ${status}`, title: MEANINGS[status] }, STATUSES[status]),
      el('span', { class: 'event' }, inert(event)),
      attempts === 0 ? el('span', { class: 'code-none' }, 'not sent') : codeOf(this.#delivery.last_status_code),
      el('span', { class: 'attempts' }, attempts === 1 ? '1 attempt' : `${attempts} attempts`),
      el('span', { class: 'due' }, next && ['next ', relativeTime(next)]),
      el('span', { class: 'when' }, relativeTime(created)),
    );
  }
}

/**
 * @param {Delivery} one
 * @param {Delivery} other
 */
function differs(one, other) {
  return one.status !== other.status || one.attempt_count !== other.attempt_count || one.next_attempt_at !== other.next_attempt_at;
}

/** What an open row shows. Attempts are only ever added, so those already read stay untouched. */
class Opened {
  #attempts = el('ol', { class: 'timeline' });
  #next = el('div', { role: 'status' });
  #body = el('div');
  /** @type {string | null} */
  #shownBody = null;
  #shown = 0;

  /** @param {OpenedDelivery} delivery */
  constructor(delivery) {
    this.element = el(
      'div',
      {},
      el('p', { class: 'quiet' }, 'Created ', exact(delivery.created_at), ' · Id ', el('code', {}, delivery.id)),
      this.#attempts,
      this.#next,
      el('h3', {}, 'Request body'),
      this.#body,
    );
  }

  /** @param {OpenedDelivery} delivery */
  show(delivery) {
    this.#attempts.append(...delivery.attempts.slice(this.#shown).map(attemptItem));
    this.#shown = delivery.attempts.length;
    if (this.#shownBody === null) {
      fill(this.#body, bodyOf(delivery));
      this.#shownBody = delivery.body;
    }
    fill(this.#next, delivery.status === 'pending' && nextAttempt(delivery.next_attempt_at));
  }
}

/** @param {OpenedDelivery} delivery */
function bodyOf({ body, body_note: note }) {
  if (body === null) {
    return el('p', { class: 'quiet' }, inert(note ?? 'The body cannot be shown.'));
  }
  const shown = el('pre', { class: 'code', tabindex: 0, role: 'region', 'aria-label': 'Request body' }, inert(pretty(body)));
  return el('div', {}, shown, el('p', { class: 'hint' }, copyButton('Copy body', body, shown), ' as sent: one line'));
}

/** @param {string} body JSON, or whatever else was sent */
function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
