/**
 * One webhook: its settings, its secret, a test, its replays, its Recent deliveries.
 */
import { readEventTypes, readWebhook } from './api.js';
import { mayChange } from './caller.js';
import { RecentDeliveries } from './deliveries.js';
import { readActivity } from './delivery-log.js';
import { el, fill, freshId } from './element.js';
import { EnabledToggle } from './enabled-toggle.js';
import { inert } from './inert.js';
import { keepFresh } from './keeping-fresh.js';
import { go, link } from './place.js';
import { Rotation } from './rotation.js';
import { snippetsForService } from './snippets.js';
import { ActivityView } from './sparkline.js';
import { TestEvent } from './test-event.js';
import { relativeTime } from './times.js';
import { deleteButton, eventNames } from './webhook-parts.js';
import { WebhookReplays } from './webhook-replays.js';

/** @typedef {import('./api.js').Webhook} Webhook */

const REFRESH_MS = 10_000;

/**
 * @param {string} site
 * @param {Webhook} webhook
 * @param {import('./place.js').Place} place
 * @param {AbortSignal} leaving
 */
export async function webhookView(site, webhook, place, leaving) {
  const { ofProduct, ofWebhooks } = await readEventTypes();
  const types = [...ofProduct, ...ofWebhooks];
  const deliveries = new RecentDeliveries(webhook, types, place, leaving);
  const replays = new WebhookReplays(webhook, leaving);
  const test = new TestEvent(webhook, types);
  await Promise.all([deliveries.start(), replays.start()]);
  const toggle = new EnabledToggle(webhook, () => {
    deliveries.webhookChanged();
    replays.webhookChanged();
    test.webhookChanged();
  });
  const rotation = new Rotation(webhook);
  const activity = new ActivityView(webhook);

  /** That it fails is told by the list of its deliveries, which is asked for more often. */
  async function refresh() {
    const [now, lastDay] = await Promise.all([
      readWebhook(site, webhook.id).catch(() => null),
      readActivity(site).catch(() => null),
    ]);
    if (now) {
      toggle.follow(now);
      rotation.show();
    }
    if (lastDay) {
      activity.show(
        lastDay.since,
        lastDay.webhooks.find((one) => one.webhook_id === webhook.id),
      );
    }
    return now !== null;
  }

  refresh();
  keepFresh(REFRESH_MS, leaving, refresh);
  return el(
    'section',
    { class: 'webhook' },
    card(site, webhook, { toggle, activity, rotation }),
    mayChange() && test.element,
    deliveries.element,
    replays.element,
    verification(),
  );
}

/**
 * @param {string} site
 * @param {Webhook} webhook
 * @param {{toggle: EnabledToggle, activity: ActivityView, rotation: Rotation}} parts
 */
function card(site, webhook, { toggle, activity, rotation }) {
  const edit = link({ site, webhook: webhook.id, edit: 'yes' }, { class: 'button' }, 'Edit');
  return el(
    'div',
    { class: 'card' },
    el(
      'div',
      { class: 'card-head' },
      el('h1', { tabindex: -1, class: 'url' }, inert(webhook.url)),
      toggle.element,
      mayChange() && deleteButton(webhook, () => go({ site })),
    ),
    webhook.description && el('p', { class: 'description' }, inert(webhook.description)),
    toggle.state,
    activity.element,
    facts(webhook),
    rotation.state,
    mayChange() && el('div', { class: 'actions start' }, edit, rotation.button),
  );
}

/** @param {Webhook} webhook */
function facts({ events, limits, created_at: created, updated_at: updated, id }) {
  const limit = limits.per_second === null ? 'No limit' : `${limits.per_second.toLocaleString()} a second at most`;
  return el(
    'dl',
    { class: 'facts' },
    fact('Events', eventNames(events)),
    fact('Pace', limit),
    fact('Created', relativeTime(created)),
    fact('Changed', relativeTime(updated)),
    fact('Id', el('code', {}, id)),
  );
}

/**
 * @param {string} name
 * @param {import('./element.js').Child} value
 */
function fact(name, value) {
  return el('div', {}, el('dt', {}, name), el('dd', {}, value));
}

function verification() {
  const title = freshId();
  const code = el('div');
  const details = el('details', {}, el('summary', {}, 'Show the code'), code);
  details.addEventListener('toggle', () => fill(code, snippetsForService()), { once: true });
  return el(
    'section',
    { class: 'part', 'aria-labelledby': title },
    el('h2', { id: title }, 'Verify signatures'),
    el(
      'p',
      { class: 'quiet' },
      'Each request is signed with this webhook’s secret. A service that checks it knows that the request really comes ' +
        'from Agentbot; without that anyone who knows the URL could POST fake events.',
    ),
    details,
  );
}
