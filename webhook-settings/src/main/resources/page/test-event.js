/**
 * Sends the example of an event type to a webhook, and shows the answer as soon as it is there.
 */
import { sendTest } from './api.js';
import { attemptItem } from './attempt.js';
import { readDelivery } from './delivery-log.js';
import { el, fill, freshId } from './element.js';
import { inertText } from './inert.js';
import { passing } from './keeping-fresh.js';
import { link } from './place.js';
import { whyNotSent } from './resend.js';
import { refuse, showProblem, whileBusy } from './telling.js';
import { duration } from './times.js';

/** @typedef {import('./api.js').Webhook} Webhook */
/** @typedef {import('./delivery-log.js').OpenedDelivery} OpenedDelivery */
/** @typedef {import('./delivery-log.js').Attempt} Attempt */

/** Between two looks for the answer, in milliseconds, and how long to look before saying that it takes long. */
const LOOK_MS = 700;
const PATIENCE_MS = 40_000;

export class TestEvent {
  #webhook;
  #select;
  #why = el('span', { class: 'quiet', id: freshId() });
  #button = el('button', { type: 'button', 'aria-describedby': this.#why.id }, 'Send test event');
  #told = el('p', { role: 'status' });
  #answer = el('div');
  #trouble = el('div');

  /**
   * @param {Webhook} webhook
   * @param {import('./api.js').EventType[]} types
   */
  constructor(webhook, types) {
    const title = freshId();
    const id = freshId();
    this.#webhook = webhook;
    this.#select = /** @type {HTMLSelectElement} */ (
      el(
        'select',
        { id },
        types.map(({ name }) => el('option', { value: name, selected: name === webhook.events[0] }, inertText(name))),
      )
    );
    this.#button.addEventListener('click', () => whileBusy(this.#button, () => this.#send()));
    this.element = el(
      'section',
      { class: 'part', 'aria-labelledby': title },
      el('h2', { id: title }, 'Send a test event'),
      el('p', { class: 'quiet' }, 'The example of any event type, signed like a real one, also of those not picked.'),
      el('div', { class: 'tools' }, el('label', { for: id }, 'Event'), this.#select, this.#button, this.#why),
      this.#trouble,
      this.#told,
      this.#answer,
    );
    this.webhookChanged();
  }

  webhookChanged() {
    const why = whyNotSent(this.#webhook);
    refuse(this.#button, why !== null);
    fill(this.#why, why);
  }

  async #send() {
    showProblem(this.#trouble, null);
    fill(this.#answer);
    fill(this.#told, 'Sending…');
    try {
      const id = await sendTest(this.#webhook, this.#select.value);
      const delivery = await this.#answered(id);
      fill(
        this.#told,
        delivery ? outcomeOf(delivery.attempts[0]) : 'No answer yet. It appears among Recent deliveries.',
      );
      fill(this.#answer, this.#answerOf(id, delivery));
    } catch (problem) {
      fill(this.#told);
      showProblem(this.#trouble, /** @type {Error} */ (problem));
    }
  }

  /**
   * @param {string} id of the delivery
   * @returns {Promise<OpenedDelivery | null>} null where it takes too long
   */
  async #answered(id) {
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end && this.element.isConnected) {
      await passing(LOOK_MS);
      // The log may not know of it yet, or be away for a moment.
      const delivery = await readDelivery(this.#webhook, id).catch(() => null);
      if (delivery && delivery.attempts.length > 0) {
        return delivery;
      }
    }
    return null;
  }

  /**
   * @param {string} id
   * @param {OpenedDelivery | null} delivery
   */
  #answerOf(id, delivery) {
    const place = { site: this.#webhook.site_id, webhook: this.#webhook.id, delivery: id };
    return [
      delivery &&
        el(
          'ol',
          { class: 'timeline' },
          delivery.attempts.map((attempt) => attemptItem(attempt, delivery.body)),
        ),
      el('p', {}, link(place, {}, 'Open the delivery')),
    ];
  }
}

/** @param {Attempt} attempt */
function outcomeOf({ status_code: code, duration_ms: millis }) {
  if (millis === null) {
    return 'It was not sent.';
  }
  return code === null ? `No answer, after ${duration(millis)}.` : `Answered ${code} in ${duration(millis)}.`;
}
