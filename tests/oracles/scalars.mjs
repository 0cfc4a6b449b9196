// Reads a list of texts as JSON from standard input, and writes the kind and value of each as a plain scalar of YAML 1.2's
// core schema, by the package `yaml`; null where it is no plain scalar.
import { readFileSync } from "node:fs";
import { isScalar, parseDocument } from "yaml";

const kinds = { bigint: "int", number: "float", boolean: "bool", string: "str", object: "null" };

function verdict(text) {
  const document = parseDocument(`a: ${text}\n`, { schema: "core", intAsBigInt: true });
  const node = document.errors.length === 0 ? document.get("a", true) : undefined;
  return isScalar(node) && node.type === "PLAIN" && node.source === text ? [kinds[typeof node.value], String(node.value)] : null;
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf-8")).map(verdict)));
