/**
 * The list of a site's webhooks, each with its state at a glance, kept up to date.
 */
import { listWebhooks } from './api.js';
import { mayChange } from './caller.js';
import { readActivity } from './delivery-log.js';
import { arrange, el } from './element.js';
import { keepFresh } from './keeping-fresh.js';
import { DEAD_LETTERS, NEW, TOKENS, link } from './place.js';
import { retell } from './telling.js';
import { WebhookRow } from './webhook-row.js';

/** @typedef {import('./api.js').Webhook} Webhook */

const REFRESH_MS = 10_000;

/**
 * @param {string} site
 * @param {AbortSignal} leaving ends the refreshing
 */
export async function webhooksView(site, leaving) {
  const view = new Webhooks(site);
  await view.refresh();
  keepFresh(REFRESH_MS, leaving, () => view.refreshOrTell());
  return view.element;
}

class Webhooks {
  #site;
  /** @type {WebhookRow[]} newest first */
  #rows = [];
  #trouble = el('div');
  #list = el('ul', { class: 'cards', 'aria-label': 'Webhooks' });
  #new;
  #empty;

  /** @param {string} site */
  constructor(site) {
    this.#site = site;
    this.#new = newButton(site);
    this.#empty = emptyState(site);
    this.element = el(
      'section',
      { class: 'webhooks' },
      el(
        'div',
        { class: 'heading' },
        el(
          'div',
          {},
          el('h1', { tabindex: -1 }, 'Webhooks'),
          el('p', { class: 'lead' }, 'Webhooks send events from Agentbot to any HTTP endpoint, signed and retried.'),
        ),
        el(
          'div',
          { class: 'actions' },
          link({ site, view: DEAD_LETTERS }, { class: 'button' }, 'Dead letters'),
          link({ site, view: TOKENS }, { class: 'button' }, 'Tokens'),
          this.#new,
        ),
      ),
      this.#trouble,
      this.#empty,
      this.#list,
    );
  }

  /** @returns {Promise<boolean>} whether it worked */
  refreshOrTell() {
    return this.refresh().then(
      () => retell(this.#trouble, null),
      (problem) => retell(this.#trouble, problem),
    );
  }

  /** Reads what there is and how it fares; that the latter cannot be had keeps nobody from the former. */
  async refresh() {
    const [webhooks, activity] = await Promise.all([
      listWebhooks(this.#site),
      readActivity(this.#site).catch(() => null),
    ]);
    const known = new Map(this.#rows.map((row) => [row.id, row]));
    this.#rows = webhooks.map((webhook) => {
      const row = known.get(webhook.id);
      row?.follow(webhook);
      return row ?? this.#newRow(webhook);
    });
    if (activity) {
      const told = new Map(activity.webhooks.map((one) => [one.webhook_id, one]));
      this.#rows.forEach((row) => row.showActivity(activity.since, told.get(row.id)));
    }
    this.#draw();
  }

  /** @param {Webhook} webhook */
  #newRow(webhook) {
    const row = new WebhookRow(webhook, () => this.#drop(row));
    return row;
  }

  /**
   * Takes a deleted webhook's row away and leaves the keyboard's focus near by.
   *
   * @param {WebhookRow} row
   */
  #drop(row) {
    const place = this.#rows.indexOf(row);
    this.#rows = this.#rows.filter((one) => one !== row);
    this.#draw();
    const neighbour = this.#rows[place] ?? this.#rows[place - 1];
    if (neighbour) {
      neighbour.focus();
    } else {
      /** @type {HTMLElement} */ (this.element.querySelector('h1')).focus();
    }
  }

  #draw() {
    arrange(
      this.#list,
      this.#rows.map((row) => row.element),
    );
    const none = this.#rows.length === 0;
    this.#list.hidden = none;
    this.#empty.hidden = !none;
    this.#new.hidden = none || !mayChange();
  }
}

/** @param {string} site */
function newButton(site) {
  return link({ site, webhook: NEW }, { class: 'button primary' }, 'New webhook');
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
    mayChange() && newButton(site),
  );
}
