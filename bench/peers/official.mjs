// Generates the official Python client for one AsyncAPI document: `node official.mjs SPEC OUT SERVER`.
import Generator from '@asyncapi/generator';

const [spec, out, server] = process.argv.slice(2);
const generator = new Generator('core-template-client-websocket-python', out, {
  forceWrite: true,
  templateParams: { server },
});
await generator.generateFromFile(spec);
