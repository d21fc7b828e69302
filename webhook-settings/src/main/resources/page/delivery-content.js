/**
 * The inside of a delivery: read when it is opened, and again whenever there is reason to.
 */
import { mayChange } from './caller.js';
import { readDelivery } from './delivery-log.js';
import { el, fill } from './element.js';
import { Opened } from './opened-delivery.js';
import { Resend } from './resend.js';
import { showProblem } from './telling.js';

/** @typedef {import('./delivery-log.js').OpenedDelivery} OpenedDelivery */

export class DeliveryContent {
  #webhook;
  #id;
  #read;
  #resend;
  /** @type {Opened | null} */
  #opened = null;
  element = el('div', { class: 'opened' });

  /**
   * @param {import('./resend.js').Owner} webhook
   * @param {string} id
   * @param {(delivery: OpenedDelivery) => void} read hears of what was read
   */
  constructor(webhook, id, read) {
    this.#webhook = webhook;
    this.#id = id;
    this.#read = read;
    this.#resend = new Resend(webhook, id, () => this.reload());
  }

  webhookChanged() {
    this.#resend.webhookChanged();
  }

  /** @returns {Promise<OpenedDelivery | null>} null where it failed, which is told in its place */
  async reload() {
    if (this.#opened === null) {
      fill(this.element, el('p', { class: 'quiet' }, 'Loading…'));
    }
    try {
      const delivery = await readDelivery(this.#webhook, this.#id);
      this.show(delivery);
      return delivery;
    } catch (problem) {
      this.#tell(/** @type {import('./http.js').Problem} */ (problem));
      return null;
    }
  }

  /** @param {OpenedDelivery} delivery */
  show(delivery) {
    if (this.#opened === null) {
      this.#opened = new Opened(this.#webhook.site_id, delivery, mayChange() && this.#resend.element);
      fill(this.element, this.#opened.element);
    }
    this.#opened.show(delivery);
    this.#read(delivery);
  }

  /**
   * What is shown stays while the log is away.
   *
   * @param {import('./http.js').Problem} problem
   */
  #tell(problem) {
    if (this.#opened === null || !problem.isPassing) {
      this.#opened = null;
      showProblem(this.element, problem);
    }
  }
}
