/**
 * The parts of a webhook that its row and its own page share.
 */
import { deleteWebhook } from './api.js';
import { askFirst } from './dialogs.js';
import { el } from './element.js';
import { inert, inertText } from './inert.js';
import { say } from './telling.js';

/** @typedef {import('./api.js').Webhook} Webhook */

/** @param {string[]} events */
export function eventNames(events) {
  return el(
    'ul',
    { class: 'events', 'aria-label': 'Events' },
    events.map((event) => el('li', {}, inert(event))),
  );
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
