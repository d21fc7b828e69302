/**
 * Switching a webhook off, and on again, and what becomes of what it missed.
 */
import { readWebhook, turnWebhook } from './api.js';
import { askWhich } from './dialogs.js';
import { el } from './element.js';
import { inert } from './inert.js';
import { moveReplay } from './sending-again.js';
import { say } from './telling.js';

/** @typedef {import('./api.js').Webhook} Webhook */

/** @param {Webhook} webhook */
export async function switchOff(webhook) {
  const now = await turnWebhook(webhook, { enabled: false });
  say('Off: nothing is sent, and nothing is lost.');
  return now;
}

/**
 * Switches a webhook on. One that has missed something asks what is to become of that.
 *
 * @param {Webhook} webhook
 * @returns {Promise<Webhook | null>} null when the viewer thought better of it
 */
export async function switchOn(webhook) {
  const { missed = 0 } = await readWebhook(webhook.site_id, webhook.id);
  if (missed > 0) {
    return askAndSwitchOn(webhook, missed);
  }
  const now = await turnWebhook(webhook, { enabled: true });
  say('Enabled: new events are sent from now on.');
  return now;
}

/**
 * @param {Webhook} webhook
 * @param {number} missed
 */
async function askAndSwitchOn(webhook, missed) {
  const [were, them] = missed === 1 ? ['1 delivery was', 'it'] : [`${missed.toLocaleString()} deliveries were`, 'them'];
  /** @type {Webhook | null} */
  let now = null;
  /** @param {'send' | 'skip'} choice */
  const choose = (choice) => async () => {
    const changed = await turnWebhook(webhook, { enabled: true, missed: choice });
    now = changed;
    if (changed.replay_id) {
      // It may be one that was paused when the webhook was switched off; one that is over already refuses, rightly.
      await moveReplay(webhook.site_id, changed.replay_id, 'resume').catch(() => {});
    }
    say(choice === 'send' ? 'Enabled: what was missed is being sent.' : 'Enabled: new events are sent from now on.');
  };
  await askWhich(
    'Send what was missed?',
    [
      [el('code', { class: 'url' }, inert(webhook.url))],
      [`While it was off, ${were} missed.`],
      [`If you skip ${them}, nothing is lost: a replay of missed deliveries can send ${them} later.`],
    ],
    [
      { action: `Skip ${them}`, act: choose('skip') },
      { action: `Send ${them} now`, kind: 'primary', act: choose('send') },
    ],
  );
  return now;
}
