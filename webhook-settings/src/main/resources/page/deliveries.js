/**
 * Recent deliveries of one webhook: newest first, filtered, and kept up to date without moving what is being read.
 */
import { listDeliveries } from './api.js';
import { DeliveryRow, STATUSES } from './delivery.js';
import { el, fill, freshId } from './element.js';
import { here, stay } from './place.js';
import { showProblem, whileBusy } from './telling.js';

/** @typedef {import('./api.js').Webhook} Webhook */
/** @typedef {import('./api.js').Delivery} Delivery */
/** @typedef {{deliveries: Delivery[], next: string | null}} Page */

/** Between two refreshes, in milliseconds; after failures in a row it doubles up to the longest. */
const REFRESH_MS = 4_000;
const LONGEST_REFRESH_MS = 60_000;
/** Deliveries asked for at once; a refresh asks for all that are shown, up to the most. */
const PAGE_SIZE = 25;
const MOST = 100;

export class RecentDeliveries {
  #webhook;
  #leaving;
  #filter;
  /** @type {DeliveryRow[]} newest first */
  #rows = [];
  /** @type {Page | null} what a refresh brought while the viewer was reading */
  #heldBack = null;
  /** @type {string | null} */
  #next = null;
  #list = el('ol', { class: 'deliveries', 'aria-label': 'Deliveries, newest first' });
  #arrived = el('div', { class: 'arrived', role: 'status' });
  #trouble = el('div');
  #end = el('div', { class: 'more' });

  /**
   * @param {Webhook} webhook
   * @param {import('./api.js').EventType[]} types
   * @param {import('./place.js').Place} place
   * @param {AbortSignal} leaving ends the refreshing
   */
  constructor(webhook, types, place, leaving) {
    this.#webhook = webhook;
    this.#leaving = leaving;
    this.#filter = { status: place.status ?? '', event: place.event ?? '' };
    const title = freshId();
    this.element = el(
      'section',
      { class: 'recent', 'aria-labelledby': title },
      el(
        'div',
        { class: 'heading' },
        el('h2', { id: title }, 'Recent deliveries'),
        el(
          'div',
          { class: 'filters' },
          this.#choice('Status', 'status', STATUSES),
          this.#choice('Event', 'event', Object.fromEntries(types.map(({ name }) => [name, name]))),
        ),
      ),
      this.#trouble,
      this.#arrived,
      this.#list,
      this.#end,
    );
  }

  /** Shows the newest and keeps them up to date until the view is left. */
  async start() {
    await this.#showNewest();
    this.#keepFresh();
  }

  async #keepFresh() {
    let pause = REFRESH_MS;
    while (await stillHere(pause, this.#leaving)) {
      if (!document.hidden) {
        pause = (await this.#refresh()) ? REFRESH_MS : Math.min(2 * pause, LONGEST_REFRESH_MS);
      }
    }
  }

  /**
   * @param {string} label
   * @param {'status' | 'event'} name
   * @param {Record<string, string>} options
   */
  #choice(label, name, options) {
    const id = freshId();
    const chosen = this.#filter[name];
    const choose = (/** @type {Event} */ { target }) =>
      this.#filterBy({ ...this.#filter, [name]: /** @type {HTMLSelectElement} */ (target).value });
    return el(
      'div',
      {},
      el('label', { for: id }, label),
      el(
        'select',
        { id, onchange: choose },
        el('option', { value: '' }, 'All'),
        Object.entries(options).map(([value, text]) => el('option', { value, selected: value === chosen }, text)),
      ),
    );
  }

