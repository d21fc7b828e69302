/**
 * Who is asking, and about which site.
 */
import { signIn } from './api.js';
import { keepOpen, openDialog } from './dialogs.js';
import { el } from './element.js';
import { field } from './field.js';
import { go } from './place.js';
import { say, showProblem, whileBusy } from './telling.js';

/**
 * Asks for a token until one is accepted. The token is given away for a cookie that no script can read.
 *
 * @param {'none' | 'ended'} reason why there is no session
 */
export async function askForToken(reason) {
  await openDialog('Sign in', (dialog) => {
    keepOpen(dialog);
    const token = field('Access token', 'deploy/up prints one at its first start; otherwise ask your administrator.', {
      type: 'password',
      autocomplete: 'current-password',
      spellcheck: 'false',
      autofocus: true,
    });
    return [
      el(
        'p',
        {},
        reason === 'ended'
          ? 'Your session has ended. Sign in again to go on where you were; nothing is lost.'
          : 'to Settings → Webhooks.',
      ),
      formOf('Sign in', token, async (value) => {
        await signIn(value);
        dialog.close();
      }),
    ];
  });
  say('Signed in.');
}

/** Asks which site, as a token for all sites leaves it open. */
export function siteChoice() {
  const site = field('Site', 'Its id, such as site_abc.', {
    type: 'text',
    autocomplete: 'on',
    name: 'site',
    spellcheck: 'false',
    autocapitalize: 'off',
    maxlength: 128,
  });
  return el(
    'section',
    { class: 'narrow' },
    el('h1', { tabindex: -1 }, 'Which site?'),
    el('p', {}, 'Your token is good for all sites. Whose webhooks do you want to see?'),
    formOf('Show webhooks', site, async (value) => go({ site: value })),
  );
}

/**
 * A form of one field.
 *
 * @param {string} action
 * @param {import('./field.js').Field} asked
 * @param {(value: string) => Promise<void>} act
 */
function formOf(action, asked, act) {
  const trouble = el('div');
  const button = el('button', { class: 'primary' }, action);

  async function submit() {
    asked.fault(null);
    showProblem(trouble, null);
    const value = asked.input.value.trim();
    if (value === '') {
      asked.fault('This is needed.');
      asked.input.focus();
      return;
    }
    try {
      await act(value);
    } catch (problem) {
      tell(problem);
    }
  }

  /** @param {any} problem */
  function tell(problem) {
    if (problem.status >= 400 && problem.status < 500) {
      asked.fault(problem.message);
      asked.input.focus();
    } else {
      showProblem(trouble, problem);
    }
  }

  return el(
    'form',
    {
      novalidate: true,
      onsubmit: (/** @type {Event} */ submission) => {
        submission.preventDefault();
        whileBusy(button, submit);
      },
    },
    asked.element,
    trouble,
    el('div', { class: 'actions' }, button),
  );
}
