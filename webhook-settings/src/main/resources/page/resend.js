/**
 * The button that sends one delivery once more, and waits until the new attempt shows.
 */
import { el, fill, freshId } from './element.js';
import { passing } from './keeping-fresh.js';
import { resendDelivery } from './sending-again.js';
import { refuse, showProblem, whileBusy } from './telling.js';

/** @typedef {import('./delivery-log.js').OpenedDelivery} OpenedDelivery */
/**
 * Whom a delivery is for, as far as sending goes.
 *
 * @typedef {object} Owner
 * @property {string} site_id
 * @property {boolean} enabled
 * @property {boolean} [deleted]
 */

/** Between two looks for the new attempt, in milliseconds, and how long to look before saying that it takes long. */
const LOOK_MS = 700;
const PATIENCE_MS = 40_000;

/**
 * Why nothing can be sent to a webhook now; null where it can.
 *
 * @param {Owner} webhook
 */
export function whyNotSent(webhook) {
  if (webhook.deleted) {
    return 'The webhook was deleted: nothing can be sent to it any more.';
  }
  return webhook.enabled ? null : 'The webhook is off: turn it on first.';
}

export class Resend {
  #webhook;
  #id;
  #reload;
  #told = el('span', { class: 'quiet', role: 'status' });
  #trouble = el('div');
  #why = el('span', { class: 'quiet', id: freshId() });
  #button = el('button', { type: 'button', 'aria-describedby': this.#why.id }, 'Resend');
  element = el('div', { class: 'resend' }, this.#button, this.#why, this.#told, this.#trouble);

  /**
   * @param {Owner} webhook
   * @param {string} id of the delivery
   * @param {() => Promise<OpenedDelivery | null>} reload reads the delivery anew and shows it; null where that failed
   */
  constructor(webhook, id, reload) {
    this.#webhook = webhook;
    this.#id = id;
    this.#reload = reload;
    this.#button.addEventListener('click', () => whileBusy(this.#button, () => this.#send()));
    this.webhookChanged();
  }

  webhookChanged() {
    const why = whyNotSent(this.#webhook);
    refuse(this.#button, why !== null);
    fill(this.#why, why);
    fill(this.#told);
  }

  async #send() {
    showProblem(this.#trouble, null);
    try {
      const before = await this.#attempts();
      await resendDelivery(this.#webhook, this.#id);
      fill(this.#told, 'Sending…');
      fill(this.#told, await this.#seen(before));
    } catch (problem) {
      fill(this.#told);
      showProblem(this.#trouble, /** @type {Error} */ (problem));
    }
  }

  /** @param {number} before how many attempts there were */
  async #seen(before) {
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end && this.element.isConnected) {
      await passing(LOOK_MS);
      if ((await this.#attempts()) > before) {
        return 'Sent: see the last attempt.';
      }
    }
    return 'No answer yet. The attempt appears here as soon as it ends.';
  }

  /** How many have been made by hand: those of the schedule may come in meanwhile. */
  async #attempts() {
    const delivery = await this.#reload();
    return delivery?.attempts.filter(({ trigger }) => trigger === 'manual').length ?? 0;
  }
}
