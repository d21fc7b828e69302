/**
 * Rotating the signing secret: one button for the step that comes next, and a word while both secrets sign.
 */
import { finishRotation, rotateSecret } from './api.js';
import { askFirst, showSecret } from './dialogs.js';
import { el, fill } from './element.js';
import { say } from './telling.js';

/** @typedef {import('./api.js').Webhook} Webhook */

export class Rotation {
  #webhook;
  button = el('button', { type: 'button', onclick: () => (this.#webhook.rotating ? this.#finish() : this.#begin()) });
  state = el('div', { class: 'state', role: 'status' });

  /** @param {Webhook} webhook kept up to date, for whoever else shows it */
  constructor(webhook) {
    this.#webhook = webhook;
    this.show();
  }

  /** Goes along with a change of the webhook. */
  show() {
    const { rotating } = this.#webhook;
    this.button.textContent = rotating ? 'Finish rotation' : 'Rotate secret';
    if (rotating !== this.state.hasChildNodes()) {
      fill(
        this.state,
        rotating &&
          el(
            'p',
            { class: 'note' },
            'The secret is being rotated: requests are signed with the old one and with the new one.',
          ),
      );
    }
  }

  async #begin() {
    let secret = '';
    const done = await askFirst(
      {
        title: 'Rotate the signing secret?',
        consequences: [
          [
            'A new secret is made and shown once. From then on requests are signed with both, the present one first, so nothing breaks.',
          ],
          ['Put the new secret into your service; once it is in use everywhere, come back and finish the rotation.'],
        ],
        action: 'Make a new secret',
      },
      async () => {
        const now = await rotateSecret(this.#webhook);
        secret = now.secret;
        this.#take(now);
      },
    );
    if (done) {
      await showSecret('Your new signing secret', secret, [
        'Requests are now signed with the old secret and with this one. When your service uses it, press Finish rotation.',
      ]);
    }
  }

  async #finish() {
    const done = await askFirst(
      {
        title: 'Finish the rotation?',
        consequences: [
          [
            'From now on only the new secret signs. A service that still verifies with the old one will refuse every request.',
          ],
        ],
        action: 'Retire the old secret',
        losing: true,
      },
      async () => this.#take(await finishRotation(this.#webhook)),
    );
    if (done) {
      say('Rotation finished: only the new secret signs.');
    }
  }

  /** @param {Webhook} now */
  #take({ rotating }) {
    this.#webhook.rotating = rotating;
    this.show();
  }
}
