/**
 * Who may ask about a site, or about all of them: tokens are made here, shown once, and revoked.
 */
import { mayChange } from './caller.js';
import { askFirst, openDialog, showOnce } from './dialogs.js';
import { el, fill } from './element.js';
import { field, picks } from './field.js';
import { form } from './form.js';
import { inert, inertText } from './inert.js';
import { link } from './place.js';
import { say } from './telling.js';
import { relativeTime } from './times.js';
import { createToken, listTokens, revokeToken } from './tokens.js';

/** @typedef {import('./tokens.js').Token} Token */

const SCOPES = {
  write: { name: 'Read and write', means: 'Sees everything, and makes, changes and deletes webhooks and tokens.' },
  read: { name: 'Read only', means: 'Sees everything but secrets, and changes nothing.' },
};

/** @param {string | null} site null for tokens of all sites */
export async function tokensView(site) {
  const list = el('ul', { class: 'tokens', 'aria-label': 'Tokens' });
  const button = el('button', { type: 'button', class: 'primary', onclick: create }, 'New token');

  async function refresh() {
    const tokens = await listTokens(site);
    fill(
      list,
      tokens.length === 0 ? el('li', { class: 'quiet' }, 'None yet.') : tokens.map((token) => row(token, revoked)),
    );
  }

  async function create() {
    const made = await askForNew(site);
    if (made) {
      await showOnce(
        'Your new token',
        made.token,
        ['Send it as ', el('code', {}, 'Authorization: Bearer'), ', or sign in to this page with it.'],
        ['It is displayed only this once: copy it now to where it is used. Whoever has it can do what it is good for.'],
        'I have stored the token',
      );
      await refresh().catch(() => {}); // the list that is shown is right but for the new one
    }
  }

  async function revoked() {
    await refresh().catch(() => {});
    button.focus();
    say('Token revoked.');
  }

  await refresh();
  return el(
    'section',
    {},
    el(
      'div',
      { class: 'heading' },
      el(
        'div',
        {},
        el('h1', { tabindex: -1 }, site === null ? 'Tokens for all sites' : 'Tokens'),
        el(
          'p',
          { class: 'lead' },
          site === null
            ? 'Each lets its holder ask about every site.'
            : 'Each lets its holder use the API and this page for this site.',
        ),
      ),
      mayChange() && el('div', { class: 'actions' }, button),
    ),
    list,
    site === null && el('p', {}, link({}, {}, 'Choose a site')),
  );
}

/**
 * @param {Token} token
 * @param {() => void} revoked
 */
function row(token, revoked) {
  return el(
    'li',
    {},
    el('strong', {}, inert(token.name)),
    el('span', { class: 'badge' }, SCOPES[token.scope].name),
    el(
      'span',
      { class: 'quiet' },
      'Created ',
      relativeTime(token.created_at),
      ' · ',
      ...(token.last_used_at ? ['Last used ', relativeTime(token.last_used_at)] : ['Never used']),
    ),
    mayChange() &&
      el(
        'button',
        { type: 'button', 'aria-label': `Revoke ${inertText(token.name)}`, onclick: () => askToRevoke(token, revoked) },
        'Revoke',
      ),
  );
}

/**
 * @param {Token} token
 * @param {() => void} revoked
 */
async function askToRevoke(token, revoked) {
  const question = {
    title: 'Revoke this token?',
    consequences: [
      [el('strong', {}, inert(token.name))],
      [
        'Whatever uses it is refused from now on, and whoever signed in to this page with it is signed out. It cannot be ' +
          'brought back. Webhooks and their deliveries go on.',
      ],
    ],
    action: 'Revoke token',
    losing: true,
  };
  if (await askFirst(question, () => revokeToken(token))) {
    revoked();
  }
}

/**
 * @param {string | null} site
 * @returns {Promise<(Token & {token: string}) | null>} null when the viewer thought better of it
 */
async function askForNew(site) {
  /** @type {(Token & {token: string}) | null} */
  let made = null;
  /** @type {Promise<unknown>} */
  let underWay = Promise.resolve();
  await openDialog('New token', (dialog) => {
    const name = field('Name', 'What will use it, such as “CRM sync”.', {
      type: 'text',
      autocomplete: 'off',
      maxlength: 100,
      required: true,
      autofocus: true,
    });
    const scope = picks('It may', SCOPES);
    const { element } = form({
      parts: { name, scope },
      action: 'Create token',
      cancel: el('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
      send: () => (underWay = send()),
    });

    async function send() {
      const wanted = { name: name.value(), scope: /** @type {import('./tokens.js').Scope} */ (scope.value()) };
      made = await createToken(site, wanted);
      dialog.close();
    }

    return [element];
  });
  // Whoever dismisses the dialog meanwhile gets to see the token that was made all the same.
  await underWay.catch(() => {});
  return made;
}
