/**
 * What the page tells the viewer while it works: what was done, what went wrong, what is being done.
 */
import { el, fill } from './element.js';
import { inert } from './inert.js';

/** How long a thing said stays on the screen, in milliseconds. */
const SAID_MS = 6_000;

/**
 * Tells what was done, on the screen and to a screen reader, without taking the focus.
 *
 * @param {string} text
 */
export function say(text) {
  const said = /** @type {HTMLElement} */ (document.getElementById('said'));
  said.textContent = text;
  setTimeout(() => {
    if (said.textContent === text) {
      said.textContent = '';
    }
  }, SAID_MS);
}

/**
 * Puts a problem where it is read out at once; without one the place is empty.
 *
 * @param {Element} place
 * @param {{message: string} | null} problem
 */
export function showProblem(place, problem) {
  fill(place, problem && el('p', { class: 'problem', role: 'alert' }, inert(problem.message)));
}

/**
 * Does something while its button cannot be pressed twice.
 *
 * @param {HTMLElement} button
 * @param {() => Promise<unknown>} act
 */
export async function whileBusy(button, act) {
  if (button.getAttribute('aria-disabled') === 'true') {
    return;
  }
  // Not `disabled`: that would throw the keyboard's focus back to the top of the page.
  button.setAttribute('aria-disabled', 'true');
  try {
    await act();
  } finally {
    button.removeAttribute('aria-disabled');
  }
}
