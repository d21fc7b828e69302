/**
 * Asks the service, as its own page. Every failure comes out as a {@link Problem} whose message can be shown as it is.
 */

/** How long an answer may take, in milliseconds. */
const PATIENCE_MS = 20_000;

/** Something that did not work, told so that the viewer knows what to do. */
export class Problem extends Error {
  /**
   * @param {number} status the HTTP status; 0 when no answer came
   * @param {string} message
   * @param {string | null} field the field at fault, such as `url`
   * @param {boolean} ofLog whether it is the delivery log that is away, which the page tells in one place for all
   */
  constructor(status, message, field = null, ofLog = false) {
    super(message);
    this.status = status;
    this.field = field;
    this.ofLog = ofLog;
  }

  /** Whether the same might work in a moment. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** @type {(reason: 'none' | 'ended') => Promise<void>} */
let askToSignIn = async () => {};
/** @type {Promise<void> | null} */
let signingIn = null;

/**
 * Sets how to sign in when the API wants it. Whatever was asked of the API meanwhile waits, and is then asked again,
 * so that a session that ends loses nothing the viewer has typed.
 *
 * @param {(reason: 'none' | 'ended') => Promise<void>} ask
 */
export function whenSignedOut(ask) {
  askToSignIn = ask;
}

/** @type {string | null} */
let bearer = null;

/**
 * Sets the token to ask with from now on; without one it is the session's cookie that tells who asks.
 *
 * @param {string | null} token kept in memory only
 */
export function askWith(token) {
  bearer = token;
}

/** @type {(seconds: number | null) => void} */
let hearLateness = () => {};

/**
 * Sets who hears how late the delivery log is, whenever an answer says that it is away.
 *
 * @param {(seconds: number | null) => void} hear null where that is not known
 */
export function whenLogIsAway(hear) {
  hearLateness = hear;
}

/**
 * Asks, and signs in first where that is wanted.
 *
 * @param {string} method
 * @param {string} path
 * @param {object} [content]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<{content: any, etag: string | null}>}
 */
export async function ask(method, path, content, headers) {
  const answer = await send(method, path, content, headers);
  if (answer.status !== 401) {
    return read(answer);
  }
  signingIn ??= askToSignIn(path === '/session' ? 'none' : 'ended').finally(() => (signingIn = null));
  await signingIn;
  return read(await send(method, path, content, headers));
}

/**
 * The same, where only the content is wanted.
 *
 * @param {string} method
 * @param {string} path
 * @param {object} [content]
 * @returns {Promise<any>}
 */
export async function call(method, path, content) {
  return (await ask(method, path, content)).content;
}

/**
 * Asks whoever is signed in or not.
 *
 * @param {string} method
 * @param {string} path
 * @param {object} [content]
 * @returns {Promise<any>}
 */
export async function callUnsigned(method, path, content) {
  return (await read(await send(method, path, content))).content;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [content]
 * @param {Record<string, string>} [more]
 */
async function send(method, path, content, more) {
  const headers = {
    // Proves to the service that a script of this very page asks, and no form of another site.
    'X-Agentbot-Page': '1',
    ...(bearer && { Authorization: `Bearer ${bearer}` }),
    ...(content && { 'Content-Type': 'application/json' }),
    ...more,
  };
  const body = content && JSON.stringify(content);
  /** @type {RequestCredentials} */
  const credentials = bearer ? 'omit' : 'same-origin';
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await fetch(path, { method, headers, body, credentials, cache: 'no-store', signal });
  } catch (failure) {
    throw unreachable(failure);
  }
}

/** @param {unknown} failure */
function unreachable(failure) {
  if (failure instanceof DOMException && failure.name === 'TimeoutError') {
    return new Problem(0, 'Agentbot takes too long to answer. Try again in a moment.');
  }
  return new Problem(0, 'Agentbot cannot be reached. Check your connection and try again.');
}

/** @param {Response} answer */
async function read(answer) {
  const text = await answer.text().catch((failure) => Promise.reject(unreachable(failure)));
  if (!answer.ok) {
    throw problemIn(answer.status, text);
  }
  return { content: text === '' ? null : contentOf(text), etag: answer.headers.get('ETag') };
}

/** @param {string} text */
function contentOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(0, 'Something between you and Agentbot changed its answer. Try again, or on another network.');
  }
}

/**
 * @param {number} status
 * @param {string} text a problem document (RFC 9457), or what a proxy in between answered
 */
function problemIn(status, text) {
  const told = readProblem(text);
  if (status === 503) {
    const ofLog = told.log_late_by_seconds !== undefined;
    if (ofLog) {
      hearLateness(told.log_late_by_seconds ?? null);
    }
    const detail = told.detail ?? '';
    return new Problem(status, `Agentbot is not available just now. ${detail} Try again in a moment.`, null, ofLog);
  }
  const message = told.detail ?? told.title ?? `Agentbot answered with an error (${status}). Try again in a moment.`;
  return new Problem(status, message, told.field ?? null);
}

/**
 * @param {string} text
 * @returns {{title?: string, detail?: string, field?: string, log_late_by_seconds?: number | null}}
 */
function readProblem(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
