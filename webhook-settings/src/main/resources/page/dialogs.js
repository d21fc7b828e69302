/**
 * The page's dialogs: a question before what cannot be undone, and what is shown once.
 */
import { copyButton } from './copy-button.js';
import { el, freshId } from './element.js';
import { showProblem, whileBusy } from './telling.js';

/**
 * Opens a dialog over the page; the browser keeps the focus inside and gives it back at the end.
 *
 * @param {string} title
 * @param {(dialog: HTMLDialogElement) => Node[]} content
 * @returns {Promise<string>} what the dialog was closed with; empty when it was dismissed
 */
export function openDialog(title, content) {
  const id = freshId();
  const dialog = /** @type {HTMLDialogElement} */ (el('dialog', { 'aria-labelledby': id }));
  dialog.append(el('h2', { id }, title), ...content(dialog));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
}

/**
 * Leaves a dialog to its own buttons: Escape and the back gesture do not close it.
 *
 * @param {HTMLDialogElement} dialog
 */
export function keepOpen(dialog) {
  dialog.setAttribute('closedby', 'none');
  // For browsers that do not know `closedby`; those that do let a second Escape through here.
  dialog.addEventListener('cancel', (dismissal) => dismissal.preventDefault());
}

/**
 * @typedef {object} Question
 * @property {string} title
 * @property {import('./element.js').Child[][]} consequences a paragraph each
 * @property {string} action what the button says
 * @property {boolean} [losing] whether something is lost for good
 */

/**
 * Asks, and acts while the dialog is open, so that a failure is told where the question was put.
 *
 * @param {Question} question
 * @param {() => Promise<unknown>} act
 * @returns {Promise<boolean>} whether it was done
 */
export async function askFirst({ title, consequences, action, losing }, act) {
  const kind = losing ? 'losing' : 'primary';
  return (await askWhich(title, consequences, [{ action, kind, act }])) !== '';
}

/**
 * @typedef {object} Choice
 * @property {string} action what the button says
 * @property {string} [kind] of button
 * @property {() => Promise<unknown>} act
 */

/**
 * Asks which of several things to do, and does it while the dialog is open.
 *
 * @param {string} title
 * @param {import('./element.js').Child[][]} consequences a paragraph each
 * @param {Choice[]} choices
 * @returns {Promise<string>} the action that was done; empty for none
 */
export async function askWhich(title, consequences, choices) {
  let done = '';
  let underWay = Promise.resolve();
  await openDialog(title, (dialog) => {
    const trouble = el('div');
    const buttons = choices.map(({ action, kind }) => el('button', { type: 'button', class: kind }, action));
    choices.forEach((choice, place) =>
      buttons[place].addEventListener('click', () =>
        whileBusy(buttons[place], () => (underWay = attempt(choice)), buttons),
      ),
    );

    /** @param {Choice} choice */
    async function attempt({ action, act }) {
      showProblem(trouble, null);
      try {
        await act();
        done = action;
        dialog.close();
      } catch (problem) {
        showProblem(trouble, /** @type {Error} */ (problem));
      }
    }

    return [
      ...consequences.map((consequence) => el('p', {}, consequence)),
      trouble,
      el(
        'div',
        { class: 'actions' },
        el('button', { type: 'button', autofocus: true, onclick: () => dialog.close() }, 'Cancel'),
        buttons,
      ),
    ];
  });
  // Whoever dismisses the dialog meanwhile hears the truth all the same.
  await underWay;
  return done;
}

/**
 * Shows something secret, this once. Only the button closes the dialog: what is dismissed here is gone for good.
 *
 * @param {string} title
 * @param {string} secret
 * @param {import('./element.js').Child[]} advice what it is for
 * @param {import('./element.js').Child[]} warning why it must be stored now
 * @param {string} stored what the button says
 */
export function showOnce(title, secret, advice, warning, stored) {
  return openDialog(title, (dialog) => {
    keepOpen(dialog);
    return [
      el('p', {}, advice),
      el(
        'div',
        { class: 'secret-row' },
        el('code', { class: 'secret' }, secret),
        copyButton('Copy', () => secret),
      ),
      el('p', { class: 'note' }, warning),
      el(
        'div',
        { class: 'actions' },
        el('button', { type: 'button', class: 'primary', onclick: () => dialog.close() }, stored),
      ),
    ];
  });
}

/**
 * @param {string} title
 * @param {string} secret that signs
 * @param {import('./element.js').Child[]} advice
 */
export function showSecret(title, secret, advice) {
  const warning = [
    el('strong', {}, 'Always verify the signature. '),
    'Without it, anyone who knows your URL could POST fake events. The secret is displayed in full only this once: ' +
      'copy it now into your service’s environment, for example as ',
    el('code', {}, 'AGENTBOT_SECRET'),
    '.',
  ];
  return showOnce(title, secret, advice, warning, 'I have stored the secret');
}
