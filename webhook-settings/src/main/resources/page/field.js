/**
 * One labelled input that can say what is wrong with it.
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
 * @param {string} id
 * @param {string} hint
 */
function hintOf(id, hint) {
  return el('p', { class: 'hint', id }, hint);
}
