import crypto from 'node:crypto';

/**
 * Whether a POST is from Agentbot.
 * @param header the X-Agentbot-Signature header: "t=123,v1=hash", with two v1 while the secret is being rotated
 * @param rawBody the body as it came, not parsed: with Express, express.raw({ type: 'application/json' })
 */
export function verify(header, rawBody, secret, toleranceSeconds = 300) {
  const parts = String(header).split(',').map((part) => part.trim().split('='));
  const t = parts.find(([key]) => key === 't')?.[1] ?? '';
  if (!/^\d{1,12}$/.test(t) || Math.abs(Date.now() / 1000 - Number(t)) > toleranceSeconds) return false;

  const hmac = crypto.createHmac('sha256', secret).update(`${t}.`).update(rawBody).digest('hex');
  const expected = Buffer.from(hmac);
  return parts.some(([key, v1]) => {
    const given = Buffer.from(v1 ?? '');
    return key === 'v1' && given.length === expected.length && crypto.timingSafeEqual(given, expected);
  });
}
