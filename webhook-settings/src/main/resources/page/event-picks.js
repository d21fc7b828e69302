/**
 * A box for each event type, with when it fires and, on demand, what it looks like.
 */
import { el, fill, freshId } from './element.js';
import { inert, inertText } from './inert.js';
import { showProblem } from './telling.js';

/** @typedef {import('./api.js').EventType} EventType */

/**
 * "Pick all" means all of the product: what tells of other webhooks is for those who watch over them.
 *
 * @param {import('./api.js').EventTypes} types
 * @param {string[]} picked
 * @returns {import('./field.js').Part<string[]> & {set: (names: string[]) => void}}
 */
export function eventPicks({ ofProduct, ofWebhooks }, picked) {
  const faultId = freshId();
  const fault = el('div', { id: faultId });
  const [picks, more] = [ofProduct, ofWebhooks].map((types) => types.map(eventPick));
  const boxes = picks.map((pick) => pick.box);
  const everyBox = [...picks, ...more].map((pick) => pick.box);
  const all = el('button', { type: 'button', class: 'plain', onclick: pickAll }, 'Pick all');
  const value = () => everyBox.filter((box) => box.checked).map((box) => box.value);

  function pickAll() {
    const every = boxes.every((box) => box.checked);
    boxes.forEach((box) => (box.checked = !every));
    nameAll();
  }

  function nameAll() {
    all.textContent = boxes.every((box) => box.checked) ? 'Pick none' : 'Pick all';
  }

  /** @param {string[]} names */
  function set(names) {
    everyBox.forEach((box) => (box.checked = names.includes(box.value)));
    nameAll();
  }

  set(picked);
  return {
    element: el(
      'fieldset',
      { class: 'field picks', 'aria-describedby': faultId, onchange: nameAll },
      el('legend', {}, 'Events to send'),
      all,
      fault,
      el(
        'ul',
        {},
        picks.map((pick) => pick.element),
      ),
      el('div', { class: 'hint' }, 'About the other webhooks of this site'),
      el(
        'ul',
        {},
        more.map((pick) => pick.element),
      ),
    ),
    input: boxes[0],
    value,
    set,
    wrong: () => (value().length === 0 ? 'Pick at least one event.' : null),
    fault: (message) => showProblem(fault, message === null ? null : { message }),
  };
}

/** @param {EventType} type */
function eventPick(type) {
  const id = freshId();
  const firesId = freshId();
  const box = /** @type {HTMLInputElement} */ (
    el('input', { type: 'checkbox', id, value: type.name, 'aria-describedby': firesId })
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
  const example = el('pre', { class: 'code', tabindex: 0, role: 'group', 'aria-label': name });
  const details = el('details', {}, el('summary', { 'aria-label': name }, 'Example'), example);
  details.addEventListener('toggle', () => fill(example, inert(JSON.stringify(type.example, null, 2))), { once: true });
  return details;
}
