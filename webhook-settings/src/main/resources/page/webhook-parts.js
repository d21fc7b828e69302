/**
 * The parts of a webhook that its row and its own page share.
 */
import { deleteWebhook } from './api.js';
import { askFirst } from './dialogs.js';
import { el, fill } from './element.js';
import { inert, inertText } from './inert.js';
import { switchOff, switchOn } from './switching-on.js';
import { say, showProblem, whileBusy } from './telling.js';
import { exact } from './times.js';

/** @typedef {import('./api.js').Webhook} Webhook */

/** @param {Webhook} webhook */
export function eventNames(webhook) {
  return el(
    'ul',
    { class: 'events', 'aria-label': 'Events' },
    webhook.events.map((event) => el('li', {}, inert(event))),
  );
}

/**
 * The Enabled toggle. It moves when the service says so, not before; why it is off, or that it fails, stands below.
 *
 * @param {Webhook} webhook kept up to date, for whoever else shows it
 * @param {() => void} [changed] called once it was turned
 */
export function enabledToggle(webhook, changed = () => {}) {
  const label = el('span', { class: 'switch-label' }, 'Enabled');
  const toggle = el('button', {
    type: 'button',
    role: 'switch',
    class: 'switch',
    'aria-label': `Enabled: ${inertText(webhook.url)}`,
  });
  toggle.append(el('span', { class: 'track', 'aria-hidden': 'true' }), label);
  const below = el('div', { class: 'below-toggle' });
  show(webhook);
  toggle.addEventListener('click', () => whileBusy(toggle, turn));

  /** @param {Webhook} now */
  function show(now) {
    toggle.setAttribute('aria-checked', String(now.enabled));
    fill(below, reasonOff(now) ?? failing(now));
  }

  async function turn() {
    const on = toggle.getAttribute('aria-checked') === 'true';
    try {
      const now = on ? await switchOff(webhook) : await switchOn(webhook);
      if (now) {
        Object.assign(webhook, now);
        show(now);
        changed();
      }
    } catch (problem) {
      showProblem(below, /** @type {Error} */ (problem));
    }
  }

  return el('div', { class: 'enabled' }, toggle, below);
}

/** @param {Webhook} webhook */
function reasonOff(webhook) {
  if (webhook.enabled) {
    return null;
  }
  return [
    webhook.disabled_reason &&
      el('p', { class: 'note' }, el('strong', {}, 'Switched off: '), inert(webhook.disabled_reason)),
    el('p', { class: 'quiet' }, 'Off: nothing is sent, and nothing is lost, as it can be sent later.'),
  ];
}

/** @param {Webhook} webhook */
function failing(webhook) {
  if (webhook.failing_since === null) {
    return null;
  }
  const since = el('time', { datetime: webhook.failing_since }, exact(webhook.failing_since));
  const attempts = webhook.failed_attempts === 1 ? '1 attempt' : `${webhook.failed_attempts} attempts`;
  return el('p', { class: 'quiet' }, 'Failing since ', since, ` (${attempts})`);
}

/**
 * The × that deletes, after it has said what is lost.
 *
 * @param {Webhook} webhook
 * @param {() => void} deleted called once it is gone
 */
export function deleteButton(webhook, deleted) {
  async function ask() {
    if (await askFirst(deletionQuestion(webhook), () => deleteWebhook(webhook))) {
      deleted();
      say('Webhook deleted.');
    }
  }
  return el(
    'button',
    {
      type: 'button',
      class: 'cross',
      title: 'Delete',
      'aria-label': `Delete webhook ${inertText(webhook.url)}`,
      onclick: ask,
    },
    el('span', { 'aria-hidden': 'true' }, '×'),
  );
}

/**
 * @param {Webhook} webhook
 * @returns {import('./dialogs.js').Question}
 */
function deletionQuestion(webhook) {
  const instead = webhook.enabled ? ['To pause it without losing anything, turn Enabled off instead.'] : [];
  return {
    title: 'Delete this webhook?',
    consequences: [
      [el('code', { class: 'url' }, inert(webhook.url))],
      [
        'Lost for good: its settings, its signing secret and its Recent deliveries. Deliveries that still wait for ' +
          'a retry are cancelled. A new webhook to the same URL gets another secret.',
      ],
      instead,
    ].filter((consequence) => consequence.length > 0),
    action: 'Delete webhook',
    losing: true,
  };
}
