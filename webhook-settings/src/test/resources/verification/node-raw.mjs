import { readFileSync } from 'node:fs';

const bytes = (word) => Buffer.from(word, 'base64');
for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
  const [header, body, secret] = line.split(' ');
  try {
    const given = header === '-' ? undefined : bytes(header).toString();
    console.log(verify(given, bytes(body), bytes(secret).toString()) ? 'valid' : 'invalid');
  } catch (error) {
    console.log('threw ' + error);
  }
}
