/**
 * One attempt of a delivery, as a step of its timeline.
 */
import { el } from './element.js';
import { inert } from './inert.js';
import { duration, exact, relativeTime } from './times.js';

/** @typedef {import('./api.js').Attempt} Attempt */

/** @type {Record<Attempt['trigger'], string>} */
const TRIGGERS = {
  schedule: 'on schedule',
  manual: 'sent by hand',
  replay: 'sent again',
  test: 'test event',
};

/** @param {Attempt} attempt */
export function attemptItem(attempt) {
  const sent = attempt.duration_ms !== null;
  const good = attempt.status_code !== null && attempt.status_code >= 200 && attempt.status_code < 300;
  return el(
    'li',
    { class: good ? 'good' : sent ? 'bad' : 'unsent' },
    el(
      'p',
      { class: 'attempt' },
      el('strong', {}, sent ? `Attempt ${attempt.number}` : 'Not sent'),
      sent ? codeOf(attempt.status_code) : null,
      attempt.duration_ms === null ? null : el('span', {}, duration(attempt.duration_ms)),
      el('span', { class: 'quiet' }, TRIGGERS[attempt.trigger]),
      el('span', { class: 'quiet' }, exact(attempt.at), ' (', relativeTime(attempt.at), ')'),
    ),
    attempt.error && el('p', { class: 'error' }, inert(attempt.error)),
    responseOf(attempt),
  );
}

/** @param {Attempt} attempt */
function responseOf(attempt) {
  if (attempt.status_code === null) {
    return null;
  }
  if (!attempt.response_body) {
    return el('p', { class: 'quiet' }, 'The response had no body.');
  }
  const name = `Response body of attempt ${attempt.number}`;
  return el('pre', { class: 'code', tabindex: 0, role: 'region', 'aria-label': name }, inert(attempt.response_body));
}

/**
 * What a pending delivery waits for.
 *
 * @param {string | null} due null while an attempt is under way or about to be
 */
export function nextAttempt(due) {
  return due === null
    ? el('p', { class: 'next' }, 'Being sent…')
    : el('p', { class: 'next' }, 'Next attempt ', relativeTime(due), el('span', { class: 'quiet' }, ` – ${exact(due)}`));
}

/** @param {number | null} code */
export function codeOf(code) {
  if (code === null) {
    return el('span', { class: 'code-none' }, 'no answer');
  }
  return el('span', { class: `code-${Math.floor(code / 100)}xx`, title: 'Status code of the answer' }, String(code));
}
