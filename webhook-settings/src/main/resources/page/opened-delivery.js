/**
 * What an open delivery shows: its attempts, its body, and what can be done with it.
 */
import { attemptItem, nextAttempt } from './attempt.js';
import { bodyView } from './body-view.js';
import { copyButton } from './copy-button.js';
import { el, fill } from './element.js';
import { inert } from './inert.js';
import { addressOf, link } from './place.js';
import { snippetsForDelivery } from './snippets.js';
import { exact } from './times.js';

/** @typedef {import('./delivery-log.js').OpenedDelivery} OpenedDelivery */

/** Attempts already read stay untouched. */
export class Opened {
  #attempts = el('ol', { class: 'timeline', 'aria-label': 'Attempts' });
  #next = el('div', { role: 'status' });
  #body = el('div');
  /** @type {string | null} */
  #shownBody = null;
  /** @type {string | null | undefined} when the next attempt shown is due; undefined where none is to come */
  #shownNext;
  /** @type {string[]} when each attempt shown was made */
  #shown = [];

  /**
   * @param {string} site
   * @param {OpenedDelivery} delivery
   * @param {Element | false} resend nothing for those who may only read
   */
  constructor(site, delivery, resend) {
    const place = { site, webhook: delivery.webhook_id, delivery: delivery.id };
    this.element = el(
      'div',
      {},
      el(
        'p',
        { class: 'quiet' },
        'Created ',
        exact(delivery.created_at),
        ' · Id ',
        link(place, {}, el('code', {}, delivery.id)),
      ),
      this.#attempts,
      this.#next,
      el(
        'div',
        { class: 'tools' },
        resend,
        copyButton('Copy link', () => new URL(addressOf(place), location.href).href),
      ),
      el('p', { class: 'label' }, 'Request body'),
      this.#body,
      verification(site, delivery.id),
    );
  }

  /** @param {OpenedDelivery} delivery */
  show(delivery) {
    this.#showAttempts(delivery);
    if (this.#shownBody === null) {
      fill(this.#body, bodyOf(delivery));
      this.#shownBody = delivery.body;
    }
    this.#showNext(delivery.status === 'pending' ? delivery.next_attempt_at : undefined);
  }

  /**
   * What is read out is written only where it is another than before.
   *
   * @param {string | null | undefined} next
   */
  #showNext(next) {
    if (next !== this.#shownNext) {
      this.#shownNext = next;
      fill(this.#next, next !== undefined && nextAttempt(next));
    }
  }

  /** @param {OpenedDelivery} delivery */
  #showAttempts({ attempts, body }) {
    // One that took long can come in before one that began after it: then all are drawn anew.
    const onlyAdded = this.#shown.every((at, place) => attempts[place]?.at === at);
    if (!onlyAdded) {
      fill(this.#attempts);
      this.#shown = [];
    }
    this.#attempts.append(...attempts.slice(this.#shown.length).map((attempt) => attemptItem(attempt, body)));
    this.#attempts.hidden = attempts.length === 0;
    this.#shown = attempts.map(({ at }) => at);
  }
}

/** @param {OpenedDelivery} delivery */
function bodyOf({ body, body_note: note }) {
  return body === null
    ? el('p', { class: 'quiet' }, inert(note ?? 'The body cannot be shown.'))
    : bodyView('Request body', body);
}

/**
 * @param {string} site
 * @param {string} id
 */
function verification(site, id) {
  const code = el('div');
  const details = el(
    'details',
    {},
    el('summary', {}, 'Verify this delivery’s signature'),
    el(
      'p',
      { class: 'hint' },
      'A whole program with this delivery’s header and body filled in. It takes the secret from ',
      el('code', {}, 'AGENTBOT_SECRET'),
      '.',
    ),
    code,
  );
  details.addEventListener('toggle', () => fill(code, snippetsForDelivery(site, id)), { once: true });
  return details;
}