  /** @param {{status: string, event: string}} filter */
  #filterBy(filter) {
    this.#filter = filter;
    stay({ ...here(), ...filter });
    return this.#showNewest();
  }

  async #showNewest() {
    const page = await this.#ask({ limit: PAGE_SIZE });
    if (page) {
      this.#rows = [];
      this.#take(page);
    }
  }

  async #loadMore() {
    const page = await this.#ask({ limit: PAGE_SIZE, cursor: this.#next });
    if (page) {
      const known = new Set(this.#rows.map((row) => row.id));
      this.#rows.push(...page.deliveries.filter(({ id }) => !known.has(id)).map((delivery) => this.#newRow(delivery)));
      this.#next = page.next;
      this.#draw();
    }
  }

  /** @returns {Promise<boolean>} whether it worked */
  async #refresh() {
    const shown = Math.max(PAGE_SIZE, this.#rows.length);
    const page = await this.#ask({ limit: Math.min(shown, MOST) });
    if (page) {
      const fresh = new Map(page.deliveries.map((delivery) => [delivery.id, delivery]));
      await Promise.all(this.#rows.map((row) => row.follow(fresh.get(row.id))));
      this.#takeOrHoldBack(page);
    }
    return page !== null;
  }

  /**
   * Asks the API, and tells it where the list is if that fails.
   *
   * @param {{limit: number, cursor?: string | null}} part
   * @returns {Promise<Page | null>} null when it failed, or when the filter was changed meanwhile
   */
  async #ask(part) {
    const filter = this.#filter;
    try {
      const page = await listDeliveries(this.#webhook, { ...filter, ...part });
      if (filter !== this.#filter) {
        return null;
      }
      showProblem(this.#trouble, null);
      return page;
    } catch (problem) {
      this.#tell(/** @type {Error} */ (problem));
      return null;
    }
  }

  /** @param {Error} problem */
  #tell(problem) {
    // The same words twice in a row would be read out at every refresh.
    if (this.#trouble.textContent !== problem.message) {
      showProblem(this.#trouble, problem);
    }
  }

  /** @param {Page} page */
  #takeOrHoldBack(page) {
    if (!this.#isBeingRead()) {
      this.#take(page);
      return;
    }
    const known = new Set(this.#rows.map((row) => row.id));
    const count = page.deliveries.filter(({ id }) => !known.has(id)).length;
    if (count === 0) {
      return;
    }
    this.#heldBack = page;
    const text = `Show ${count} new ${count === 1 ? 'delivery' : 'deliveries'}`;
    if (this.#arrived.textContent !== text) {
      fill(this.#arrived, el('button', { type: 'button', onclick: () => this.#showArrived() }, text));
    }
  }

  /** Rows that come or go would move what is open, focused, or scrolled to. */
  #isBeingRead() {
    const above = this.#list.getBoundingClientRect().top < 0;
    return above || this.#list.contains(document.activeElement) || this.#rows.some((row) => row.isOpen);
  }

  #showArrived() {
    if (this.#heldBack) {
      this.#take(this.#heldBack);
      this.#list.querySelector('summary')?.focus();
    }
  }

  /**
   * Puts a page of the newest above the older rows already shown. Without a common row between them something may
   * lie in between, so the older ones make way.
   *
   * @param {Page} page
   */
  #take(page) {
    const rows = new Map(this.#rows.map((row) => [row.id, row]));
    const fresh = page.deliveries.map((delivery) => rows.get(delivery.id) ?? this.#newRow(delivery));
    const overlap = this.#rows.findLastIndex((row) => fresh.includes(row));
    if (overlap === -1 || page.next === null) {
      this.#rows = fresh;
      this.#next = page.next;
    } else {
      this.#rows = [...fresh, ...this.#rows.slice(overlap + 1)];
      this.#next ??= page.next;
    }
    this.#heldBack = null;
    fill(this.#arrived);
    this.#draw();
  }

  /** @param {Delivery} delivery */
  #newRow(delivery) {
    return new DeliveryRow(this.#webhook, delivery);
  }

  /** Moves only what must move: a row that stays where it is keeps its focus and its scroll. */
  #draw() {
    const kept = new Set(this.#rows.map((row) => row.element));
    [...this.#list.children].forEach((child) => kept.has(/** @type {HTMLElement} */ (child)) || child.remove());
    this.#rows.forEach((row, place) => {
      if (this.#list.children[place] !== row.element) {
        this.#list.insertBefore(row.element, this.#list.children[place] ?? null);
      }
    });
    this.#list.hidden = this.#rows.length === 0;
    fill(this.#end, this.#rows.length === 0 ? this.#emptyState() : this.#next && this.#moreButton());
  }

  #moreButton() {
    const button = el('button', { type: 'button' }, 'Load more');
    button.addEventListener('click', () => whileBusy(button, () => this.#loadMore()));
    return button;
  }

  #emptyState() {
    if (this.#filter.status || this.#filter.event) {
      return el('div', { class: 'empty' }, el('p', {}, 'No delivery matches. Choose “All” to see every one.'));
    }
    return el(
      'div',
      { class: 'empty' },
      el('h3', {}, 'Nothing has been sent yet'),
      el(
        'p',
        {},
        'While the webhook is enabled, each of its events appears here by itself, seconds after it happens. To see one ' +
          'now, cause an event: write a message in your chat, for instance.',
      ),
    );
  }
}

/**
 * Waits, unless the view is left first.
 *
 * @param {number} millis
 * @param {AbortSignal} leaving
 * @returns {Promise<boolean>} whether the viewer is still here
 */
async function stillHere(millis, leaving) {
  await new Promise((resolve) => setTimeout(resolve, millis));
  return !leaving.aborted;
}
