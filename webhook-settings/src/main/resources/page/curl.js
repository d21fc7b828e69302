/**
 * A request as a command that makes it once more.
 */

/** @typedef {import('./delivery-log.js').Request} Request */

/** curl writes these itself, each to fit the connection that it makes. */
const OF_THE_CONNECTION = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/**
 * @param {Request | null} request
 * @param {string | null} body
 * @returns {string | null} null where not enough is known of it, or where no command can hold it
 */
export function curlOf(request, body) {
  if (!request || request.url === null || body === null || body.includes('\0')) {
    return null;
  }
  const headers = request.headers.filter(({ name }) => !OF_THE_CONNECTION.has(name.toLowerCase()));
  return [
    `curl -i -X ${quoted(request.method)} ${quoted(request.url)}`,
    ...headers.map(({ name, value }) => `-H ${quoted(`${name}: ${value}`)}`),
    `--data-binary ${quoted(body)}`,
  ].join(' \\\n  ');
}

/**
 * As one word of a shell: nothing inside single quotes means anything, and a single quote is written outside of them.
 *
 * @param {string} text
 */
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
