/**
 * Times as people say them ("in 4 min"), in the viewer's zone, with the exact time one hover away. All of them on the
 * page are kept true by one clock.
 */
import { el } from './element.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const TO_THE_MINUTE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/**
 * A time that counts along.
 *
 * @param {string} instant as the API writes it
 */
export function relativeTime(instant) {
  const moment = new Date(instant);
  return el(
    'time',
    // Where changes are read out, that it counts is none.
    { datetime: moment.toISOString(), title: exact(instant), 'data-counts': 'on', 'aria-live': 'off' },
    distance(moment.getTime(), Date.now()),
  );
}

/**
 * A time that something is due at: until it is done it counts down to now, and no further.
 *
 * @param {string} instant as the API writes it
 */
export function dueTime(instant) {
  const time = /** @type {HTMLTimeElement} */ (relativeTime(instant));
  time.dataset.counts = 'down';
  tick(time);
  return time;
}

/** @param {string} instant */
export function exact(instant) {
  return EXACT.format(new Date(instant));
}

/**
 * A time as one names it to others, with the exact one a hover away.
 *
 * @param {string} instant as the API writes it
 */
export function momentOf(instant) {
  return el('time', { datetime: instant, title: exact(instant) }, TO_THE_MINUTE.format(new Date(instant)));
}

/**
 * As an input for dates and times wants it, in the viewer's zone.
 *
 * @param {string} instant as the API writes it; empty for none
 */
export function localText(instant) {
  const moment = Date.parse(instant);
  if (Number.isNaN(moment)) {
    return '';
  }
  return new Date(moment - new Date(moment).getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}

/**
 * As the API writes it.
 *
 * @param {string} text of an input for dates and times; empty for none
 */
export function instantOf(text) {
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? '' : moment.toISOString();
}

/**
 * How far a moment is from now.
 *
 * @param {number} moment in milliseconds of the Unix epoch
 * @param {number} now in milliseconds of the Unix epoch
 */
export function distance(moment, now) {
  const away = Math.abs(moment - now);
  if (away < SECOND) {
    return 'now';
  }
  if (away > 7 * DAY) {
    return DATE.format(moment);
  }
  return moment > now ? `in ${span(away)}` : `${span(away)} ago`;
}

/**
 * A length of time, roughly.
 *
 * @param {number} millis
 */
export function span(millis) {
  if (millis < MINUTE) {
    return `${Math.floor(millis / SECOND)} s`;
  }
  if (millis < HOUR) {
    return `${Math.round(millis / MINUTE)} min`;
  }
  return millis < DAY ? `${Math.round(millis / HOUR)} h` : `${Math.round(millis / DAY)} d`;
}

/**
 * How long something took.
 *
 * @param {number} millis
 */
export function duration(millis) {
  return millis < SECOND ? `${millis} ms` : `${(millis / SECOND).toFixed(millis < 10 * SECOND ? 2 : 1)} s`;
}

/** Keeps every relative time on the page true. */
export function startClock() {
  setInterval(() => {
    for (const time of document.querySelectorAll('time[data-counts]')) {
      tick(/** @type {HTMLTimeElement} */ (time));
    }
  }, SECOND);
}

/** @param {HTMLTimeElement} time */
function tick(time) {
  const now = Date.now();
  const moment = Date.parse(time.dateTime);
  const text = distance(time.dataset.counts === 'down' ? Math.max(moment, now) : moment, now);
  if (time.textContent !== text) {
    time.textContent = text;
  }
}
