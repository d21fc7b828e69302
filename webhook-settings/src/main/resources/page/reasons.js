/**
 * Why deliveries fail, in words. Those are listed that can be the last word on a delivery.
 */

/** @type {Record<string, string>} */
export const REASONS = {
  status: 'Answered, but not with a 2xx',
  redirect: 'Answered with a redirect',
  gone: 'Answered 410 (Gone)',
  timeout: 'No answer in time',
  unresolved: 'Host name not found',
  address_refused: 'Address not allowed',
  connection_refused: 'Connection refused',
  unreachable: 'Host unreachable',
  connection_lost: 'Connection lost',
  tls: 'No trusted TLS connection',
  malformed_answer: 'Answer was no HTTP',
  endpoint_unavailable: 'Endpoint took no more for too long',
  unreadable: 'Could not be read',
};

/** @param {string | null} reason of the log's words, or whatever somebody asked for */
export function inWords(reason) {
  if (reason === null) {
    return 'Failed';
  }
  return Object.hasOwn(REASONS, reason) ? REASONS[reason] : reason;
}
