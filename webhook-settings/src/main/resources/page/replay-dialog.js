/**
 * Asks which window of events is to be sent to a webhook again, and begins.
 */
import { openDialog } from './dialogs.js';
import { el } from './element.js';
import { field, picks } from './field.js';
import { startReplay } from './sending-again.js';
import { showProblem, whileBusy } from './telling.js';
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
  const since = field('Since', `In your time zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`, {
    type: 'datetime-local',
    required: true,
    autofocus: true,
  });
  const until = field('Until (optional)', 'Without it, up to now.', { type: 'datetime-local' });
  const which = picks('Which', WHICH);
  const rate = field('At most so many a second (optional)', 'Without it, what is usual for this service.', {
    type: 'number',
    min: 1,
    step: 1,
    inputmode: 'numeric',
  });
  const parts = { since, until, which, per_second: rate };
  const trouble = el('div');
  const button = el('button', { class: 'primary' }, 'Start replay');
  since.input.value = localText(new Date(Date.now() - DAY_MS).toISOString());

  async function submit() {
    showProblem(trouble, null);
    Object.values(parts).forEach((part) => part.fault(null));
    const fault = faultOf();
    if (fault) {
      tell(fault);
    } else {
      await start(wanted()).catch(tell);
    }
  }

  /** What can be told without asking the service. */
  function faultOf() {
    if (since.input.value === '') {
      return { field: 'since', message: 'Say since when.' };
    }
    if (until.input.validity.badInput) {
      return { field: 'until', message: 'This time is not complete.' };
    }
    return rate.input.validity.valid ? null : { field: 'per_second', message: 'This must be a whole number from 1.' };
  }

  /** @returns {Window} */
  function wanted() {
    return {
      since: instantOf(since.input.value),
      which: /** @type {import('./sending-again.js').Which} */ (which.picked()),
      ...(until.input.value && { until: instantOf(until.input.value) }),
      ...(rate.input.value && { per_second: rate.input.valueAsNumber }),
    };
  }

  /** @param {any} problem */
  function tell(problem) {
    const part = parts[/** @type {keyof typeof parts} */ (problem.field)];
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
    since.element,
    until.element,
    which.element,
    rate.element,
    trouble,
    el(
      'div',
      { class: 'actions' },
      el('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
      button,
    ),
  );
}
