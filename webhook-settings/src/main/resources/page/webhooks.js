/**
 * The list of a site's webhooks.
 */
import { listWebhooks } from './api.js';
import { el, fill } from './element.js';
import { inert } from './inert.js';
import { DEAD_LETTERS, NEW, link } from './place.js';
import { showProblem, whileBusy } from './telling.js';
import { relativeTime } from './times.js';
import { deleteButton, enabledToggle, eventNames } from './webhook-parts.js';

/** @typedef {import('./api.js').Webhook} Webhook */

/** @param {string} site */
export async function webhooksView(site) {
  const first = await listWebhooks(site, null);
  const view = el('section', { class: 'webhooks' });
  if (first.webhooks.length === 0) {
    view.append(heading(), emptyState(site));
  } else {
    view.append(heading(el('div', { class: 'actions' }, deadLettersLink(site), newButton(site))), ...listOf(site, first));
  }
  return view;
}

/** @param {...Node} beside */
function heading(...beside) {
  return el(
    'div',
    { class: 'heading' },
    el(
      'div',
      {},
      el('h1', { tabindex: -1 }, 'Webhooks'),
      el('p', { class: 'lead' }, 'Webhooks send events from Agentbot to any HTTP endpoint, signed and retried.'),
    ),
    ...beside,
  );
}

/** @param {string} site */
function deadLettersLink(site) {
  return link({ site, view: DEAD_LETTERS }, { class: 'button' }, 'Dead letters');
}

/** @param {string} site */
function newButton(site) {
  return link({ site, webhook: NEW }, { class: 'button primary' }, 'New webhook');
}

/**
 * @param {string} site
 * @param {{webhooks: Webhook[], next: string | null}} first
 */
function listOf(site, first) {
  const list = el('ul', { class: 'cards', 'aria-label': 'Webhooks' });
  const more = el('div', { class: 'more' });

  /** @param {{webhooks: Webhook[], next: string | null}} page */
  function add(page) {
    list.append(...page.webhooks.map((webhook) => row(site, webhook)));
    fill(more, page.next && moreButton(page.next));
  }

  /** @param {string} cursor */
  function moreButton(cursor) {
    const trouble = el('div');
    const button = el('button', { type: 'button' }, 'Load more');
    button.addEventListener('click', () =>
      whileBusy(button, () => listWebhooks(site, cursor).then(add, (problem) => showProblem(trouble, problem))),
    );
    return [button, trouble];
  }

  add(first);
  return [list, more];
}

/**
 * @param {string} site
 * @param {Webhook} webhook
 */
function row(site, webhook) {
  const element = el('li', { class: 'card' });
  element.append(
    el(
      'div',
      { class: 'card-head' },
      el('h2', { class: 'url' }, link({ site, webhook: webhook.id }, {}, inert(webhook.url))),
      enabledToggle(webhook),
      deleteButton(webhook, () => leaveList(site, element)),
    ),
    webhook.description ? el('p', { class: 'description' }, inert(webhook.description)) : '',
    el(
      'div',
      { class: 'card-foot' },
      eventNames(webhook),
      el('p', { class: 'quiet' }, 'Created ', relativeTime(webhook.created_at)),
    ),
  );
  return element;
}

/**
 * Takes a deleted webhook's row away and leaves the keyboard's focus near by.
 *
 * @param {string} site
 * @param {Element} element
 */
function leaveList(site, element) {
  const list = /** @type {Element} */ (element.parentElement);
  const neighbour = element.nextElementSibling ?? element.previousElementSibling;
  element.remove();
  if (neighbour) {
    /** @type {HTMLElement} */ (neighbour.querySelector('a')).focus();
  } else {
    list.replaceWith(emptyState(site));
    /** @type {HTMLElement} */ (document.querySelector('h1')).focus();
  }
}

/** @param {string} site */
function emptyState(site) {
  return el(
    'div',
    { class: 'empty' },
    el('h2', {}, 'No webhooks yet'),
    el(
      'p',
      {},
      'Sync new conversations into your sales tool, log tickets in your project tracker, or trigger any workflow of ' +
        'your own: name a URL, pick the events, and the webhook starts firing at once.',
    ),
    el(
      'ul',
      {},
      el('li', {}, el('strong', {}, 'Zapier'), ' – use the “Webhooks by Zapier” trigger and the URL it gives you.'),
      el('li', {}, el('strong', {}, 'n8n'), ' – add a Webhook trigger node and paste its URL.'),
      el('li', {}, el('strong', {}, 'Your own backend'), ' – any HTTPS URL that answers with a 2xx status.'),
    ),
    newButton(site),
  );
}
