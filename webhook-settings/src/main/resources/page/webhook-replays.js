/**
 * The replays of one webhook, and the button that begins one.
 */
import { mayChange } from './caller.js';
import { el, fill, freshId } from './element.js';
import { DEAD_LETTERS, link } from './place.js';
import { askForReplay } from './replay-dialog.js';
import { ReplayList } from './replay-list.js';
import { whyNotSent } from './resend.js';
import { replaysOf } from './sending-again.js';
import { refuse, say, whileBusy } from './telling.js';

/** @typedef {import('./api.js').Webhook} Webhook */

export class WebhookReplays {
  #webhook;
  #list;
  #why = el('span', { class: 'quiet', id: freshId() });
  #button = el('button', { type: 'button', 'aria-describedby': this.#why.id }, 'Replay…');

  /**
   * @param {Webhook} webhook
   * @param {AbortSignal} leaving
   */
  constructor(webhook, leaving) {
    this.#webhook = webhook;
    this.#list = new ReplayList({
      site: webhook.site_id,
      label: 'Replays, newest first',
      read: () => replaysOf(webhook),
      leaving,
    });
    const title = freshId();
    this.#button.addEventListener('click', () =>
      whileBusy(this.#button, () => askForReplay(webhook, (replay) => this.#begun(replay))),
    );
    this.element = el(
      'section',
      { class: 'sent-again', 'aria-labelledby': title },
      el(
        'div',
        { class: 'heading' },
        el(
          'div',
          {},
          el('h2', { id: title }, 'Replays'),
          el(
            'p',
            { class: 'quiet' },
            'Send a window of events again: what failed, what was missed, or all. What failed for good is among its ',
            link({ site: webhook.site_id, view: DEAD_LETTERS, of: webhook.id }, {}, 'dead letters'),
            '.',
          ),
        ),
        mayChange() && el('div', { class: 'refusable' }, this.#button, this.#why),
      ),
      this.#list.element,
    );
    this.#allowOrRefuse();
  }

  async start() {
    await this.#list.refresh();
  }

  /** Goes along with a change of the webhook: one that runs pauses, what was missed may be on its way. */
  webhookChanged() {
    this.#allowOrRefuse();
    return this.#list.refresh();
  }

  #allowOrRefuse() {
    const why = whyNotSent(this.#webhook);
    refuse(this.#button, why !== null);
    fill(this.#why, why);
  }

  /** @param {import('./sending-again.js').Replay} replay */
  async #begun(replay) {
    const anew = await this.#list.add(replay);
    say(anew ? 'The replay has begun.' : 'A replay of these is under way already; only then can another begin.');
  }
}
