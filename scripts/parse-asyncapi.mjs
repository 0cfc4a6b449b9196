// Validates one AsyncAPI document with the official parser alone: the fallback where the official CLI is not there.
// usage: node scripts/parse-asyncapi.mjs SPEC
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';

const path = process.argv[2];
const diagnostics = await new Parser().validate(readFileSync(path, 'utf8'), { source: path });
// Severities are the parser's: 0 error, 1 warning, 2 information, 3 hint.
const faults = diagnostics.filter((each) => each.severity <= 1);
for (const each of faults) {
  const { line, character } = each.range.start;
  console.error(`${path}:${line + 1}:${character + 1}: ${each.code} ${each.message}`);
}
if (faults.length > 0) process.exit(1);
console.log(`${path}: valid for @asyncapi/parser`);
