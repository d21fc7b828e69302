/**
 * Who is asking, and about which site.
 */
import { signIn } from './api.js';
import { keepOpen, openDialog } from './dialogs.js';
import { el } from './element.js';
import { embedded, tokenFromParent } from './embedding.js';
import { field } from './field.js';
import { form } from './form.js';
import { askWith } from './http.js';
import { TOKENS, go, link } from './place.js';
import { say } from './telling.js';

/**
 * Finds out who is asking: from the page around this one where there is one, else by asking for a token.
 *
 * @param {'none' | 'ended'} reason why there is no session
 */
export async function meet(reason) {
  askWith(null);
  const token = embedded ? await tokenFromParent() : null;
  if (token === null) {
    await askForToken(reason);
  } else {
    askWith(token);
  }
}

/**
 * Asks for a token until one is accepted. The token is given away for a cookie that no script can read.
 *
 * @param {'none' | 'ended'} reason
 */
async function askForToken(reason) {
  await openDialog('Sign in', (dialog) => {
    keepOpen(dialog);
    const token = field('Access token', 'deploy/up prints one at its first start; otherwise ask your administrator.', {
      type: 'password',
      autocomplete: 'current-password',
      spellcheck: 'false',
      required: true,
      autofocus: true,
    });
    const { element } = form({
      parts: { token },
      action: 'Sign in',
      send: async () => {
        await signIn(token.value());
        dialog.close();
      },
    });
    return [
      el(
        'p',
        {},
        reason === 'ended'
          ? 'Your session has ended. Sign in again to go on where you were; nothing is lost.'
          : 'to Settings → Webhooks.',
      ),
      element,
    ];
  });
  say('Signed in.');
}

/** Asks which site, as a caller for all sites leaves it open. */
export function siteChoice() {
  const site = field('Site', 'Its id, such as site_abc.', {
    type: 'text',
    autocomplete: 'on',
    name: 'site',
    spellcheck: 'false',
    autocapitalize: 'off',
    maxlength: 128,
    required: true,
  });
  const { element } = form({ parts: { site }, action: 'Show webhooks', send: async () => go({ site: site.value() }) });
  return el(
    'section',
    { class: 'narrow' },
    el('h1', { tabindex: -1 }, 'Which site?'),
    el('p', {}, 'Your token is good for all sites. Whose webhooks do you want to see?'),
    element,
    el('p', {}, link({ view: TOKENS }, {}, 'Tokens for all sites')),
  );
}
