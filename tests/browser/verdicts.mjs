// Says of each value of each case whether its validator accepts it: reads a JSON file of [{module, cases: [[name, value]]}],
// writes one JSON array of booleans a module.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const verdicts = [];
for (const { module, cases } of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const { validators } = await import(pathToFileURL(module).href);
  verdicts.push(cases.map(([name, value]) => validators[name](value) === undefined));
}
process.stdout.write(JSON.stringify(verdicts));
