/**
 * Rotating the signing secret. The service does not say whether a rotation is under way; where it is not known both steps
 * are offered, and what the service answers to one tells.
 */
import { finishRotation, rotateSecret } from './api.js';
import { askFirst, showSecret } from './dialogs.js';
import { el, fill } from './element.js';
import { say } from './telling.js';

/** @typedef {import('./api.js').Webhook} Webhook */

export class Rotation {
  #webhook;
  #rotate = el('button', { type: 'button', onclick: () => this.#begin() }, 'Rotate secret');
  #finish = el('button', { type: 'button', onclick: () => this.#end() }, 'Finish rotation');
  buttons = [this.#rotate, this.#finish];
  /** Says that one is under way. */
  state = el('div', { class: 'state', role: 'status' });

  /** @param {Webhook} webhook */
  constructor(webhook) {
    this.#webhook = webhook;
  }

  async #begin() {
    let secret = '';
    const done = await askFirst(
      {
        title: 'Rotate the signing secret?',
        consequences: [
          ['A new secret is made and shown once. From then on requests are signed with both, the present one first, so nothing breaks.'],
          ['Put the new secret into your service; once it is in use everywhere, come back and finish the rotation.'],
        ],
        action: 'Make a new secret',
      },
      () => this.#try(true, async () => ({ secret } = await rotateSecret(this.#webhook))),
    );
    if (done) {
      await showSecret('Your new signing secret', secret, [
        'Requests are now signed with the old secret and with this one. When your service uses it, press Finish rotation.',
      ]);
      this.#finish.focus();
    }
  }

  async #end() {
    const done = await askFirst(
      {
        title: 'Finish the rotation?',
        consequences: [
          ['From now on only the new secret signs. A service that still verifies with the old one will refuse every request.'],
        ],
        action: 'Retire the old secret',
        losing: true,
      },
      () => this.#try(false, () => finishRotation(this.#webhook)),
    );
    if (done) {
      say('Rotation finished: only the new secret signs.');
      this.#rotate.focus();
    }
  }

  /**
   * @param {boolean} underWay whether a rotation is under way after this, also where the service refuses it because it
   *   is already so
   * @param {() => Promise<unknown>} step
   */
  async #try(underWay, step) {
    try {
      await step();
    } catch (problem) {
      if (/** @type {import('./http.js').Problem} */ (problem).status === 409) {
        this.#know(underWay);
      }
      throw problem;
    }
    this.#know(underWay);
  }

  /** @param {boolean} underWay */
  #know(underWay) {
    this.#rotate.hidden = underWay;
    this.#finish.hidden = !underWay;
    fill(this.state, underWay && el('p', { class: 'note' }, 'A rotation is under way: requests are signed with the old secret and with the new one.'));
  }
}
