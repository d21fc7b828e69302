/**
 * A button that copies, and says whether it did right beside it, so that it is heard inside a dialog too.
 */
import { el, fill } from './element.js';

/**
 * @param {string} label
 * @param {() => string} text what is copied, asked for when it is
 */
export function copyButton(label, text) {
  const told = el('span', { class: 'quiet', role: 'status' });
  const element = el('span', { class: 'copy' }, el('button', { type: 'button', onclick: copy }, label), told);

  async function copy() {
    fill(told);
    try {
      await navigator.clipboard.writeText(text());
      told.textContent = 'Copied';
    } catch {
      told.textContent = copyAsOfOld(element, text()) ? 'Copied' : 'Your browser does not let this page copy.';
    }
  }

  return element;
}

/**
 * Copies where the page may not use the clipboard, as over plain HTTP and in some frames.
 *
 * @param {Element} near a field here can be focused, also while a dialog is open
 * @param {string} text
 */
function copyAsOfOld(near, text) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const field = /** @type {HTMLTextAreaElement} */ (
    el('textarea', { readonly: true, class: 'unseen', 'aria-label': 'Copying' })
  );
  field.value = text;
  near.append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
    focused?.focus();
  }
}
