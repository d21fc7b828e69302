import { readFileSync } from 'node:fs';

const text = (word) => Buffer.from(word, 'base64').toString();
for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
  const [header, body, secret] = line.split(' ');
  process.env.AGENTBOT_SECRET = text(secret);
  try {
    const headers = header === '-' ? {} : { 'x-agentbot-signature': text(header) };
    console.log(verify({ headers, body: JSON.parse(text(body)) }) ? 'valid' : 'invalid');
  } catch (error) {
    console.log('threw');
  }
}
