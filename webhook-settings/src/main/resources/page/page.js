/**
 * Settings → Webhooks. Start reading here: who is asking, about which site, and so which view.
 */
import { readWebhook, signOut } from './api.js';
import { mayChange, meetCaller } from './caller.js';
import { deadLettersView } from './dead-letters.js';
import { deliveryView } from './delivery-view.js';
import { el, fill } from './element.js';
import { embedded, reportHeight } from './embedding.js';
import { whenSignedOut } from './http.js';
import { inert } from './inert.js';
import { keepFresh } from './keeping-fresh.js';
import { watchLateness } from './lateness.js';
import { DEAD_LETTERS, NEW, TOKENS, go, here, link, onMove } from './place.js';
import { meet, siteChoice } from './signing-in.js';
import { showProblem } from './telling.js';
import { startClock } from './times.js';
import { tokensView } from './tokens-view.js';
import { editWebhookView, newWebhookView } from './webhook-form.js';
import { webhookView } from './webhook.js';
import { webhooksView } from './webhooks.js';

/** @typedef {import('./place.js').Place} Place */
/** @typedef {import('./http.js').Problem} Problem */

const main = /** @type {HTMLElement} */ (document.getElementById('main'));
const trail = /** @type {HTMLElement} */ (document.getElementById('trail'));
const corner = /** @type {HTMLElement} */ (document.getElementById('session'));
let leave = new AbortController();
let moves = 0;

/** What did not work for a passing reason is tried again so often by itself. */
const RETRY_MS = 10_000;

whenSignedOut(meet);
onMove(show);
startClock();
if (embedded) {
  document.documentElement.classList.add('embedded');
  reportHeight();
}
show().then(watchLateness);

async function show() {
  leave.abort();
  leave = new AbortController();
  const leaving = leave.signal;
  const problem = await draw(leaving);
  if (problem) {
    put(trouble(problem));
    let isAway = problem.isPassing;
    const again = async () => {
      isAway = (await draw(leaving)) !== null;
      return true;
    };
    keepFresh(RETRY_MS, leaving, again, () => isAway);
  }
}

/**
 * Shows the view that is wanted.
 *
 * @param {AbortSignal} leaving
 * @returns {Promise<Problem | null>} why that did not work
 */
async function draw(leaving) {
  try {
    const view = await viewOf(here(), leaving);
    if (!leaving.aborted) {
      put(view);
    }
    return null;
  } catch (problem) {
    return leaving.aborted ? null : /** @type {Problem} */ (problem);
  }
}

/**
 * @param {Place} place
 * @param {AbortSignal} leaving
 */
async function viewOf(place, leaving) {
  const session = await meetCaller();
  const site = session.site_id ?? place.site;
  drawTop(site, session.site_id === null, place);
  if (place.view === TOKENS) {
    return tokensView(site ?? null);
  }
  if (!site) {
    return siteChoice();
  }
  if (place.view === DEAD_LETTERS) {
    return deadLettersView(site, place, leaving);
  }
  if (place.delivery) {
    return deliveryView(site, place.delivery, leaving);
  }
  if (!place.webhook || (place.webhook === NEW && !mayChange())) {
    return webhooksView(site, leaving);
  }
  if (place.webhook === NEW) {
    return newWebhookView(site);
  }
  const webhook = await readWebhook(site, place.webhook);
  return place.edit && mayChange() ? editWebhookView(site, webhook) : webhookView(site, webhook, place, leaving);
}

/**
 * Shows a view from its top. The focus goes to its heading, so that keyboard and screen reader start there too; at the
 * first view the browser's own start is right.
 *
 * @param {HTMLElement} view
 */
function put(view) {
  fill(main, view);
  const heading = /** @type {HTMLElement} */ (view.querySelector('h1'));
  document.title = `${heading.textContent} · Agentbot`;
  if (moves > 0) {
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }
  moves += 1;
}

/** @param {Error} problem */
function trouble(problem) {
  const told = el('div');
  showProblem(told, problem);
  return el(
    'section',
    { class: 'narrow' },
    el('h1', { tabindex: -1 }, 'This did not work'),
    told,
    el('div', { class: 'actions start' }, el('button', { type: 'button', onclick: show }, 'Try again')),
  );
}

/**
 * @param {string | undefined} site
 * @param {boolean} free whether another site may be chosen
 * @param {Place} place
 */
function drawTop(site, free, place) {
  const steps = [el('span', {}, 'Settings')];
  const within = Boolean(place.webhook || place.view || place.delivery);
  if (site) {
    steps.push(within ? link({ site }, {}, 'Webhooks') : el('span', { 'aria-current': 'page' }, 'Webhooks'));
  }
  if (place.webhook && (place.edit || place.delivery)) {
    steps.push(link({ site, webhook: place.webhook }, {}, 'Webhook'));
  }
  if (within) {
    steps.push(el('span', { 'aria-current': 'page' }, nameOf(place)));
  }
  fill(
    trail,
    el(
      'ol',
      {},
      steps.map((step) => el('li', {}, step)),
    ),
  );
  fill(
    corner,
    !mayChange() &&
      el('span', { class: 'badge', title: 'Your access lets you see everything and change nothing.' }, 'Read only'),
    site && el('span', { class: 'site' }, 'Site ', el('code', {}, inert(site))),
    site && free && link({}, {}, 'Change site'),
    !embedded && el('button', { type: 'button', class: 'plain', onclick: leaveSession }, 'Sign out'),
  );
}

/** @param {Place} place */
function nameOf(place) {
  if (place.view === DEAD_LETTERS) {
    return 'Dead letters';
  }
  if (place.view === TOKENS) {
    return 'Tokens';
  }
  if (place.delivery) {
    return 'Delivery';
  }
  if (place.webhook === NEW) {
    return 'New webhook';
  }
  return place.edit ? 'Edit' : 'Webhook';
}

async function leaveSession() {
  try {
    await signOut();
    fill(main);
    go({});
  } catch (problem) {
    put(trouble(/** @type {Error} */ (problem)));
  }
}
