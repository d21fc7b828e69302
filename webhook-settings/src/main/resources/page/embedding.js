/**
 * Life in a frame of the surrounding product. There is no cookie: the page around this one says who is asking, with a
 * token that is kept in memory. The service lets only those frame this page that it was told of, so whoever is around
 * it is one of them.
 */

/** Whether this page is shown in a frame. */
export const embedded = parent !== window;

/** How long the page around this one may take to answer, in milliseconds. */
const PATIENCE_MS = 4_000;

/** @returns {Promise<string | null>} null where the page around this one gives none */
export function tokenFromParent() {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end(null), PATIENCE_MS);

    /** @param {MessageEvent} message */
    function hear({ source, data }) {
      if (source === parent && data?.type === 'agentbot-webhooks/token' && typeof data.token === 'string') {
        end(data.token);
      }
    }

    /** @param {string | null} token */
    function end(token) {
      clearTimeout(timer);
      removeEventListener('message', hear);
      resolve(token);
    }

    addEventListener('message', hear);
    tell({ type: 'agentbot-webhooks/token-wanted' });
  });
}

/** Tells the page around this one how high this one is, now and whenever that changes. */
export function reportHeight() {
  const page = document.documentElement;
  const report = () => tell({ type: 'agentbot-webhooks/height', px: Math.ceil(page.getBoundingClientRect().height) });
  new ResizeObserver(report).observe(page);
}

/** @param {{type: string, px?: number}} message holds nothing secret, so it may go to whoever is around */
function tell(message) {
  parent.postMessage(message, '*');
}
