/**
 * One replay: what it sends, how far it has come, and what can be done with it.
 */
import { mayChange } from './caller.js';
import { askFirst } from './dialogs.js';
import { el, fill } from './element.js';
import { inert } from './inert.js';
import { inWords } from './reasons.js';
import { moveReplay } from './sending-again.js';
import { showProblem, whileBusy } from './telling.js';
import { exact, relativeTime } from './times.js';

/** @typedef {import('./sending-again.js').Replay} Replay */

/** @type {Record<Replay['state'], string>} */
const STATES = { running: 'Running', paused: 'Paused', cancelled: 'Cancelled', done: 'Done' };

/** @type {Record<Replay['which'], string>} */
const WHICH = { failed: 'Dead letters', missed: 'Missed deliveries', all: 'All deliveries' };

export class ReplayRow {
  #site;
  #replay;
  #moved;
  #state = el('span');
  #sent = el('strong', { class: 'sent' });
  #filled = el('div');
  #bar;
  #why = el('div');
  #trouble = el('div');
  #step = el('button', { type: 'button' });
  #cancel = el('button', { type: 'button' }, 'Cancel');
  #buttons = el('div', { class: 'replay-steps' }, this.#step, this.#cancel);

  /**
   * @param {string} site
   * @param {Replay} replay
   * @param {() => void} moved called when the viewer paused it, went on with it or cancelled it
   * @param {string} whose the webhook that it is for, where one might wonder
   */
  constructor(site, replay, moved, whose) {
    this.#site = site;
    this.#replay = replay;
    this.#moved = moved;
    const name = `${WHICH[replay.which]}, ${exact(replay.since)} to ${exact(replay.until)}`;
    this.#bar = el(
      'div',
      { class: 'bar', role: 'progressbar', 'aria-label': name, 'aria-valuemin': 0, 'aria-valuemax': 100 },
      this.#filled,
    );
    this.#step.addEventListener('click', () => whileBusy(this.#step, () => this.#pauseOrResume(), [this.#cancel]));
    this.#cancel.addEventListener('click', () => this.#askToCancel());
    this.element = el(
      'li',
      { tabindex: -1 },
      el(
        'div',
        { class: 'replay-head' },
        this.#state,
        el('span', {}, WHICH[replay.which], ...reasonOf(replay)),
        this.#sent,
      ),
      whose && el('p', { class: 'url' }, inert(whose)),
      this.#bar,
      el(
        'p',
        { class: 'quiet' },
        `Events from ${exact(replay.since)} to ${exact(replay.until)}, at most ${replay.per_second} a second. Asked for `,
        relativeTime(replay.created_at),
        '.',
      ),
      this.#why,
      this.#trouble,
      mayChange() && this.#buttons,
    );
    this.#draw();
  }

  get id() {
    return this.#replay.id;
  }

  get isRunning() {
    return this.#replay.state === 'running';
  }

  get isOver() {
    return this.#replay.state === 'done' || this.#replay.state === 'cancelled';
  }

  /** @param {Replay} fresh */
  follow(fresh) {
    this.#replay = fresh;
    this.#draw();
  }

  async #pauseOrResume() {
    showProblem(this.#trouble, null);
    try {
      this.follow(await moveReplay(this.#site, this.id, this.isRunning ? 'pause' : 'resume'));
    } catch (problem) {
      showProblem(this.#trouble, /** @type {Error} */ (problem));
    }
    this.#moved();
  }

  async #askToCancel() {
    const question = {
      title: 'Cancel this replay?',
      consequences: [['What it has sent stays sent. The rest is not sent, and it cannot be gone on with.']],
      action: 'Cancel the replay',
      losing: true,
    };
    const done = await askFirst(question, async () => {
      this.follow(await moveReplay(this.#site, this.id, 'cancel'));
    });
    if (done) {
      // The button that the dialog would give the focus back to is gone.
      this.element.focus();
      this.#moved();
    }
  }

  #draw() {
    const { state, note, sent, expected, progress } = this.#replay;
    const percent = state === 'done' ? 100 : Math.floor(progress * 100);
    this.#state.className = `status ${state}`;
    fill(this.#state, STATES[state]);
    fill(this.#sent, sentOf(sent, expected));
    this.#filled.style.inlineSize = `${percent}%`;
    this.#bar.classList.toggle('over', this.isOver);
    this.#bar.setAttribute('aria-valuenow', String(percent));
    this.#bar.setAttribute('aria-valuetext', `${STATES[state]}, ${percent} %, ${sentOf(sent, expected)}`);
    fill(this.#why, note ? el('p', { class: 'note' }, inert(note)) : this.#fewer());
    this.#step.textContent = this.isRunning ? 'Pause' : 'Resume';
    this.#hideButtonsAtTheEnd();
  }

  #fewer() {
    const { state, sent, expected } = this.#replay;
    return (
      state === 'done' &&
      expected !== null &&
      sent < expected &&
      el(
        'p',
        { class: 'quiet' },
        'Not sent: those that stood otherwise when their turn came, whose webhook is off or deleted, or that are ' +
          'older than what is kept.',
      )
    );
  }

  /** The keyboard's focus stays near by. */
  #hideButtonsAtTheEnd() {
    if (this.isOver && !this.#buttons.hidden) {
      const focused = this.#buttons.contains(document.activeElement);
      this.#buttons.hidden = true;
      if (focused) {
        this.element.focus();
      }
    }
  }
}

/**
 * @param {number} sent
 * @param {number | null} expected
 */
function sentOf(sent, expected) {
  return expected === null
    ? `${sent.toLocaleString()} sent`
    : `${sent.toLocaleString()} of ${expected.toLocaleString()} sent`;
}

/** @param {Replay} replay */
function reasonOf({ reason }) {
  return reason === null ? [] : [': ', inert(inWords(reason))].flat();
}
