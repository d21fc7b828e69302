/**
 * A list of deliveries, newest first, kept up to date without moving what is being read.
 */
import { lookedBack, reachesTo } from './delivery-page.js';
import { arrange, el, fill } from './element.js';
import { keepFresh } from './keeping-fresh.js';
import { retell, showProblem, whileBusy } from './telling.js';

/** @typedef {import('./delivery-log.js').Delivery} Delivery */
/** @typedef {import('./delivery-page.js').Page} Page */
/** @typedef {(part: {limit: number, cursor?: string | null}) => Promise<Page>} Source */
/**
 * A row of the list.
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} createdAt
 * @property {HTMLElement} element
 * @property {boolean} isInUse whether the viewer is doing something with it
 * @property {(fresh: Delivery | null | undefined) => Promise<void>} follow goes along with what a refresh brought: null
 *   when the delivery is no longer in the list, undefined when the refresh did not reach so far down
 */
/**
 * @template {Row} R
 * @typedef {object} Parts
 * @property {(delivery: Delivery) => R} newRow
 * @property {() => Element} emptyState
 * @property {AbortSignal} leaving ends the refreshing
 * @property {(rows: R[]) => void} [drawn] hears of the rows that are shown
 */

const REFRESH_MS = 4_000;
/** Deliveries asked for at once; a refresh asks for all that are shown, up to the most. */
const PAGE_SIZE = 25;
const MOST = 100;

/** @template {Row} R */
export class DeliveryList {
  #parts;
  /** @type {Source} */
  #source = async () => ({ deliveries: [], next: null });
  #begun = false;
  /** @type {R[]} newest first */
  #rows = [];
  /** @type {Page | null} what a refresh brought while the viewer was reading */
  #heldBack = null;
  /** @type {string | null} */
  #next = null;
  /** @type {Element | null} how far was looked, where that brought less than was asked for */
  #looked = null;
  #list = el('ol', { class: 'deliveries', 'aria-label': 'Deliveries, newest first' });
  #arrived = el('div', { class: 'arrived', role: 'status' });
  #trouble = el('div');
  #more = el('button', { type: 'button', onclick: () => whileBusy(this.#more, () => this.#loadMore()) });
  /** @type {Element | null} what is said where there is nothing, made anew for each source */
  #nothing = null;
  #end = el('div', { class: 'more' });
  element = el('div', {}, this.#trouble, this.#arrived, this.#list, this.#end);

  /** @param {Parts<R>} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  get rows() {
    return this.#rows;
  }

  /**
   * Shows the newest that a source has, and from now on only those of this one.
   *
   * @param {Source} source
   */
  async show(source) {
    this.#source = source;
    this.#begun = false;
    this.#nothing = null;
    const page = await this.#ask({ limit: PAGE_SIZE }, showProblem);
    if (page) {
      this.#take(page);
    }
  }

  /** Keeps what is shown up to date until the view is left. */
  keepFresh() {
    return keepFresh(REFRESH_MS, this.#parts.leaving, () => this.refresh());
  }

  /** @returns {Promise<boolean>} whether it worked */
  async refresh() {
    const shown = Math.max(PAGE_SIZE, this.#rows.length);
    const page = await this.#ask({ limit: Math.min(shown, MOST) }, retell);
    if (page) {
      const fresh = new Map(page.deliveries.map((delivery) => [delivery.id, delivery]));
      await Promise.all(
        this.#rows.map((row) => row.follow(fresh.get(row.id) ?? (reachesTo(page, row.createdAt) ? null : undefined))),
      );
      this.#takeOrHoldBack(page);
    }
    return page !== null;
  }

  async #loadMore() {
    const page = await this.#ask({ limit: PAGE_SIZE, cursor: this.#next }, showProblem);
    if (page) {
      const known = new Set(this.#rows.map((row) => row.id));
      const older = page.deliveries.filter(({ id }) => !known.has(id)).map(this.#parts.newRow);
      this.#rows.push(...older);
      this.#next = page.next;
      this.#looked = lookedBack(page, PAGE_SIZE);
      this.#draw();
      if (this.#next === null) {
        // The button is gone; the keyboard goes on with what it brought.
        (older[0] ?? this.#rows.at(-1))?.element.querySelector('summary')?.focus();
      }
    }
  }

  /**
   * Asks the source, and tells it where the list is if that fails.
   *
   * @param {{limit: number, cursor?: string | null}} part
   * @param {(place: Element, problem: import('./http.js').Problem | null) => unknown} tell
   * @returns {Promise<Page | null>} null when it failed, or when there is another source meanwhile
   */
  async #ask(part, tell) {
    const source = this.#source;
    try {
      const page = await source(part);
      if (source !== this.#source) {
        return null;
      }
      tell(this.#trouble, null);
      return page;
    } catch (problem) {
      if (source === this.#source) {
        tell(this.#trouble, /** @type {import('./http.js').Problem} */ (problem));
      }
      return null;
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
    return above || this.#list.contains(document.activeElement) || this.#rows.some((row) => row.isInUse);
  }

  #showArrived() {
    if (this.#heldBack) {
      this.#take(this.#heldBack);
      this.#list.querySelector('summary')?.focus();
    }
  }

  /**
   * Puts a page of the newest above the older rows already shown. A full page without a common row between them leaves
   * open what lies in between, so the older ones make way; one that is short has looked much further back than that.
   *
   * @param {Page} page
   */
  #take(page) {
    const rows = new Map(this.#rows.map((row) => [row.id, row]));
    const fresh = page.deliveries.map((delivery) => rows.get(delivery.id) ?? this.#parts.newRow(delivery));
    const overlap = this.#rows.findLastIndex((row) => fresh.includes(row));
    const isCutOff = overlap === -1 && fresh.length >= PAGE_SIZE;
    if (!this.#begun || page.next === null || isCutOff) {
      this.#begun = true;
      this.#rows = fresh;
      this.#next = page.next;
      this.#looked = lookedBack(page, PAGE_SIZE);
    } else {
      this.#rows = [...fresh, ...this.#rows.slice(overlap + 1)];
    }
    this.#heldBack = null;
    fill(this.#arrived);
    this.#draw();
  }

  #draw() {
    arrange(
      this.#list,
      this.#rows.map((row) => row.element),
    );
    this.#list.hidden = this.#rows.length === 0;
    arrange(this.#end, this.#endOfList());
    this.#parts.drawn?.(this.#rows);
  }

  #endOfList() {
    if (this.#next !== null) {
      this.#more.textContent = this.#looked ? 'Look further' : 'Load more';
      return [...(this.#looked ? [this.#looked] : []), this.#more];
    }
    if (this.#rows.length > 0) {
      return [];
    }
    this.#nothing ??= this.#parts.emptyState();
    return [this.#nothing];
  }
}
