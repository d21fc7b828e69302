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
    await nap(pause);
    if (leaving.aborted) {
      return;
    }
    if (!document.hidden) {
      pause = (await refresh()) ? everyMillis : Math.min(2 * pause, LONGEST_PAUSE_MS);
    }
  }
}

/** @type {Set<() => void>} what ends the pauses that are being made */
const pauses = new Set();

/** Refreshes whatever is kept fresh now, as there is reason to. */
export function refreshNow() {
  pauses.forEach((end) => end());
}

document.addEventListener('visibilitychange', () => !document.hidden && refreshNow());

/** @param {number} millis */
function nap(millis) {
  return new Promise((resolve) => {
    const timer = setTimeout(wake, millis);
    function wake() {
      clearTimeout(timer);
      pauses.delete(wake);
      resolve(undefined);
    }
    pauses.add(wake);
  });
}

/** @param {number} millis */
export function passing(millis) {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
