/**
 * Tabs, as the keyboard and screen readers know them: arrow keys move between them, Tab goes on to what they show.
 */
import { el, fill, freshId } from './element.js';

/**
 * @param {string} label
 * @param {{name: string, content: () => Element}[]} tabs
 * @param {number} first the one that is shown
 * @param {(place: number) => void} chosen
 */
export function tabs(label, tabs, first, chosen) {
  const panel = el('div', { role: 'tabpanel', id: freshId() });
  const buttons = tabs.map(({ name }, place) =>
    el(
      'button',
      { type: 'button', role: 'tab', id: freshId(), 'aria-controls': panel.id, onclick: () => choose(place) },
      name,
    ),
  );

  /** @param {number} place */
  function show(place) {
    buttons.forEach((button, other) => {
      button.setAttribute('aria-selected', String(other === place));
      button.tabIndex = other === place ? 0 : -1;
    });
    panel.setAttribute('aria-labelledby', buttons[place].id);
    fill(panel, tabs[place].content());
  }

  /** @param {number} place */
  function choose(place) {
    show(place);
    buttons[place].focus();
    chosen(place);
  }

  /** @param {KeyboardEvent} press */
  function move(press) {
    const at = buttons.indexOf(/** @type {HTMLElement} */ (press.target));
    const last = buttons.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
      press.key
    ];
    if (to !== undefined) {
      press.preventDefault();
      choose(to);
    }
  }

  show(first);
  return el(
    'div',
    { class: 'tabs' },
    el('div', { role: 'tablist', 'aria-label': label, onkeydown: move }, buttons),
    panel,
  );
}
