/**
 * What can be said of a webhook in a form, and how it comes together with what somebody else has changed meanwhile.
 */
import { eventPicks } from './event-picks.js';
import { field } from './field.js';
import { urlField } from './url-field.js';

/** @typedef {import('./api.js').Webhook} Webhook */
/** @typedef {import('./api.js').WebhookDraft} WebhookDraft */
/**
 * The values of a form, by the names of its parts.
 *
 * @typedef {{url: string, description: string, events: string[], 'limits.per_second': string}} Values
 */
/** @typedef {{taken: string[], kept: string[]}} Merged names of fields: taken over, and kept though they were changed */

/** As many a second as the service takes. */
const PER_SECOND_AT_MOST = 100_000;

/** @type {Record<keyof Values, string>} */
const NAMES = { url: 'destination URL', description: 'description', events: 'events', 'limits.per_second': 'limit' };

/** @type {Values} */
const NOTHING = { url: '', description: '', events: [], 'limits.per_second': '' };

export class Draft {
  /** @type {Values} what the form began with */
  #before;
  parts;

  /**
   * @param {string} site
   * @param {import('./api.js').EventTypes} types
   * @param {Webhook} [webhook] the one to change; none yet where one is to be made
   */
  constructor(site, types, webhook) {
    this.#before = webhook ? valuesOf(webhook) : NOTHING;
    const description = field('Description (optional)', 'For you and your colleagues; it is not sent.', {
      type: 'text',
      autocomplete: 'off',
    });
    const perSecond = field(
      'Deliveries per second (optional)',
      'At most so many; what comes faster waits its turn and is not lost. Empty for no limit.',
      { type: 'number', min: 1, max: PER_SECOND_AT_MOST, step: 1, inputmode: 'numeric' },
    );
    description.set(this.#before.description);
    perSecond.set(this.#before['limits.per_second']);
    this.parts = {
      url: urlField(site, this.#before.url),
      description,
      events: eventPicks(types, this.#before.events),
      'limits.per_second': perSecond,
    };
  }

  /** @returns {WebhookDraft} as the service wants it */
  content() {
    const { url, description, events, 'limits.per_second': perSecond } = this.#values();
    return { url, description, events, limits: { per_second: perSecond === '' ? null : Number(perSecond) } };
  }

  /**
   * Takes over what was changed meanwhile, but for what the viewer has changed too: that stays as it was typed.
   *
   * @param {Webhook} webhook as it is now
   * @returns {Merged}
   */
  merge(webhook) {
    const mine = this.#values();
    const theirs = valuesOf(webhook);
    const names = /** @type {(keyof Values)[]} */ (Object.keys(NAMES));
    const changed = names.filter((name) => !same(theirs[name], this.#before[name]) && !same(theirs[name], mine[name]));
    const taken = changed.filter((name) => same(mine[name], this.#before[name]));
    taken.forEach((name) => /** @type {{set: (value: any) => void}} */ (this.parts[name]).set(theirs[name]));
    this.#before = theirs;
    return {
      taken: taken.map((name) => NAMES[name]),
      kept: changed.filter((name) => !taken.includes(name)).map((name) => NAMES[name]),
    };
  }

  /** @returns {Values} */
  #values() {
    const { url, description, events, 'limits.per_second': perSecond } = this.parts;
    return {
      url: url.value(),
      description: description.value(),
      events: events.value(),
      'limits.per_second': perSecond.value(),
    };
  }
}

/**
 * @param {Webhook} webhook
 * @returns {Values}
 */
function valuesOf({ url, description, events, limits }) {
  return { url, description: description ?? '', events, 'limits.per_second': String(limits.per_second ?? '') };
}

/**
 * @param {string | string[]} one
 * @param {string | string[]} other
 */
function same(one, other) {
  return [one].flat().sort().join('\n') === [other].flat().sort().join('\n');
}
