/**
 * What failed for good, of all webhooks of a site: filtered, opened, and redriven.
 */
import { listWebhooks } from './api.js';
import { DeadLetterRow } from './dead-letter-row.js';
import { DeliveryList } from './delivery-list.js';
import { el } from './element.js';
import { choice, moment } from './filters.js';
import { inertText } from './inert.js';
import { here, stay } from './place.js';
import { REASONS } from './reasons.js';
import { RedriveBar } from './redrive-bar.js';
import { ReplayList } from './replay-list.js';
import { whyNotSent } from './resend.js';
import { countDeadLetters, listDeadLetters, replaysIn } from './sending-again.js';
import { say } from './telling.js';

/** @typedef {import('./dead-letter-row.js').Owner} Owner */
/** @typedef {import('./sending-again.js').DeadLetterFilter} DeadLetterFilter */
/** @typedef {import('./sending-again.js').Replay} Replay */

/**
 * @param {string} site
 * @param {import('./place.js').Place} place
 * @param {AbortSignal} leaving
 */
export async function deadLettersView(site, place, leaving) {
  const view = new DeadLetters(site, await listWebhooks(site), place, leaving);
  await view.start();
  return view.element;
}

class DeadLetters {
  #site;
  #webhooks;
  /** @type {DeadLetterFilter} */
  #filter;
  #bar;
  #list;
  #replays;

  /**
   * @param {string} site
   * @param {import('./api.js').Webhook[]} webhooks
   * @param {import('./place.js').Place} place
   * @param {AbortSignal} leaving ends the refreshing
   */
  constructor(site, webhooks, place, leaving) {
    this.#site = site;
    this.#webhooks = new Map(webhooks.map((webhook) => [webhook.id, webhook]));
    const { of = '', reason = '', since = '', until = '' } = place;
    this.#filter = { webhook: of, reason, since, until };
    this.#bar = new RedriveBar(site, {
      count: () => countDeadLetters(site, this.#filter),
      filter: () => this.#filter,
      whyNone: () => (this.#filter.webhook ? whyNotSent(this.#ownerOf(this.#filter.webhook)) : null),
      pickAll: (picked) => this.#pickAll(picked),
      begun: (replay) => this.#begun(replay),
    });
    this.#list = new DeliveryList({
      newRow: (delivery) => new DeadLetterRow(this.#ownerOf(delivery.webhook_id), delivery, () => this.#showPicked()),
      emptyState: () => this.#emptyState(),
      leaving,
      drawn: () => this.#showPicked(),
    });
    this.#replays = new ReplayList({
      site,
      label: 'Redrives, newest first',
      read: async () => (await replaysIn(site)).filter(({ which }) => which === 'failed'),
      leaving,
      ended: () => this.#list.refresh(),
      whose: ({ webhook_id: id }) => (id === null ? 'All webhooks' : this.#ownerOf(id).url),
    });
    this.element = this.#draw();
  }

  async start() {
    await Promise.all([this.#showNewest(), this.#replays.refresh()]);
    this.#list.keepFresh();
  }

  #draw() {
    return el(
      'section',
      { class: 'dead-letters' },
      el('h1', { tabindex: -1 }, 'Dead letters'),
      el(
        'p',
        { class: 'lead' },
        'Deliveries whose last attempt failed. They are not tried again unless you redrive them.',
      ),
      this.#filters(),
      this.#bar.element,
      this.#replays.element,
      this.#list.element,
    );
  }

  #filters() {
    const { webhook, reason, since, until } = this.#filter;
    const webhooks = Object.fromEntries([...this.#webhooks.values()].map(({ id, url }) => [id, inertText(url)]));
    return el(
      'div',
      { class: 'filters', role: 'group', 'aria-label': 'Which dead letters' },
      choice('Webhook', alsoWith(webhooks, webhook), webhook, (value) => this.#filterBy({ webhook: value })),
      choice('Reason', alsoWith(REASONS, reason), reason, (value) => this.#filterBy({ reason: value })),
      moment('Since', since, (value) => this.#filterBy({ since: value })),
      moment('Until', until, (value) => this.#filterBy({ until: value })),
    );
  }

  /** @param {Partial<DeadLetterFilter>} change */
  #filterBy(change) {
    this.#filter = { ...this.#filter, ...change };
    const { webhook, ...others } = this.#filter;
    stay({ ...here(), of: webhook, ...others });
    return this.#showNewest();
  }

  async #showNewest() {
    const filter = this.#filter;
    this.#bar.forget();
    await this.#list.show((part) => {
      this.#bar.recount();
      return listDeadLetters(this.#site, filter, part);
    });
  }

  /**
   * The webhook of a delivery, also one that is gone.
   *
   * @param {string} id
   * @returns {Owner}
   */
  #ownerOf(id) {
    return this.#webhooks.get(id) ?? { site_id: this.#site, url: id, enabled: false, deleted: true };
  }

  /** @param {boolean} picked */
  #pickAll(picked) {
    this.#list.rows.forEach((row) => row.pick(picked));
    this.#showPicked();
  }

  #showPicked() {
    const picked = this.#list.rows.filter((row) => row.isPicked).map((row) => row.id);
    this.#bar.show(picked, this.#list.rows.filter((row) => row.canBePicked).length);
  }

  /** @param {Replay} replay */
  async #begun(replay) {
    this.#pickAll(false);
    const anew = await this.#replays.add(replay);
    say(anew ? 'The redrive has begun.' : 'A redrive like this is under way already; only then can another begin.');
  }

  #emptyState() {
    const filtered = Object.values(this.#filter).some((value) => value !== '');
    return el(
      'div',
      { class: 'empty' },
      el('p', {}, filtered ? 'No dead letter fits. Choose other filters to see more.' : 'Nothing has failed for good.'),
    );
  }
}

/**
 * Options that hold also what an address asks for and nobody knows, such as a webhook that was deleted.
 *
 * @param {Record<string, string>} options
 * @param {string} value
 */
function alsoWith(options, value) {
  return value === '' || Object.hasOwn(options, value) ? options : { ...options, [value]: inertText(value) };
}
