// The official parser's verdict on many documents in one process.
// usage: node tests/oracles/official.mjs < documents > verdicts, one JSON value a line each: [code, message, path] of each error.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

// The parser compiles AsyncAPI's schema anew for every document, which is nearly all of its time; here it does so once.
// Schemas that stand in a document are left alone.
const ajv = createRequire(import.meta.resolve('@asyncapi/parser'))('@stoplight/spectral-functions/dist/schema/ajv');
const { createAjvInstances } = ajv;
const official = createAjvInstances();
ajv.createAjvInstances = () => {
  const fresh = createAjvInstances();
  return (schema, ...rest) => (String(schema.$id).startsWith('http://asyncapi.com/') ? official : fresh)(schema, ...rest);
};
const { Parser } = await import('@asyncapi/parser');

const parser = new Parser();
for await (const line of createInterface({ input: process.stdin })) {
  const diagnostics = await parser.validate(JSON.parse(line), { source: 'spec.json' });
  // Severities are the parser's: 0 is an error.
  const errors = diagnostics.filter((each) => each.severity === 0);
  console.log(JSON.stringify(errors.map((each) => [each.code, each.message, each.path])));
}
