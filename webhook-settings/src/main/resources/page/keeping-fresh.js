/**
 * Asking again and again for what changes by itself.
 */

/** After failures in a row the pause doubles up to this, in milliseconds. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Refreshes until the view is left or nothing is wanted any more; not while the page cannot be seen.
 *
 * @param {number} everyMillis
 * @param {AbortSignal} leaving
 * @param {() => Promise<boolean>} refresh answers whether it worked
 * @param {() => boolean} [wanted]
 */
export async function keepFresh(everyMillis, leaving, refresh, wanted = () => true) {
  let pause = everyMillis;
  while (wanted()) {
    await passing(pause);
    if (leaving.aborted) {
      return;
    }
    if (!document.hidden) {
      pause = (await refresh()) ? everyMillis : Math.min(2 * pause, LONGEST_PAUSE_MS);
    }
  }
}

/** @param {number} millis */
export function passing(millis) {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
