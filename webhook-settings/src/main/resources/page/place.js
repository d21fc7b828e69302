/**
 * Where the viewer is, kept in the address: a reload, a bookmark and the back button come to the same view.
 */
import { el } from './element.js';

/**
 * @typedef {object} Place
 * @property {string} [site] needed by a token for all sites only
 * @property {string} [webhook] its id, or `new`
 * @property {string} [edit] present while the webhook is being edited
 * @property {string} [view] `dead-letters` of the site, or `tokens` of the site or, without one, of all
 * @property {string} [delivery] the one that is shown alone
 * @property {string} [of] the webhook whose dead letters are shown
 * @property {string} [reason] the dead letters shown
 * @property {string} [status] the deliveries shown
 * @property {string} [event] the deliveries shown
 * @property {string} [status_code] the deliveries shown
 * @property {string} [since] the deliveries or dead letters shown
 * @property {string} [until] the deliveries or dead letters shown
 */

/** The place of a webhook that is yet to be made; ids begin with `wh_`. */
export const NEW = 'new';

/** The view of what failed for good. */
export const DEAD_LETTERS = 'dead-letters';

/** The view of who may ask. */
export const TOKENS = 'tokens';

/** @returns {Place} */
export function here() {
  return Object.fromEntries(new URLSearchParams(location.search));
}

/**
 * The address of a place, within this page.
 *
 * @param {Place} place
 */
export function addressOf(place) {
  const told = Object.entries(place).filter(([, value]) => value);
  return told.length === 0 ? location.pathname : `${location.pathname}?${new URLSearchParams(told)}`;
}

/** @type {() => void} */
let moved = () => {};

/**
 * Calls the listener whenever the place changes, except by {@link stay}.
 *
 * @param {() => void} listener
 */
export function onMove(listener) {
  moved = listener;
  addEventListener('popstate', listener);
}

/** @param {Place} place */
export function go(place) {
  history.pushState(null, '', addressOf(place));
  moved();
}

/**
 * Notes a detail of the view in the address without leaving the view.
 *
 * @param {Place} place
 */
export function stay(place) {
  history.replaceState(null, '', addressOf(place));
}

/**
 * A link to another place. It is a real one: it opens in a new tab like any other.
 *
 * @param {Place} place
 * @param {Record<string, string>} attributes
 * @param {...(import('./element.js').Child | import('./element.js').Child[])} children
 */
export function link(place, attributes, ...children) {
  /** @param {MouseEvent} click */
  function follow(click) {
    if (click.button === 0 && !click.metaKey && !click.ctrlKey && !click.shiftKey && !click.altKey) {
      click.preventDefault();
      go(place);
    }
  }
  return el('a', { ...attributes, href: addressOf(place), onclick: follow }, ...children);
}
