// npm run check:i18n: fails when the two languages are out of step.
import { readFileSync } from 'node:fs';
import { differences } from './i18n.mjs';

const folder = new URL('../src/board/messages/', import.meta.url);
const files = ['zh-CN.json', 'en.json'].map((name) => [
  name,
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')),
]);
const found = differences(files);
for (const line of found) console.error(line);
if (found.length > 0) process.exit(1);
console.log(`i18n: ${Object.keys(files[0][1]).length} messages in step`);
