/**
 * Shows text from outside as it is, with every character that could hide, reorder or act made visible: control
 * characters (ANSI escapes among them), bidirectional controls, invisible ones and lone surrogates.
 */
import { el } from './element.js';

// Zero-width joiner and non-joiner are let through: emoji and several scripts need them, and they reorder nothing.
const ACTING =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]+/gu;

/**
 * The text as nodes, what would act set apart.
 *
 * @param {string} text
 * @returns {Node[]}
 */
export function inert(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(ACTING)) {
    nodes.push(document.createTextNode(text.slice(from, found.index)));
    nodes.push(el('span', { class: 'acting', title: 'Characters that cannot be seen' }, spelled(found[0])));
    from = found.index + found[0].length;
  }
  nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}

/**
 * The same as plain text, for titles and labels.
 *
 * @param {string} text
 */
export function inertText(text) {
  return text.replace(ACTING, spelled);
}

/** @param {string} characters */
function spelled(characters) {
  return Array.from(characters, spelledOne).join('');
}

/** @param {string} character */
function spelledOne(character) {
  const code = /** @type {number} */ (character.codePointAt(0));
  if (code < 0x20) {
    return String.fromCodePoint(0x2400 + code); // the control pictures ␀ to ␟
  }
  return code === 0x7f ? '␡' : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
