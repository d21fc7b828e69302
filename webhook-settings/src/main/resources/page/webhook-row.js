/**
 * A webhook in the list of its site.
 */
import { mayChange } from './caller.js';
import { el, fill } from './element.js';
import { EnabledToggle } from './enabled-toggle.js';
import { inert } from './inert.js';
import { link } from './place.js';
import { ActivityView } from './sparkline.js';
import { deleteButton, eventNames } from './webhook-parts.js';

/** @typedef {import('./api.js').Webhook} Webhook */

export class WebhookRow {
  #toggle;
  #shown = '';
  #link;
  #description = el('div');
  #events = el('div');
  #activity;

  /**
   * @param {Webhook} webhook
   * @param {() => void} deleted
   */
  constructor(webhook, deleted) {
    this.id = webhook.id;
    this.#toggle = new EnabledToggle(webhook);
    this.#activity = new ActivityView(webhook);
    this.#link = link({ site: webhook.site_id, webhook: webhook.id }, {});
    this.element = el(
      'li',
      { class: 'card' },
      el(
        'div',
        { class: 'card-head' },
        el('h2', { class: 'url' }, this.#link),
        this.#toggle.element,
        mayChange() && deleteButton(webhook, deleted),
      ),
      this.#description,
      this.#toggle.state,
      el('div', { class: 'card-foot' }, this.#events, this.#activity.element),
    );
    this.#show(webhook);
  }

  /** @param {Webhook} webhook as it is now */
  follow(webhook) {
    this.#toggle.follow(webhook);
    this.#show(webhook);
  }

  /**
   * @param {string} since
   * @param {import('./delivery-log.js').Activity | undefined} activity
   */
  showActivity(since, activity) {
    this.#activity.show(since, activity);
  }

  focus() {
    this.#link.focus();
  }

  /** @param {Webhook} webhook */
  #show({ url, description, events }) {
    const all = JSON.stringify([url, description, events]);
    if (all !== this.#shown) {
      this.#shown = all;
      fill(this.#link, inert(url));
      fill(this.#description, description && el('p', { class: 'description' }, inert(description)));
      fill(this.#events, eventNames(events));
    }
  }
}
