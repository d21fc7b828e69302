/**
 * A button that copies, and says whether it did right beside it, so that it is heard inside a dialog too.
 */
import { el } from './element.js';

/**
 * @param {string} label
 * @param {string} text what is copied
 * @param {Element} shown where the text stands on the page, selected when the browser does not let us copy
 */
export function copyButton(label, text, shown) {
  const told = el('span', { class: 'quiet', role: 'status' });
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      told.textContent = 'Copied';
    } catch {
      getSelection()?.selectAllChildren(shown);
      told.textContent = 'Selected: press Ctrl+C or ⌘C to copy';
    }
  }
  return el('span', { class: 'copy' }, el('button', { type: 'button', onclick: copy }, label), told);
}
