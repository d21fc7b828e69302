/**
 * How many dead letters fit and are picked, and the buttons that redrive them.
 */
import { mayChange } from './caller.js';
import { askFirst } from './dialogs.js';
import { el, fill, freshId } from './element.js';
import { redriveDeadLetters } from './sending-again.js';
import { refuse, showProblem, whileBusy } from './telling.js';

/** @typedef {import('./sending-again.js').DeadLetterFilter} DeadLetterFilter */
/** @typedef {import('./sending-again.js').Replay} Replay */
/**
 * What the bar speaks of.
 *
 * @typedef {object} Subject
 * @property {() => Promise<number>} count how many fit now
 * @property {() => DeadLetterFilter} filter
 * @property {() => string | null} whyNone why none that fit can be sent; null where they can
 * @property {(picked: boolean) => void} pickAll
 * @property {(replay: Replay) => unknown} begun
 */

/** As many as the service takes by their ids. */
const IDS_AT_MOST = 1_000;

export class RedriveBar {
  #site;
  #subject;
  /** @type {string[]} */
  #picked = [];
  /** @type {number | null} */
  #count = null;
  #told = el('strong', { role: 'status' });
  #trouble = el('div');
  #why = el('p', { class: 'quiet', id: freshId() });
  #box = /** @type {HTMLInputElement} */ (el('input', { type: 'checkbox', id: freshId() }));
  #some = el('button', { type: 'button', 'aria-describedby': this.#why.id });
  #all = el('button', { type: 'button', 'aria-describedby': this.#why.id });

  /**
   * @param {string} site
   * @param {Subject} subject
   */
  constructor(site, subject) {
    this.#site = site;
    this.#subject = subject;
    this.#box.addEventListener('change', () => subject.pickAll(this.#box.checked));
    this.#some.addEventListener('click', () => whileBusy(this.#some, () => this.#redrivePicked(), [this.#all]));
    this.#all.addEventListener('click', () => whileBusy(this.#all, () => this.#redriveAll(), [this.#some]));
    this.element = el(
      'div',
      { class: 'redrive' },
      this.#told,
      mayChange() && [
        el('div', { class: 'pick-all' }, this.#box, el('label', { for: this.#box.id }, 'Select all shown')),
        el('div', { class: 'actions' }, this.#some, this.#all),
        this.#why,
        this.#trouble,
      ],
    );
    this.#draw();
  }

  /** Forgets the count: until there is another, nothing that fits can be redriven. */
  forget() {
    this.#count = null;
    this.#draw();
  }

  /** Counts anew; meanwhile the last count stands. */
  async recount() {
    const filter = this.#subject.filter();
    try {
      const count = await this.#subject.count();
      if (filter === this.#subject.filter()) {
        this.#count = count;
        this.#draw();
      }
    } catch {
      // The list, which asks at the same time, tells that the service cannot be reached.
    }
  }

  /**
   * @param {string[]} picked the ids
   * @param {number} pickable how many could be
   */
  show(picked, pickable) {
    this.#picked = picked;
    this.#box.checked = pickable > 0 && picked.length === pickable;
    this.#box.indeterminate = picked.length > 0 && picked.length < pickable;
    this.#box.disabled = pickable === 0;
    this.#draw();
  }

  #draw() {
    const told = this.#count === null ? 'Counting…' : fitting(this.#count);
    if (this.#told.textContent !== told) {
      fill(this.#told, told);
    }
    const tooMany = this.#picked.length > IDS_AT_MOST;
    const whyNone = this.#subject.whyNone();
    fill(this.#some, `Redrive selected (${this.#picked.length.toLocaleString()})`);
    fill(this.#all, `Redrive all ${(this.#count ?? 0).toLocaleString()} that fit`);
    fill(this.#why, tooMany ? `Select at most ${IDS_AT_MOST.toLocaleString()}, or redrive all.` : whyNone);
    refuse(this.#some, this.#picked.length === 0 || tooMany);
    refuse(this.#all, !this.#count || whyNone !== null);
  }

  async #redrivePicked() {
    const ids = this.#picked;
    await this.#ask(ids.length, { ids }, 'that you selected');
  }

  /** The count is asked for once more, so that the question says what is about to begin. */
  async #redriveAll() {
    showProblem(this.#trouble, null);
    try {
      const filter = this.#subject.filter();
      const count = await this.#subject.count();
      await (count > 0 && this.#ask(count, filter, 'that fit your filter'));
    } catch (problem) {
      showProblem(this.#trouble, /** @type {Error} */ (problem));
    }
  }

  /**
   * @param {number} count
   * @param {Partial<DeadLetterFilter> & {ids?: string[]}} wanted
   * @param {string} which
   */
  async #ask(count, wanted, which) {
    await askFirst(questionOf(count, which), async () => {
      this.#subject.begun(await redriveDeadLetters(this.#site, wanted));
    });
  }
}

/**
 * @param {number} count
 * @param {string} which
 * @returns {import('./dialogs.js').Question}
 */
function questionOf(count, which) {
  return {
    title: `Redrive ${letters(count)}?`,
    consequences: [
      [
        `${letters(count)} ${which} ${count === 1 ? 'is' : 'are'} sent again. Each keeps its delivery id and goes through ` +
          'the whole schedule of attempts. You can pause and cancel on the way.',
      ],
      ['What is for a webhook that is off or deleted is not sent and stays a dead letter.'],
    ],
    action: `Redrive ${count.toLocaleString()}`,
  };
}

/** @param {number} count */
function fitting(count) {
  return count === 0 ? 'No dead letter fits' : `${letters(count)} ${count === 1 ? 'fits' : 'fit'}`;
}

/** @param {number} count */
function letters(count) {
  return count === 1 ? '1 dead letter' : `${count.toLocaleString()} dead letters`;
}
