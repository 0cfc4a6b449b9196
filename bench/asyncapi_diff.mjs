// Says what @asyncapi/diff makes of edits: standard input is a list of [before, after], standard output one of verdicts.
import { readFileSync } from 'node:fs';
import { diff } from '@asyncapi/diff';

const verdict = (before, after) => {
  const kinds = new Set(diff(before, after).getOutput().changes.map((each) => each.type));
  return ['breaking', 'unclassified', 'non-breaking'].find((kind) => kinds.has(kind)) ?? 'nothing';
};
const pairs = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(pairs.map(([before, after]) => verdict(before, after))));
