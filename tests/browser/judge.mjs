// Answers for validators: a line is [module, [[name, text of a value], …]], the answer [[fault or null], …].
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  const [module, asked] = JSON.parse(line);
  const { validators } = await import(module);
  const faults = asked.map(([name, text]) => validators[name](JSON.parse(text)) ?? null);
  process.stdout.write(JSON.stringify(faults) + "\n");
}
