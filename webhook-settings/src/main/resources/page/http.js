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
   */
  constructor(status, message, field = null) {
    super(message);
    this.status = status;
    this.field = field;
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

/**
 * Asks, and signs in first where that is wanted.
 *
 * @param {string} method
 * @param {string} path
 * @param {object} [content]
 * @returns {Promise<any>}
 */
export async function call(method, path, content) {
  const answer = await send(method, path, content);
  if (answer.status !== 401) {
    return contentOf(answer);
  }
  signingIn ??= askToSignIn(path === '/session' ? 'none' : 'ended').finally(() => (signingIn = null));
  await signingIn;
  return call(method, path, content);
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
  return contentOf(await send(method, path, content));
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [content]
 */
async function send(method, path, content) {
  // The header proves to the service that a script of this very page asks, and no form of another site.
  const headers = { 'X-Agentbot-Page': '1', ...(content && { 'Content-Type': 'application/json' }) };
  const body = content && JSON.stringify(content);
  try {
    return await fetch(path, { method, headers, body, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
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
async function contentOf(answer) {
  const text = await answer.text().catch((failure) => Promise.reject(unreachable(failure)));
  if (!answer.ok) {
    throw problemIn(answer.status, text);
  }
  return text === '' ? null : read(text);
}

/** @param {string} text */
function read(text) {
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
    return new Problem(status, `Agentbot is not available just now. ${told.detail ?? ''} Try again in a moment.`);
  }
  const message = told.detail ?? told.title ?? `Agentbot answered with an error (${status}). Try again in a moment.`;
  return new Problem(status, message, told.field ?? null);
}

/**
 * @param {string} text
 * @returns {{title?: string, detail?: string, field?: string}}
 */
function readProblem(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
