// Makes TypeScript of JSON Schemas by @asyncapi/modelina: JSON on standard input, JSON on standard output.
//
// In:  [{ "definitions": { name: schema }, "names": { definition: type }, "unions": { type: [definition, …] } }, …]
// Out: the text of one module for each.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { hidden, shown, simplified } from "./schemas.mjs";

const { ConstrainedDictionaryModel, ConstrainedEnumModel, TypeScriptGenerator } = createRequire(import.meta.url)(
  "@asyncapi/modelina",
);

const ROOT = "WholeOfAllDefinitions";
const HIDDEN = /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ud800-\udfff\ufeff]/g;

const escaped = (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`;
/** A value as a literal, in which nothing is hidden. */
const literal = (value) => JSON.stringify(value).replace(HIDDEN, escaped);
const key = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name));
const grouped = (type) => (type.includes(" | ") ? `(${type})` : type);
const orNull = (model, type) => (model.options.isNullable ? `${type} | null` : type);
const valuesOf = (model) => model.values.map((each) => each.value).join(" | ");

/** A comment in which nothing ends it. */
function comment(said) {
  const shownLine = (line) => line.replace(/\t/g, "    ").replace(HIDDEN, escaped).replaceAll("*/", "*\\/").trimEnd();
  const lines = said.trim().split(/\r\n|\r|\n/).map(shownLine);
  if (!lines.some(Boolean)) return "";
  return lines.length === 1 ? `/** ${lines[0]} */\n` : `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}

const described = (model) => comment(model.originalInput?.description ?? "");

/** Modelina as it has to be set up for keys and values to be the wire's; `own` are the names of definitions. */
function generator(own) {
  // An enumeration that is no definition of the document's stands where it is used.
  const typeOf = (model) => (model instanceof ConstrainedEnumModel && !own.has(model.name) ? valuesOf(model) : model.name);
  const exported = { self: ({ content, model }) => `${described(model)}export ${content}` };
  return new TypeScriptGenerator({
    modelType: "interface",
    enumType: "union",
    mapType: "indexedObject",
    rawPropertyNames: true,
    processorOptions: { interpreter: { ignoreAdditionalItems: true } },
    constraints: {
      // Names were settled before, and keys are printed as they were.
      modelName: ({ modelName }) => modelName,
      propertyKey: ({ objectPropertyModel }) => objectPropertyModel.propertyName,
      enumKey: ({ enumKey }) => enumKey,
      enumValue: ({ enumValue }) => literal(enumValue),
    },
    typeMapping: {
      Any: () => "unknown",
      Object: ({ constrainedModel }) => orNull(constrainedModel, constrainedModel.name),
      Reference: ({ constrainedModel }) => orNull(constrainedModel, typeOf(constrainedModel.ref)),
      Enum: ({ constrainedModel }) => typeOf(constrainedModel),
      Array: ({ constrainedModel }) => orNull(constrainedModel, `${grouped(constrainedModel.valueModel.type)}[]`),
      Dictionary: ({ constrainedModel }) => orNull(constrainedModel, `{ [key: string]: ${constrainedModel.value.type} }`),
    },
    presets: [
      {
        interface: {
          ...exported,
          property: ({ property }) => {
            const model = property.property;
            // Modelina's member for keys that no property has; every object of JSON may have such, so no type says it.
            if (model instanceof ConstrainedDictionaryModel && model.serializationType === "unwrap") return "";
            const name = key(shown(property.unconstrainedPropertyName));
            return `${described(model)}${name}${property.required ? "" : "?"}: ${model.type};`;
          },
        },
        enum: exported,
        type: exported,
      },
    ],
  });
}

/** A schema whose references say the names that types have. */
function renamed(value, names) {
  if (Array.isArray(value)) return value.map((each) => renamed(each, names));
  if (typeof value !== "object" || value === null) return value;
  const result = Object.create(null);
  for (const [name, each] of Object.entries(value)) {
    const isReference = name === "$ref" && typeof each === "string";
    result[name] = isReference ? `#/$defs/${names[each.slice("#/$defs/".length)]}` : renamed(each, names);
  }
  return result;
}

/** The text of one module. */
async function written({ definitions, names, unions }) {
  const own = new Map(Object.entries(definitions).map(([name, schema]) => [names[name], renamed(schema, names)]));
  const said = simplified(own);
  const whole = {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: ROOT,
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries([...said.keys()].map((name) => [hidden(name), { $ref: `#/definitions/${name}` }])),
    definitions: Object.fromEntries(said),
  };
  const models = await generator(own).generate(whole);
  const root = models.find((each) => each.modelName === ROOT);
  const isInline = ({ model, modelName }) => model instanceof ConstrainedEnumModel && !own.has(modelName);
  const kept = models.filter((each) => each !== root && !isInline(each));
  const texts = new Map(kept.map((each) => [each.modelName, each.result]));
  for (const [name, schema] of said) {
    if (texts.has(name)) continue;
    // What is neither an object nor an enumeration has no model of its own, only a type where it is used.
    const type = schema === false ? "never" : (root.model.properties[hidden(name)]?.property.type ?? "unknown");
    texts.set(name, `${comment(schema.description ?? "")}export type ${name} = ${type};`);
  }
  for (const [name, parts] of Object.entries(unions)) {
    texts.set(name, `export type ${name} = ${parts.map((each) => names[each]).join(" | ") || "never"};`);
  }
  const order = new Set([...said.keys(), ...texts.keys()]);
  return [...order].map((name) => `${texts.get(name)}\n`).join("\n");
}

const modules = [];
for (const each of JSON.parse(readFileSync(0, "utf8"))) modules.push(await written(each));
process.stdout.write(JSON.stringify(modules));
