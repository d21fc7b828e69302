/**
 * The form that makes a webhook and changes one.
 */
import { changeWebhook, createWebhook, readEventTypes } from './api.js';
import { showSecret } from './dialogs.js';
import { el, fill, freshId } from './element.js';
import { field } from './field.js';
import { inert, inertText } from './inert.js';
import { go, link } from './place.js';
import { say, showProblem, whileBusy } from './telling.js';

/** @typedef {import('./api.js').Webhook} Webhook */
/** @typedef {import('./api.js').EventType} EventType */
/** @typedef {import('./api.js').EventTypes} EventTypes */
/** @typedef {import('./api.js').WebhookDraft} WebhookDraft */

/** @param {string} site */
export async function newWebhookView(site) {
  const form = webhookForm({
    types: await readEventTypes(),
    draft: { url: '', description: '', events: [] },
    action: 'Create webhook',
    cancelled: { site },
    save: async (draft) => {
      const webhook = await createWebhook(site, draft);
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
    form,
  );
}

/**
 * @param {string} site
 * @param {Webhook} webhook
 */
export async function editWebhookView(site, webhook) {
  const form = webhookForm({
    types: await readEventTypes(),
    draft: { url: webhook.url, description: webhook.description ?? '', events: webhook.events },
    action: 'Save changes',
    cancelled: { site, webhook: webhook.id },
    save: async (draft) => {
      await changeWebhook(webhook, draft);
      go({ site, webhook: webhook.id });
      say('Changes saved.');
    },
  });
  return el(
    'section',
    { class: 'form-view' },
    el('h1', { tabindex: -1 }, 'Edit webhook'),
    el('p', { class: 'lead' }, 'Retries that already wait go to the new URL too. The signing secret stays the same.'),
    form,
  );
}

/**
 * @typedef {object} FormOf
 * @property {EventTypes} types
 * @property {WebhookDraft} draft what the form begins with
 * @property {string} action what its button says
 * @property {import('./place.js').Place} cancelled where Cancel leads
 * @property {(draft: WebhookDraft) => Promise<void>} save
 */

/** @param {FormOf} about */
function webhookForm({ types, draft, action, cancelled, save }) {
  const url = field('Destination URL', 'Where Agentbot POSTs the events: any HTTPS URL that answers with a 2xx.', {
    type: 'url',
    inputmode: 'url',
    placeholder: 'https://example.com/agentbot',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
  });
  const description = field('Description (optional)', 'For you and your colleagues; it is not sent.', {
    type: 'text',
    autocomplete: 'off',
  });
  const events = eventPicks(types, draft.events);
  const trouble = el('div');
  const button = el('button', { class: 'primary' }, action);
  url.input.value = draft.url;
  description.input.value = draft.description;

  async function submit() {
    const filled = { url: url.input.value.trim(), description: description.input.value.trim(), events: events.picked() };
    const faults = [
      { part: url, message: faultOfUrl(filled.url) },
      { part: description, message: null },
      { part: events, message: filled.events.length === 0 ? 'Pick at least one event.' : null },
    ];
    showProblem(trouble, null);
    faults.forEach(({ part, message }) => part.fault(message));
    const first = faults.find(({ message }) => message !== null);
    if (first) {
      first.part.input.focus();
      return;
    }
    await save(filled).catch(tell);
  }

  /** @param {{message: string, field?: string | null}} problem */
  function tell(problem) {
    const named = /** @type {Record<string, {fault: (message: string) => void, input: HTMLElement}>} */ ({
      url,
      description,
      events,
    });
    // A field may be told with a place inside it, such as events[2].
    const part = named[problem.field?.match(/^\w+/)?.[0] ?? ''];
    if (part) {
      part.fault(problem.message);
      part.input.focus();
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
    url.element,
    description.element,
    events.element,
    trouble,
    el('div', { class: 'actions' }, link(cancelled, { class: 'button' }, 'Cancel'), button),
  );
}

/**
 * What can be told without asking the service; all else is its to judge.
 *
 * @param {string} url
 */
function faultOfUrl(url) {
  if (url === '') {
    return 'Paste the URL that events are sent to.';
  }
  return /^https?:\/\//i.test(url) && URL.canParse(url)
    ? null
    : 'This is no complete URL. It looks like https://example.com/agentbot.';
}

/**
 * A box for each event type, with when it fires and, on demand, what it looks like. "Pick all" means all of the product:
 * what tells of other webhooks is for those who watch over them.
 *
 * @param {EventTypes} types
 * @param {string[]} picked
 */
function eventPicks({ ofProduct, ofWebhooks }, picked) {
  const faultId = freshId();
  const wrong = el('div', { id: faultId });
  const [picks, more] = [ofProduct, ofWebhooks].map((types) =>
    types.map((type) => eventPick(type, picked.includes(type.name))),
  );
  const boxes = picks.map((pick) => pick.box);
  const everyBox = [...picks, ...more].map((pick) => pick.box);
  const all = el('button', { type: 'button', class: 'plain', onclick: pickAll }, 'Pick all');

  function pickAll() {
    const every = boxes.every((box) => box.checked);
    boxes.forEach((box) => (box.checked = !every));
    nameAll();
  }

  function nameAll() {
    all.textContent = boxes.every((box) => box.checked) ? 'Pick none' : 'Pick all';
  }

  nameAll();
  return {
    element: el(
      'fieldset',
      { class: 'field picks', 'aria-describedby': faultId, onchange: nameAll },
      el('legend', {}, 'Events to send'),
      all,
      wrong,
      el('ul', {}, picks.map((pick) => pick.element)),
      el('div', { class: 'hint' }, 'About the other webhooks of this site'),
      el('ul', {}, more.map((pick) => pick.element)),
    ),
    input: boxes[0],
    fault: (/** @type {string | null} */ message) => showProblem(wrong, message === null ? null : { message }),
    picked: () => everyBox.filter((box) => box.checked).map((box) => box.value),
  };
}

/**
 * @param {EventType} type
 * @param {boolean} checked
 */
function eventPick(type, checked) {
  const id = freshId();
  const firesId = freshId();
  const box = /** @type {HTMLInputElement} */ (
    el('input', { type: 'checkbox', id, value: type.name, checked, 'aria-describedby': firesId })
  );
  const element = el(
    'li',
    { class: 'pick' },
    box,
    el(
      'div',
      {},
      el('label', { for: id }, el('code', {}, inert(type.name))),
      el('p', { class: 'hint', id: firesId }, inert(type.description)),
    ),
    exampleOf(type),
  );
  return { element, box };
}

/** @param {EventType} type */
function exampleOf(type) {
  const name = `Example of ${inertText(type.name)}`;
  const example = el('pre', { class: 'code', tabindex: 0, role: 'region', 'aria-label': name });
  const details = el('details', {}, el('summary', { 'aria-label': name }, 'Example'), example);
  details.addEventListener('toggle', () => fill(example, inert(JSON.stringify(type.example, null, 2))), { once: true });
  return details;
}
