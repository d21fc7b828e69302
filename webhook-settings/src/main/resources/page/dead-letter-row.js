/**
 * One dead letter: a delivery with a box to pick it.
 */
import { codeOf } from './attempt.js';
import { mayChange } from './caller.js';
import { DeliveryRow, countOf } from './delivery.js';
import { el } from './element.js';
import { inert } from './inert.js';
import { inWords } from './reasons.js';
import { whyNotSent } from './resend.js';
import { exact, relativeTime } from './times.js';

/** @typedef {import('./delivery-log.js').Delivery} Delivery */
/** @typedef {import('./resend.js').Owner & {url: string}} Owner */

export class DeadLetterRow {
  #webhook;
  #row;
  #box;
  #picked;

  /**
   * @param {Owner} webhook
   * @param {Delivery} delivery
   * @param {() => void} picked called when it was picked or no longer
   */
  constructor(webhook, delivery, picked) {
    const why = whyNotSent(webhook);
    this.#webhook = webhook;
    this.#picked = picked;
    this.#row = new DeliveryRow(webhook, delivery, (now) => line(webhook, now));
    this.#box = /** @type {HTMLInputElement} */ (
      el('input', {
        type: 'checkbox',
        'aria-label': `Pick ${delivery.event} of ${exact(delivery.created_at)}${why ? `. ${why}` : ''}`,
        title: why,
        disabled: why !== null,
        onchange: picked,
      })
    );
    this.element = this.#row.element;
    this.element.classList.add('dead-letter');
    if (mayChange()) {
      this.element.prepend(el('div', { class: 'box' }, this.#box));
    }
  }

  get id() {
    return this.#row.id;
  }

  get createdAt() {
    return this.#row.createdAt;
  }

  get isPicked() {
    return this.#box.checked;
  }

  get canBePicked() {
    return !this.#box.disabled;
  }

  get isInUse() {
    return this.#row.isInUse || this.isPicked;
  }

  /** @param {boolean} picked */
  pick(picked) {
    this.#box.checked = picked && this.canBePicked;
  }

  /**
   * Goes along with what a refresh brought.
   *
   * @param {Delivery | null | undefined} fresh null when it is no dead letter any more
   */
  async follow(fresh) {
    if (fresh !== undefined) {
      const wasPicked = this.isPicked;
      this.#box.disabled = fresh === null || whyNotSent(this.#webhook) !== null;
      this.pick(wasPicked);
      this.element.classList.toggle('left', fresh === null);
      if (wasPicked !== this.isPicked) {
        this.#picked();
      }
    }
    await this.#row.follow(fresh);
  }
}

/**
 * @param {Owner} webhook
 * @param {Delivery} delivery
 */
function line(webhook, { event, reason, last_status_code: code, attempt_count: attempts, created_at: created }) {
  return [
    el('span', { class: 'event' }, inert(event)),
    el('span', { class: 'reason' }, code === null ? null : codeOf(code), ' ', inert(inWords(reason))),
    el('span', { class: 'attempts' }, countOf(attempts)),
    el('span', { class: 'when' }, relativeTime(created)),
    el('span', { class: 'url' }, webhook.deleted ? 'A deleted webhook, ' : null, inert(webhook.url)),
  ];
}
