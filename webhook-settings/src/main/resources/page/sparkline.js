/**
 * The last day of a webhook at a glance: a bar for each hour, what failed on top, and the sum in words.
 */
import { el, fill, svg } from './element.js';
import { dueTime } from './times.js';

/** @typedef {import('./delivery-log.js').Activity} Activity */

const HOUR_MS = 3_600_000;
/** What the drawing measures, in its own units: a column for each hour, and a mark below each in which something failed. */
const COLUMN = 6;
const BAR = 5;
const HIGH = 24;
const MARK = 3;
const GAP = 2;

const HOUR = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });

export class ActivityView {
  element = el('figure', { class: 'activity', hidden: true });
  #webhook;
  #drawn = '';

  /** @param {import('./api.js').Webhook} webhook kept up to date, for whoever else shows it */
  constructor(webhook) {
    this.#webhook = webhook;
  }

  /**
   * @param {string} since when the first hour began
   * @param {Activity | undefined} activity nothing where there is nothing to tell
   */
  show(since, activity) {
    // What waits while a webhook is off is not sent when it is due.
    const next = (this.#webhook.enabled && activity?.next_attempt_at) || null;
    const all = JSON.stringify([since, activity, next]);
    // What is drawn is left alone as long as it is true, so that a hover over it is not lost.
    if (all !== this.#drawn) {
      this.#drawn = all;
      this.element.hidden = false;
      fill(this.element, activity ? [sparkline(Date.parse(since), activity), caption(activity, next)] : quietDay());
    }
  }
}

function quietDay() {
  return el('figcaption', { class: 'quiet' }, 'Last 24 hours: nothing sent');
}

/**
 * @param {Activity} activity
 * @param {string | null} next when the next retry is due
 */
function caption({ delivered, failed }, next) {
  return el(
    'figcaption',
    { class: 'quiet' },
    `Last 24 hours: ${sum(delivered).toLocaleString()} delivered, `,
    el('span', { class: sum(failed) > 0 ? 'failed' : null }, `${sum(failed).toLocaleString()} failed`),
    next && el('span', { class: 'next-retry' }, 'Next retry ', dueTime(next)),
  );
}

/**
 * The words beside it say what it shows, so it is hidden from who hears the page.
 *
 * @param {number} since
 * @param {Activity} activity
 */
function sparkline(since, { delivered, failed }) {
  const most = Math.max(1, ...delivered.map((good, hour) => good + failed[hour]));
  const width = delivered.length * COLUMN;
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${HIGH + GAP + MARK}`, 'aria-hidden': 'true', class: 'sparkline' },
    svg('line', { x1: 0, x2: width, y1: HIGH + 0.5, y2: HIGH + 0.5, class: 'axis' }),
    delivered.map((good, hour) => column(hour, good, failed[hour], most, new Date(since + hour * HOUR_MS))),
  );
}

/**
 * @param {number} hour
 * @param {number} good
 * @param {number} bad
 * @param {number} most
 * @param {Date} begin
 */
function column(hour, good, bad, most, begin) {
  const x = hour * COLUMN;
  const goodHigh = heightOf(good, most);
  const badHigh = Math.min(heightOf(bad, most), HIGH - goodHigh + 1);
  const end = new Date(begin.getTime() + HOUR_MS);
  return svg(
    'g',
    {},
    svg(
      'title',
      {},
      `${HOUR.format(begin)} – ${HOUR.format(end)}: ${good.toLocaleString()} delivered, ${bad.toLocaleString()} failed`,
    ),
    svg('rect', { x, y: 0, width: COLUMN, height: HIGH + GAP + MARK, class: 'ground' }),
    good > 0 && svg('rect', { x, y: HIGH - goodHigh, width: BAR, height: goodHigh, class: 'good' }),
    bad > 0 && svg('rect', { x, y: HIGH - goodHigh - badHigh, width: BAR, height: badHigh, class: 'bad' }),
    bad > 0 && svg('rect', { x, y: HIGH + GAP, width: BAR, height: MARK, class: 'bad' }),
  );
}

/**
 * However little it is, it can be seen.
 *
 * @param {number} count
 * @param {number} most
 */
function heightOf(count, most) {
  return count === 0 ? 0 : Math.max(1, Math.round((count / most) * HIGH));
}

/** @param {number[]} counts */
function sum(counts) {
  return counts.reduce((total, count) => total + count, 0);
}
