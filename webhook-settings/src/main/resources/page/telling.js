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

/**
 * Tells how a refresh went. The same words at every refresh would be read out each time, and that the log is away is told
 * above for all of the page.
 *
 * @param {Element} place
 * @param {import('./http.js').Problem | null} problem
 * @returns {boolean} whether it went well
 */
export function retell(place, problem) {
  if (place.textContent !== (problem?.message ?? '')) {
    showProblem(place, problem?.ofLog ? null : problem);
  }
  return problem === null;
}

/** A second click within this time, in milliseconds, belongs to a double click. */
const DOUBLE_CLICK_MS = 500;

/**
 * Does something while its button cannot be pressed twice; a double click is one wish, however fast the answer comes.
 *
 * @param {HTMLElement} button
 * @param {() => Promise<unknown>} act
 * @param {HTMLElement[]} [beside] other buttons that cannot be pressed meanwhile either
 */
export async function whileBusy(button, act, beside = []) {
  if (button.getAttribute('aria-disabled') === 'true') {
    return;
  }
  const buttons = [button, ...beside];
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
 * Lets a button do nothing as long as there is a reason against it, or lets it act again.
 *
 * @param {HTMLElement} button
 * @param {boolean} refused
 */
export function refuse(button, refused) {
  if (refused) {
    button.dataset.refused = 'yes';
    button.setAttribute('aria-disabled', 'true');
  } else if (button.dataset.refused) {
    delete button.dataset.refused;
    button.removeAttribute('aria-disabled');
  }
}
