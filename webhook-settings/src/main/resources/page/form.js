/**
 * A form: its parts, what is wrong with them, and one button that is busy until the answer is there.
 */
import { el } from './element.js';
import { showProblem, whileBusy } from './telling.js';

/** @typedef {import('./field.js').Part<any>} Part */
/** @typedef {Error & {status?: number, field?: string | null}} Refusal */
/**
 * @typedef {object} FormOf
 * @property {Record<string, Part>} parts by the names that the service has for them, such as `limits.per_second`
 * @property {string} action what the button says
 * @property {Element} [cancel] what leaves the form undone
 * @property {() => Promise<unknown>} send called once nothing is known to be wrong
 */

/**
 * @param {FormOf} about
 * @returns {{element: HTMLElement, trouble: HTMLElement}} trouble is where what is wrong with no single part is told
 */
export function form({ parts, action, cancel, send }) {
  const trouble = el('div');
  const button = el('button', { class: 'primary' }, action);

  async function submit() {
    showProblem(trouble, null);
    const faults = Object.values(parts).map((part) => ({ part, message: part.wrong() }));
    faults.forEach(({ part, message }) => part.fault(message));
    const first = faults.find(({ message }) => message !== null);
    await (first ? first.part.input.focus() : send().catch(tell));
  }

  /** @param {Refusal} refusal */
  function tell(refusal) {
    const part = culprit(parts, refusal);
    if (part) {
      part.fault(refusal.message);
      part.input.focus();
    } else {
      showProblem(trouble, refusal);
    }
  }

  const element = el(
    'form',
    {
      novalidate: true,
      onsubmit: (/** @type {Event} */ submission) => {
        submission.preventDefault();
        whileBusy(button, submit);
      },
    },
    Object.values(parts).map((part) => part.element),
    trouble,
    el('div', { class: 'actions' }, cancel, button),
  );
  return { element, trouble };
}

/**
 * The part that a refusal is about. The service may name a place inside one, such as `events[2]`, or what one is inside
 * of; and where a form asks for a single thing, that is what is refused.
 *
 * @param {Record<string, Part>} parts
 * @param {Refusal} refusal
 * @returns {Part | undefined}
 */
function culprit(parts, { status = 0, field }) {
  const names = Object.keys(parts);
  if (field) {
    const name = names.find((one) => field === one || field.startsWith(`${one}[`) || one.startsWith(`${field}.`));
    return name === undefined ? undefined : parts[name];
  }
  return names.length === 1 && status >= 400 && status < 500 && status !== 429 ? parts[names[0]] : undefined;
}
