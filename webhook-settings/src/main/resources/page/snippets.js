/**
 * Code that verifies signatures, by language. The language that was looked at last is shown first the next time.
 */
import { inSite } from './api.js';
import { copyButton } from './copy-button.js';
import { el, fill } from './element.js';
import { call } from './http.js';
import { inert } from './inert.js';
import { tabs } from './tabs.js';
import { showProblem } from './telling.js';

/** @typedef {{language: string, name: string, code: string}} Snippet */

const LAST_LANGUAGE = 'agentbot-webhooks.language';

/** Functions to put into one's service. */
export function snippetsForService() {
  return snippets('Code that verifies, by language', '/v1/verification-snippets');
}

/**
 * Programs that verify one delivery, its values filled in.
 *
 * @param {string} site
 * @param {string} id
 */
export function snippetsForDelivery(site, id) {
  const path = `${inSite(site)}/deliveries/${encodeURIComponent(id)}/verification-snippets`;
  return snippets('Code that verifies this delivery, by language', path);
}

/**
 * @param {string} label
 * @param {string} path
 */
function snippets(label, path) {
  const element = el('div', {}, el('p', { class: 'quiet' }, 'Loading…'));
  call('GET', path).then(
    (answer) => fill(element, tabsOf(label, answer.snippets)),
    (problem) => showProblem(element, problem),
  );
  return element;
}

/**
 * @param {string} label
 * @param {Snippet[]} snippets
 */
function tabsOf(label, snippets) {
  const last = lastLanguage();
  const first = snippets.findIndex(({ language }) => language === last);
  return tabs(
    label,
    snippets.map((snippet) => ({ name: snippet.name, content: () => codeOf(snippet) })),
    Math.max(0, first),
    (place) => remember(snippets[place].language),
  );
}

/** @param {Snippet} snippet */
function codeOf({ name, code }) {
  return el(
    'div',
    { class: 'body' },
    el('pre', { class: 'code listing', tabindex: 0, role: 'group', 'aria-label': `Code for ${name}` }, inert(code)),
    el(
      'div',
      { class: 'tools' },
      copyButton('Copy', () => code),
    ),
  );
}

function lastLanguage() {
  try {
    return localStorage.getItem(LAST_LANGUAGE);
  } catch {
    return null; // where the browser keeps nothing, the first one is as good
  }
}

/** @param {string} language */
function remember(language) {
  try {
    localStorage.setItem(LAST_LANGUAGE, language);
  } catch {
    // The same.
  }
}
