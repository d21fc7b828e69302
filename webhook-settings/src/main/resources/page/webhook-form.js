/**
 * The views that make a webhook and change one.
 */
import { createWebhook, editWebhook, readEventTypes, readWebhook } from './api.js';
import { showSecret } from './dialogs.js';
import { el, fill } from './element.js';
import { form } from './form.js';
import { go, link } from './place.js';
import { say, showProblem, whileBusy } from './telling.js';
import { Draft } from './webhook-draft.js';

/** @typedef {import('./api.js').Webhook} Webhook */

/** @param {string} site */
export async function newWebhookView(site) {
  const draft = new Draft(site, await readEventTypes());
  const keyOf = keyOfWish();
  const { element } = form({
    parts: draft.parts,
    action: 'Create webhook',
    cancel: link({ site }, { class: 'button' }, 'Cancel'),
    send: async () => {
      const content = draft.content();
      const webhook = await createWebhook(site, content, keyOf(content));
      await showSecret('Your webhook is live', webhook.secret, [
        'Requests to it are signed with this secret. Use it to verify on your end that they really come from Agentbot.',
      ]);
      go({ site, webhook: webhook.id });
    },
  });
  return el(
    'section',
    { class: 'form-view' },
    el('h1', { tabindex: -1 }, 'New webhook'),
    el('p', { class: 'lead' }, 'It starts firing as soon as it is created. Everything here can be changed later.'),
    element,
  );
}

/**
 * @param {string} site
 * @param {Webhook} webhook
 */
export async function editWebhookView(site, webhook) {
  const draft = new Draft(site, await readEventTypes(), webhook);
  const { element, trouble } = form({
    parts: draft.parts,
    action: 'Save changes',
    cancel: link({ site, webhook: webhook.id }, { class: 'button' }, 'Cancel'),
    send: async () => {
      try {
        await editWebhook(webhook, draft.content());
      } catch (problem) {
        if (/** @type {import('./http.js').Problem} */ (problem).status !== 412) {
          throw problem;
        }
        tellStale();
        return;
      }
      go({ site, webhook: webhook.id });
      say('Changes saved.');
    },
  });

  function tellStale() {
    const button = el('button', { type: 'button' }, 'Read again');
    button.addEventListener('click', () => whileBusy(button, readAgain));
    fill(
      trouble,
      el(
        'div',
        { class: 'note', role: 'alert' },
        el('p', {}, 'Somebody else has changed this webhook since you opened it, so nothing was saved.'),
        el('p', {}, 'Read it again to see their changes; what you have typed stays.'),
        el('div', { class: 'actions start' }, button),
      ),
    );
    button.focus();
  }

  async function readAgain() {
    try {
      const now = await readWebhook(site, webhook.id);
      Object.assign(webhook, now);
      fill(trouble, el('p', { class: 'note', role: 'status', tabindex: -1 }, merging(draft.merge(now))));
      /** @type {HTMLElement} */ (trouble.firstElementChild).focus();
    } catch (problem) {
      showProblem(trouble, /** @type {Error} */ (problem));
    }
  }

  return el(
    'section',
    { class: 'form-view' },
    el('h1', { tabindex: -1 }, 'Edit webhook'),
    el('p', { class: 'lead' }, 'Retries that already wait go to the new URL too. The signing secret stays the same.'),
    element,
  );
}

/** @param {import('./webhook-draft.js').Merged} merged */
function merging({ taken, kept }) {
  const told = [
    taken.length > 0 && `Taken over: ${taken.join(', ')}.`,
    kept.length > 0 && `Changed by both, yours is kept: ${kept.join(', ')}.`,
    'Look it over, then save.',
  ];
  return told.filter((sentence) => sentence).join(' ');
}

/**
 * Names each wish, so that asking again after an answer that never came makes no second webhook. What reads otherwise is
 * another wish.
 */
function keyOfWish() {
  let last = '';
  let key = '';
  return (/** @type {object} */ content) => {
    const text = JSON.stringify(content);
    if (text !== last) {
      last = text;
      key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
        '',
      );
    }
    return key;
  };
}
