/**
 * A body of others, shown inert: laid out where it is JSON, and as it was sent one click away. What is copied is always
 * as it was sent.
 */
import { copyButton } from './copy-button.js';
import { el, fill } from './element.js';
import { inert } from './inert.js';
import { laidOut } from './json-text.js';

/** A longer one shows its beginning first, in characters: drawing all of it takes the browser a while. */
const BEGINNING = 20_000;

/**
 * @param {string} name what a screen reader calls it
 * @param {string} text
 */
export function bodyView(name, text) {
  const pretty = laidOut(text);
  const shown = el('pre', { class: 'code', tabindex: 0, role: 'group', 'aria-label': name });
  const asSent = el('button', { type: 'button', class: 'small', 'aria-pressed': 'false', onclick: turn }, 'As sent');
  const rest = el('button', { type: 'button', class: 'small', onclick: showAll }, `Show all ${sizeOf(text)}`);
  let whole = false;

  function turn() {
    asSent.setAttribute('aria-pressed', String(asSent.getAttribute('aria-pressed') === 'false'));
    show();
  }

  function showAll() {
    whole = true;
    show();
    shown.focus();
  }

  function show() {
    const all = pretty === null || asSent.getAttribute('aria-pressed') === 'true' ? text : pretty;
    rest.hidden = whole || all.length <= BEGINNING;
    fill(shown, inert(rest.hidden ? all : `${all.slice(0, BEGINNING)}…`));
  }

  show();
  return el(
    'div',
    { class: 'body' },
    shown,
    el(
      'div',
      { class: 'tools' },
      rest,
      pretty !== null && asSent,
      copyButton('Copy', () => text),
    ),
  );
}

/** @param {string} text */
function sizeOf(text) {
  return `${Math.ceil(new TextEncoder().encode(text).length / 1024).toLocaleString()} KB`;
}
