// Generates Python models for one AsyncAPI document with modelina: `node bench/modelina.mjs SPEC OUT`.
import { mkdirSync, readFileSync } from 'node:fs';
import { PythonFileGenerator, PYTHON_PYDANTIC_PRESET } from '@asyncapi/modelina';

const [spec, out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const { default: yaml } = await import('js-yaml');
const generator = new PythonFileGenerator({ presets: [PYTHON_PYDANTIC_PRESET] });
const models = await generator.generateToFiles(yaml.load(readFileSync(spec, 'utf8')), out, { importsStyle: 'explicit' }, true);
console.log(`${models.length} models`);
