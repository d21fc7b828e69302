/**
 * What narrows a list: a choice, a status code, a moment.
 */
import { el, freshId } from './element.js';
import { instantOf, localText } from './times.js';

/** So long without a key, in milliseconds, ends an input. */
const HALT_MS = 900;

/**
 * One of several, or all.
 *
 * @param {string} label
 * @param {Record<string, string>} options what each value is called
 * @param {string} chosen
 * @param {(value: string) => unknown} choose
 */
export function choice(label, options, chosen, choose) {
  return labelled(label, (id) =>
    el(
      'select',
      { id, onchange: (/** @type {Event} */ { target }) => choose(/** @type {HTMLSelectElement} */ (target).value) },
      el('option', { value: '' }, 'All'),
      Object.entries(options).map(([value, text]) => el('option', { value, selected: value === chosen }, text)),
    ),
  );
}

/** What an endpoint can have answered, as the API asks for it. */
const ANSWERS = { '2xx': '2xx', '3xx': '3xx', '4xx': '4xx', '5xx': '5xx', none: 'No answer' };
const EXACTLY = 'exactly';

/**
 * What was answered: a class of status codes, nothing at all, one code exactly, or any.
 *
 * @param {string} label
 * @param {string} chosen as the API asks for it; empty for any
 * @param {(value: string) => unknown} choose
 */
export function answer(label, chosen, choose) {
  const isExact = /^[1-5]\d\d$/.test(chosen);
  const code = /** @type {HTMLInputElement} */ (
    el('input', {
      'aria-label': 'Exact status code',
      inputmode: 'numeric',
      placeholder: '503',
      size: 4,
      maxlength: 3,
      pattern: '[1-5][0-9]{2}',
      value: isExact ? chosen : '',
      hidden: !isExact,
      oninput: () => code.value !== '' && code.validity.valid && choose(code.value),
    })
  );
  const element = choice(label, { ...ANSWERS, [EXACTLY]: 'Exactly…' }, isExact ? EXACTLY : chosen, (value) => {
    code.hidden = value !== EXACTLY;
    if (code.hidden) {
      code.value = '';
      choose(value);
    } else {
      code.focus();
    }
  });
  element.append(code);
  return element;
}

/**
 * A time, or any.
 *
 * @param {string} label
 * @param {string} chosen as the API writes it; empty for any
 * @param {(instant: string) => unknown} choose
 */
export function moment(label, chosen, choose) {
  return labelled(label, (id) => {
    let told = chosen;
    const input = /** @type {HTMLInputElement} */ (
      el('input', { id, type: 'datetime-local', min: '1970-01-01T00:00', value: localText(chosen) })
    );
    function tell() {
      const instant = instantOf(input.value);
      // Half filled in it says nothing yet.
      if (input.validity.valid && instant !== told) {
        told = instant;
        choose(instant);
      }
    }
    input.addEventListener('blur', tell);
    // It changes with each key; only where the viewer halts it is meant.
    input.addEventListener('change', () => setTimeout(tell, HALT_MS));
    return input;
  });
}

/**
 * @param {string} label
 * @param {(id: string) => Element} control
 */
function labelled(label, control) {
  const id = freshId();
  return el('div', {}, el('label', { for: id }, label), control(id));
}
