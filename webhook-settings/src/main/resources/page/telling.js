/**
 * What the page tells the viewer while it works: what was done, what went wrong, what is being done.
 */
import { el, fill } from './element.js';
import { inert } from './inert.js';
import { passing } from './keeping-fresh.js';

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

/** A second click within this time, in milliseconds, belongs to a double click. */
const DOUBLE_CLICK_MS = 500;

/**
 * Does something while its button cannot be pressed twice; a double click is one wish, however fast the answer comes.
 *
 * @param {HTMLElement | HTMLElement[]} button or several, of which only one is to be pressed
 * @param {() => Promise<unknown>} act
 */
export async function whileBusy(button, act) {
  const buttons = [button].flat();
  if (buttons.some((one) => one.getAttribute('aria-disabled') === 'true')) {
    return;
  }
  const doubleClickOver = passing(DOUBLE_CLICK_MS);
  // Not `disabled`: that would throw the keyboard's focus back to the top of the page.
  buttons.forEach((one) => one.setAttribute('aria-disabled', 'true'));
  try {
    await act();
    await doubleClickOver;
  } finally {
    buttons.filter((one) => !one.dataset.refused).forEach((one) => one.removeAttribute('aria-disabled'));
  }
}

/**
 * Refuses a button for a reason, or no longer.
 *
 * @param {HTMLElement} button
 * @param {Element} place where the reason is read
 * @param {string | null} reason
 */
export function refuse(button, place, reason) {
  const wasRefused = Boolean(button.dataset.refused);
  if (reason !== null) {
    button.dataset.refused = 'yes';
    button.setAttribute('aria-disabled', 'true');
  } else if (wasRefused) {
    delete button.dataset.refused;
    button.removeAttribute('aria-disabled');
  }
  if (place.textContent !== (reason ?? '')) {
    place.textContent = reason;
  }
}
