
import { readFileSync } from 'node:fs';

const { headers, body } = JSON.parse(readFileSync(0, 'utf8'));
const verified = verify({ headers, body: JSON.parse(body) });
process.stdout.write(verified ? 'verified' : 'refused');
