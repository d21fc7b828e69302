/**
 * Replays, the newest first, kept up to date as long as one is running.
 */
import { arrange, el, fill } from './element.js';
import { keepFresh } from './keeping-fresh.js';
import { ReplayRow } from './replay-row.js';
import { retell, say } from './telling.js';

/** @typedef {import('./sending-again.js').Replay} Replay */
/**
 * @typedef {object} Parts
 * @property {string} site
 * @property {string} label
 * @property {() => Promise<Replay[]>} read the newest
 * @property {AbortSignal} leaving ends the refreshing
 * @property {() => void} [ended] called when one has come to its end
 * @property {(replay: Replay) => string} [whose] names the webhook that one is for, where they are for several
 */

const REFRESH_MS = 1_000;
/** So many that are over are shown at first. */
const FEW = 2;

export class ReplayList {
  #parts;
  /** @type {ReplayRow[]} newest first */
  #rows = [];
  #all = false;
  #watching = false;
  #list;
  #trouble = el('div');
  #more = el('div', { class: 'more' });

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#list = el('ol', { class: 'replays', 'aria-label': parts.label });
    this.element = el('div', {}, this.#trouble, this.#list, this.#more);
  }

  /**
   * Shows what there is now, and watches what runs.
   *
   * @returns {Promise<boolean>} whether it worked
   */
  async refresh() {
    try {
      const replays = await this.#parts.read();
      this.#take(replays);
      return retell(this.#trouble, null);
    } catch (problem) {
      return retell(this.#trouble, /** @type {import('./http.js').Problem} */ (problem));
    } finally {
      this.#watch();
    }
  }

  /**
   * Shows one that was just asked for.
   *
   * @param {Replay} replay
   * @returns {Promise<boolean>} false when it was under way before
   */
  async add(replay) {
    const anew = this.#rows.every((row) => row.id !== replay.id);
    await this.refresh();
    return anew;
  }

  async #watch() {
    if (!this.#watching) {
      this.#watching = true;
      const { leaving } = this.#parts;
      await keepFresh(
        REFRESH_MS,
        leaving,
        () => this.refresh(),
        () => this.#rows.some((row) => row.isRunning),
      );
      this.#watching = false;
    }
  }

  /** @param {Replay[]} replays */
  #take(replays) {
    const known = new Map(this.#rows.map((row) => [row.id, row]));
    const open = this.#rows.filter((row) => !row.isOver);
    this.#rows = replays.map((replay) => {
      const row = known.get(replay.id);
      row?.follow(replay);
      return row ?? this.#newRow(replay);
    });
    this.#draw();
    const ended = open.filter((row) => row.isOver);
    if (ended.length > 0) {
      this.#tellEnd(replays.find(({ id }) => id === ended[0].id));
    }
  }

  /** @param {Replay} replay */
  #newRow(replay) {
    const { site, whose = () => '' } = this.#parts;
    return new ReplayRow(site, replay, () => this.refresh(), whose(replay));
  }

  /** @param {Replay | undefined} replay */
  #tellEnd(replay) {
    if (replay?.state === 'done') {
      say(`Replay done: ${replay.sent.toLocaleString()} sent.`);
    }
    this.#parts.ended?.();
  }

  #draw() {
    const over = this.#rows.filter((row) => row.isOver);
    const hidden = this.#all ? [] : over.slice(FEW);
    const shown = this.#rows.filter((row) => !hidden.includes(row)).map((row) => row.element);
    arrange(this.#list, shown);
    this.#list.hidden = shown.length === 0;
    if (hidden.length > 0 !== this.#more.hasChildNodes()) {
      fill(
        this.#more,
        hidden.length > 0 && el('button', { type: 'button', onclick: () => this.#showAll() }, 'Show all'),
      );
    }
  }

  #showAll() {
    this.#all = true;
    this.#draw();
    /** @type {HTMLElement} */ (this.#list.children[FEW] ?? this.#list).focus();
  }
}
