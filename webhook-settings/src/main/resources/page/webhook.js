/**
 * One webhook: its settings, its secret, its replays, its Recent deliveries.
 */
import { finishRotation, readEventTypes, rotateSecret } from './api.js';
import { RecentDeliveries } from './deliveries.js';
import { askFirst, showSecret } from './dialogs.js';
import { el } from './element.js';
import { inert } from './inert.js';
import { go, link } from './place.js';
import { say } from './telling.js';
import { relativeTime } from './times.js';
import { deleteButton, enabledToggle, eventNames } from './webhook-parts.js';
import { WebhookReplays } from './webhook-replays.js';

/** @typedef {import('./api.js').Webhook} Webhook */

/**
 * @param {string} site
 * @param {Webhook} webhook
 * @param {import('./place.js').Place} place
 * @param {AbortSignal} leaving
 */
export async function webhookView(site, webhook, place, leaving) {
  const { ofProduct, ofWebhooks } = await readEventTypes();
  const deliveries = new RecentDeliveries(webhook, [...ofProduct, ...ofWebhooks], place, leaving);
  const replays = new WebhookReplays(webhook, leaving);
  await Promise.all([deliveries.start(), replays.start()]);
  const turned = () => {
    deliveries.webhookChanged();
    replays.webhookChanged();
  };
  return el(
    'section',
    { class: 'webhook' },
    el(
      'div',
      { class: 'card' },
      el(
        'div',
        { class: 'card-head' },
        el('h1', { tabindex: -1, class: 'url' }, inert(webhook.url)),
        enabledToggle(webhook, turned),
        deleteButton(webhook, () => go({ site })),
      ),
      webhook.description ? el('p', { class: 'description' }, inert(webhook.description)) : null,
      facts(webhook),
      el(
        'div',
        { class: 'actions start' },
        link({ site, webhook: webhook.id, edit: 'yes' }, { class: 'button' }, 'Edit'),
        el('button', { type: 'button', onclick: () => rotate(webhook) }, 'Rotate secret'),
        el('button', { type: 'button', onclick: () => finish(webhook) }, 'Finish rotation'),
      ),
    ),
    replays.element,
    deliveries.element,
  );
}

/** @param {Webhook} webhook */
function facts(webhook) {
  return el(
    'dl',
    { class: 'facts' },
    fact('Events', eventNames(webhook)),
    fact('Created', relativeTime(webhook.created_at)),
    fact('Changed', relativeTime(webhook.updated_at)),
    fact('Id', el('code', {}, webhook.id)),
  );
}

/**
 * @param {string} name
 * @param {Node} value
 */
function fact(name, value) {
  return el('div', {}, el('dt', {}, name), el('dd', {}, value));
}

/** @param {Webhook} webhook */
async function rotate(webhook) {
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
    async () => {
      ({ secret } = await rotateSecret(webhook));
    },
  );
  if (done) {
    await showSecret('Your new signing secret', secret, [
      'Requests are now signed with the old secret and with this one. When your service uses it, press Finish rotation.',
    ]);
  }
}

/** @param {Webhook} webhook */
async function finish(webhook) {
  const done = await askFirst(
    {
      title: 'Finish the rotation?',
      consequences: [
        ['From now on only the new secret signs. A service that still verifies with the old one will refuse every request.'],
      ],
      action: 'Retire the old secret',
      losing: true,
    },
    () => finishRotation(webhook),
  );
  if (done) {
    say('Rotation finished: only the new secret signs.');
  }
}
