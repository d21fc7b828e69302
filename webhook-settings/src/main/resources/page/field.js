/**
 * What a form asks for: labelled inputs that can say what is wrong with them.
 */
import { el, freshId } from './element.js';
import { showProblem } from './telling.js';

/**
 * Something that a form asks for.
 *
 * @template T
 * @typedef {object} Part
 * @property {HTMLElement} element
 * @property {HTMLElement} input what gets the focus when it is at fault
 * @property {() => T} value
 * @property {() => string | null} wrong what can be told to be wrong without asking the service
 * @property {(message: string | null) => void} fault tells what is wrong with it, or that nothing is
 */
/** @typedef {Part<string> & {input: HTMLInputElement, set: (text: string) => void}} Field */

/**
 * @param {string} label
 * @param {string} hint
 * @param {Record<string, string | boolean | number>} attributes of the input
 * @param {string} [missing] what is said where it is required and empty
 * @returns {Field}
 */
export function field(label, hint, attributes, missing = 'This is needed.') {
  const id = freshId();
  const hintId = freshId();
  const faultId = freshId();
  const input = /** @type {HTMLInputElement} */ (
    el('input', { ...attributes, id, 'aria-describedby': `${hintId} ${faultId}` })
  );
  const wrong = el('div', { id: faultId });
  const value = () => input.value.trim();
  return {
    element: el(
      'div',
      { class: 'field' },
      el('label', { for: id }, label),
      input,
      el('p', { class: 'hint', id: hintId }, hint),
      wrong,
    ),
    input,
    value,
    set: (text) => (input.value = text),
    wrong: () => (input.required && value() === '' && !input.validity.badInput ? missing : wrongWith(input)),
    fault: (message) => {
      showProblem(wrong, message === null ? null : { message });
      input.toggleAttribute('aria-invalid', message !== null);
    },
  };
}

/** @param {HTMLInputElement} input */
function wrongWith({ type, validity, min, max }) {
  if (type === 'number' && !validity.valid) {
    return `This must be a whole number from ${Number(min).toLocaleString()}${max && ` to ${Number(max).toLocaleString()}`}.`;
  }
  return validity.badInput ? 'This time is not complete.' : null;
}

/**
 * One of several, with a sentence on each.
 *
 * @param {string} legend
 * @param {Record<string, {name: string, means: string}>} options by their values; the first is picked
 * @returns {Part<string>}
 */
export function picks(legend, options) {
  const group = freshId();
  const faultId = freshId();
  const wrong = el('div', { id: faultId });
  const buttons = Object.keys(options).map((value, place) => {
    const attributes = { type: 'radio', name: group, value, id: freshId(), 'aria-describedby': freshId() };
    return /** @type {HTMLInputElement} */ (el('input', { ...attributes, checked: place === 0 }));
  });
  const rows = buttons.map((button) =>
    el(
      'div',
      { class: 'one-of' },
      button,
      el('label', { for: button.id }, options[button.value].name),
      el('p', { class: 'hint', id: button.getAttribute('aria-describedby') }, options[button.value].means),
    ),
  );
  return {
    element: el('fieldset', { class: 'field', 'aria-describedby': faultId }, el('legend', {}, legend), rows, wrong),
    input: buttons[0],
    value: () => /** @type {HTMLInputElement} */ (buttons.find((button) => button.checked)).value,
    wrong: () => null,
    fault: (message) => showProblem(wrong, message === null ? null : { message }),
  };
}
