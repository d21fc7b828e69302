/**
 * How late the delivery log is, told above whatever is shown. What is on the screen stays there meanwhile, and is
 * refreshed as soon as the log has caught up.
 */
import { el, fill } from './element.js';
import { call, whenLogIsAway } from './http.js';
import { keepFresh, refreshNow } from './keeping-fresh.js';
import { span } from './times.js';

const LOOK_MS = 5_000;
/** So late, in seconds, it is worth a word. */
const WORTH_A_WORD = 10;

const banner = /** @type {HTMLElement} */ (document.getElementById('lateness'));
let late = false;

/** Looks now and then, and tells. */
export function watchLateness() {
  whenLogIsAway(tell);
  return keepFresh(LOOK_MS, new AbortController().signal, look);
}

async function look() {
  try {
    const { late_by_seconds: seconds } = await call('GET', '/v1/delivery-log');
    tell(seconds);
  } catch {
    // Where the log is away the answer said how late it is, and that is told; of all else the view speaks.
  }
  return true;
}

/** @param {number | null} seconds null where it is not known */
function tell(seconds) {
  const caughtUp = seconds !== null && seconds < WORTH_A_WORD;
  const text = caughtUp ? '' : `${behind(seconds)} Deliveries go on; what is missing here will appear.`;
  if (banner.textContent !== text) {
    fill(banner, text && el('p', {}, text));
  }
  if (late && caughtUp) {
    refreshNow();
  }
  late = !caughtUp;
}

/** @param {number | null} seconds */
function behind(seconds) {
  return seconds === null
    ? 'The delivery log cannot be read just now.'
    : `The delivery log is ${span(seconds * 1_000)} late.`;
}
