/**
 * Labelled inputs that can say what is wrong with them.
 */
import { el, freshId } from './element.js';
import { showProblem } from './telling.js';

/**
 * @typedef {object} Field
 * @property {HTMLElement} element
 * @property {HTMLInputElement} input
 * @property {(message: string | null) => void} fault tells what is wrong with the input, or that nothing is
 */

/**
 * @param {string} label
 * @param {string} hint
 * @param {Record<string, string | boolean | number>} attributes of the input
 * @returns {Field}
 */
export function field(label, hint, attributes) {
  const id = freshId();
  const hintId = freshId();
  const faultId = freshId();
  const input = /** @type {HTMLInputElement} */ (
    el('input', { ...attributes, id, 'aria-describedby': `${hintId} ${faultId}` })
  );
  const wrong = el('div', { id: faultId });
  return {
    element: el('div', { class: 'field' }, el('label', { for: id }, label), input, hintOf(hintId, hint), wrong),
    input,
    fault: (message) => {
      showProblem(wrong, message === null ? null : { message });
      input.toggleAttribute('aria-invalid', message !== null);
    },
  };
}

/**
 * One of several, with a sentence on each.
 *
 * @param {string} legend
 * @param {Record<string, {name: string, means: string}>} options by their values; the first is picked
 * @returns {{element: HTMLElement, input: HTMLInputElement, fault: Field['fault'], picked: () => string}}
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
    fault: (message) => showProblem(wrong, message === null ? null : { message }),
    picked: () => /** @type {HTMLInputElement} */ (buttons.find((button) => button.checked)).value,
  };
}

/**
 * @param {string} id
 * @param {string} hint
 */
function hintOf(id, hint) {
  return el('p', { class: 'hint', id }, hint);
}
