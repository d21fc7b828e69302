/**
 * Asks which window of events is to be sent to a webhook again, and begins.
 */
import { openDialog } from './dialogs.js';
import { el } from './element.js';
import { field, picks } from './field.js';
import { form } from './form.js';
import { startReplay } from './sending-again.js';
import { instantOf, localText } from './times.js';

/** @typedef {import('./api.js').Webhook} Webhook */
/** @typedef {import('./sending-again.js').Replay} Replay */
/** @typedef {import('./sending-again.js').Window} Window */

const DAY_MS = 24 * 60 * 60 * 1000;

const WHICH = {
  failed: { name: 'Failed', means: 'The dead letters: deliveries whose last attempt failed.' },
  missed: {
    name: 'Missed',
    means: 'What was held while the webhook was off, and what happened before it was made or had an event picked.',
  },
  all: {
    name: 'All',
    means: 'Every event that the webhook has picked, also those delivered before. What is on its way is left out.',
  },
};

/**
 * @param {Webhook} webhook
 * @param {(replay: Replay) => unknown} begun
 */
export function askForReplay(webhook, begun) {
  return openDialog('Replay a window of events', (dialog) => [
    el(
      'p',
      {},
      'Events are sent to this webhook again, with the delivery ids they had, so that your service can tell which it ' +
        'knows already. New events do not wait for them.',
    ),
    windowForm(dialog, async (wanted) => {
      begun(await startReplay(webhook, wanted));
      dialog.close();
    }),
  ]);
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {(wanted: Window) => Promise<void>} start
 */
function windowForm(dialog, start) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const since = field(
    'Since',
    `In your time zone, ${zone}.`,
    { type: 'datetime-local', required: true, autofocus: true },
    'Say since when.',
  );
  const until = field('Until (optional)', 'Without it, up to now.', { type: 'datetime-local' });
  const which = picks('Which', WHICH);
  const rate = field('At most so many a second (optional)', 'Without it, what is usual for this service.', {
    type: 'number',
    min: 1,
    step: 1,
    inputmode: 'numeric',
  });
  since.set(localText(new Date(Date.now() - DAY_MS).toISOString()));

  /** @returns {Window} */
  function wanted() {
    return {
      since: instantOf(since.value()),
      which: /** @type {import('./sending-again.js').Which} */ (which.value()),
      ...(until.value() && { until: instantOf(until.value()) }),
      ...(rate.value() && { per_second: Number(rate.value()) }),
    };
  }

  return form({
    parts: { since, until, which, per_second: rate },
    action: 'Start replay',
    cancel: el('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
    send: () => start(wanted()),
  }).element;
}
