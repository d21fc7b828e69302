/**
 * Builds elements. Text goes in as text nodes only, so nothing a customer or a receiver wrote can become markup.
 */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * Makes an element. An attribute that is a function listens to the event it names (`onclick`); one that is null or
 * false is left out, and one that is true stands without a value.
 *
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => unknown)>} [attributes]
 * @param {...(Child | Child[])} children
 */
export function el(tag, attributes = {}, ...children) {
  return made(document.createElement(tag), attributes, children);
}

/**
 * The same for a part of a drawing.
 *
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...(Child | Child[])} children
 */
export function svg(tag, attributes, ...children) {
  return made(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/**
 * @template {Element} E
 * @param {E} element
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => unknown)>} attributes
 * @param {(Child | Child[])[]} children
 */
function made(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  fill(element, ...children);
  return element;
}

/**
 * Puts children in place of those an element has.
 *
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function fill(element, ...children) {
  const kept = children.flat().filter((child) => child !== null && child !== undefined && child !== false);
  element.replaceChildren(.../** @type {(Node | string)[]} */ (kept));
}

/**
 * The same, moving only what must move: a child that stays where it is keeps its focus and its scroll.
 *
 * @param {Element} element
 * @param {Element[]} children
 */
export function arrange(element, children) {
  const kept = new Set(children);
  [...element.children].forEach((child) => kept.has(child) || child.remove());
  children.forEach((child, place) => {
    if (element.children[place] !== child) {
      element.insertBefore(child, element.children[place] ?? null);
    }
  });
}

let last = 0;

/** An id that no other element has, for labels and descriptions. */
export function freshId() {
  last += 1;
  return `id-${last}`;
}
