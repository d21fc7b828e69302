/**
 * One attempt of a delivery, as a step of its timeline.
 */
import { bodyView } from './body-view.js';
import { copyButton } from './copy-button.js';
import { curlOf } from './curl.js';
import { el } from './element.js';
import { inert } from './inert.js';
import { dueTime, duration, exact, relativeTime } from './times.js';

/** @typedef {import('./delivery-log.js').Attempt} Attempt */

/** @type {Record<Attempt['trigger'], string>} */
const TRIGGERS = {
  schedule: 'on schedule',
  manual: 'sent by hand',
  replay: 'sent again',
  test: 'test event',
};

/**
 * @param {Attempt} attempt
 * @param {string | null} body what was sent
 */
export function attemptItem(attempt, body) {
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
    el('div', { class: 'parts' }, responseHeaders(attempt), requestOf(attempt), curlButton(attempt, body)),
  );
}

/** @param {Attempt} attempt */
function responseOf({ number, status_code: code, response_body: body }) {
  if (code === null) {
    return null;
  }
  return body
    ? bodyView(`Response body of attempt ${number}`, body)
    : el('p', { class: 'quiet' }, 'The response had no body.');
}

/** @param {Attempt} attempt */
function responseHeaders({ response_headers: headers }) {
  return headers && el('details', {}, el('summary', {}, `Response headers (${headers.length})`), headerList(headers));
}

/** @param {Attempt} attempt */
function requestOf({ request }) {
  if (!request) {
    return null;
  }
  const { method, url, headers, note } = request;
  return el(
    'details',
    {},
    el('summary', {}, `Request headers (${headers.length})`),
    url !== null && el('p', {}, el('code', {}, inert(method), ' ', inert(url))),
    headerList(headers),
    note && el('p', { class: 'hint' }, inert(note)),
  );
}

/** @param {import('./delivery-log.js').Header[]} headers */
function headerList(headers) {
  return el(
    'dl',
    { class: 'headers' },
    headers.map(({ name, value }) => el('div', {}, el('dt', {}, inert(name)), el('dd', {}, inert(value)))),
  );
}

/**
 * @param {Attempt} attempt
 * @param {string | null} body
 */
function curlButton({ request }, body) {
  const command = curlOf(request, body);
  return command && copyButton('Copy as curl', () => command);
}

/**
 * What a pending delivery waits for.
 *
 * @param {string | null} due null while an attempt is under way or about to be
 */
export function nextAttempt(due) {
  return due === null
    ? el('p', { class: 'next' }, 'Being sent…')
    : el('p', { class: 'next' }, 'Next attempt ', dueTime(due), el('span', { class: 'quiet' }, ` – ${exact(due)}`));
}

/** @param {number | null} code */
export function codeOf(code) {
  if (code === null) {
    return el('span', { class: 'code-none' }, 'no answer');
  }
  return el('span', { class: `code-${Math.floor(code / 100)}xx`, title: 'Status code of the answer' }, String(code));
}
