/**
 * What an open delivery shows: its attempts, its body, and the button that sends it once more.
 */
import { attemptItem, nextAttempt } from './attempt.js';
import { copyButton } from './copy-button.js';
import { el, fill } from './element.js';
import { inert } from './inert.js';
import { exact } from './times.js';

/** @typedef {import('./api.js').OpenedDelivery} OpenedDelivery */

/** Attempts already read stay untouched. */
export class Opened {
  #attempts = el('ol', { class: 'timeline' });
  #next = el('div', { role: 'status' });
  #body = el('div');
  /** @type {string | null} */
  #shownBody = null;
  /** @type {string[]} when each attempt shown was made */
  #shown = [];

  /**
   * @param {OpenedDelivery} delivery
   * @param {Element} resend
   */
  constructor(delivery, resend) {
    this.element = el(
      'div',
      {},
      el('p', { class: 'quiet' }, 'Created ', exact(delivery.created_at), ' · Id ', el('code', {}, delivery.id)),
      this.#attempts,
      this.#next,
      resend,
      el('p', { class: 'label' }, 'Request body'),
      this.#body,
    );
  }

  /** @param {OpenedDelivery} delivery */
  show(delivery) {
    this.#showAttempts(delivery.attempts);
    if (this.#shownBody === null) {
      fill(this.#body, bodyOf(delivery));
      this.#shownBody = delivery.body;
    }
    fill(this.#next, delivery.status === 'pending' && nextAttempt(delivery.next_attempt_at));
  }

  /** @param {import('./api.js').Attempt[]} attempts */
  #showAttempts(attempts) {
    // One that took long can come in before one that began after it: then all are drawn anew.
    const onlyAdded = this.#shown.every((at, place) => attempts[place]?.at === at);
    if (!onlyAdded) {
      fill(this.#attempts);
      this.#shown = [];
    }
    this.#attempts.append(...attempts.slice(this.#shown.length).map(attemptItem));
    this.#shown = attempts.map(({ at }) => at);
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
