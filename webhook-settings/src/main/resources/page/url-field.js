/**
 * Where events are sent to, looked at by the service while it is typed.
 */
import { checkUrl } from './api.js';
import { el, fill } from './element.js';
import { field } from './field.js';
import { inert } from './inert.js';

/** So long without a key, in milliseconds, ends an input. */
const HALT_MS = 600;

/**
 * @param {string} site
 * @param {string} first what it begins with
 * @returns {import('./field.js').Field}
 */
export function urlField(site, first) {
  const url = field(
    'Destination URL',
    'Where Agentbot POSTs the events: any HTTPS URL that answers with a 2xx.',
    {
      type: 'url',
      inputmode: 'url',
      placeholder: 'https://example.com/agentbot',
      autocomplete: 'off',
      spellcheck: 'false',
      required: true,
    },
    'Paste the URL that events are sent to.',
  );
  const told = el('div', { class: 'url-check', role: 'status' });
  /** @type {string | null} why the service would refuse what stands there */
  let refusal = null;
  let halt = 0;

  const wrong = () => url.wrong() ?? faultOf(url.value());

  function typed() {
    clearTimeout(halt);
    refusal = null;
    fill(told);
    halt = setTimeout(check, HALT_MS);
  }

  async function check() {
    const asked = url.value();
    if (wrong() !== null) {
      return;
    }
    // That it cannot be checked is no news to the viewer: it is checked once more when it is saved.
    const verdict = await checkUrl(site, asked).catch(() => null);
    if (verdict && asked === url.value()) {
      refusal = verdict.verdict === 'refused' ? (verdict.detail ?? 'Agentbot does not send to this URL.') : null;
      fill(told, tellingOf(verdict, asked));
    }
  }

  url.set(first);
  url.input.addEventListener('input', typed);
  url.input.after(told);
  return {
    ...url,
    wrong: () => wrong() ?? refusal,
    fault: (message) => {
      fill(told);
      url.fault(message);
    },
  };
}

/**
 * @param {import('./api.js').UrlVerdict} verdict
 * @param {string} asked
 */
function tellingOf({ verdict, url, detail }, asked) {
  const words = { good: 'Events can be sent here.', refused: 'This URL is refused.', doubtful: 'This may not work.' };
  return el(
    'p',
    { class: verdict },
    detail === null ? words[verdict] : inert(detail),
    ...(url && url !== asked ? [' It is kept as ', el('code', { class: 'url' }, inert(url)), '.'] : []),
  );
}

/**
 * What can be told without asking the service; all else is its to judge.
 *
 * @param {string} url
 */
function faultOf(url) {
  return /^https?:\/\//i.test(url) && URL.canParse(url)
    ? null
    : 'This is no complete URL. It looks like https://example.com/agentbot.';
}
