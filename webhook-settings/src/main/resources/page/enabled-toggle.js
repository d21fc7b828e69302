/**
 * Whether a webhook is on, and how it fares: the Enabled toggle and the words below it.
 */
import { mayChange } from './caller.js';
import { el, fill } from './element.js';
import { inert, inertText } from './inert.js';
import { switchOff, switchOn } from './switching-on.js';
import { showProblem, whileBusy } from './telling.js';
import { momentOf } from './times.js';

/** @typedef {import('./api.js').Webhook} Webhook */

/** The toggle moves when the service says so, not before. */
export class EnabledToggle {
  #webhook;
  #changed;
  #shown = '';
  #words = el('div');
  #trouble = el('div');
  /** Why it is off, or that it fails. */
  state = el('div', { class: 'state' }, this.#words, this.#trouble);
  element = mayChange() ? switchButton() : el('span');

  /**
   * @param {Webhook} webhook kept up to date, for whoever else shows it
   * @param {() => void} [changed] called once it was turned, here or elsewhere
   */
  constructor(webhook, changed = () => {}) {
    this.#webhook = webhook;
    this.#changed = changed;
    if (mayChange()) {
      this.element.setAttribute('aria-label', `Enabled: ${inertText(webhook.url)}`);
      this.element.addEventListener('click', () => whileBusy(this.element, () => this.#turn()));
    }
    this.#show();
  }

  /**
   * Goes along with a refresh, but for one that was asked for before the toggle was turned.
   *
   * @param {Webhook} now
   */
  follow(now) {
    if (this.element.getAttribute('aria-disabled') !== 'true') {
      this.#take(now);
    }
  }

  /** @param {Webhook} now */
  #take(now) {
    const turned = now.enabled !== this.#webhook.enabled;
    Object.assign(this.#webhook, now);
    this.#show();
    if (turned) {
      this.#changed();
    }
  }

  #show() {
    const { enabled, disabled_reason: reason, failing_since: since, failed_attempts: count } = this.#webhook;
    const all = JSON.stringify([enabled, reason, since, count]);
    if (all === this.#shown) {
      return;
    }
    this.#shown = all;
    if (mayChange()) {
      this.element.setAttribute('aria-checked', String(enabled));
    } else {
      this.element.className = `status ${enabled ? 'on' : 'off'}`;
      fill(this.element, enabled ? 'Enabled' : 'Off');
    }
    fill(this.#words, enabled ? failing(this.#webhook) : reasonOff(this.#webhook));
  }

  async #turn() {
    showProblem(this.#trouble, null);
    try {
      const now = this.#webhook.enabled ? await switchOff(this.#webhook) : await switchOn(this.#webhook);
      if (now) {
        this.#take(now);
      }
    } catch (problem) {
      showProblem(this.#trouble, /** @type {Error} */ (problem));
    }
  }
}

function switchButton() {
  return el(
    'button',
    { type: 'button', role: 'switch', class: 'switch' },
    el('span', { class: 'track', 'aria-hidden': 'true' }),
    el('span', { class: 'switch-label' }, 'Enabled'),
  );
}

/** @param {Webhook} webhook */
function reasonOff({ disabled_reason: reason }) {
  return [
    reason && el('p', { class: 'note' }, el('strong', {}, 'Switched off: '), inert(reason)),
    el('p', { class: 'quiet' }, 'Off: nothing is sent, and nothing is lost, as it can be sent later.'),
  ];
}

/** @param {Webhook} webhook */
function failing({ failing_since: since, failed_attempts: count }) {
  if (since === null) {
    return null;
  }
  const attempts = count === 1 ? '1 attempt' : `${count.toLocaleString()} attempts`;
  return el('p', { class: 'failing' }, 'Failing since ', momentOf(since), ` (${attempts})`);
}
