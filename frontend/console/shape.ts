import { is_object } from "../runtime/frame.js";
import { are_equal } from "../runtime/scalars.js";
import type { Schema } from "./page.js";

/** A value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An object of JSON. */
export type JsonObject = { readonly [key: string]: Json };

/** The schemas by name to which a `$ref` may point. */
export type Definitions = { readonly [name: string]: Schema };

/** One way to fill a value in; a `choice` is between several ways. */
export type Shape = { readonly title: string; readonly description: string; readonly schema: SchemaObject } & (
  | { readonly kind: "constant"; readonly value: Json }
  | { readonly kind: "enumeration"; readonly values: readonly Json[] }
  | { readonly kind: "text" | "number" | "integer" | "boolean" | "null" | "any" }
  | { readonly kind: "object"; readonly fields: readonly Field[]; readonly others: Schema }
  | { readonly kind: "array"; readonly first: readonly Schema[]; readonly others: Schema }
  | { readonly kind: "choice"; readonly choices: readonly Schema[] }
);

/** One property that an object's schema names. */
export interface Field {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** A schema that is an object. */
export type SchemaObject = { readonly [keyword: string]: unknown };

const DEEP = 8;

/** Says how a value of this schema is filled in. What only validation needs (`if`, `not` …) is left to validation. */
export function shapeOf(schema: Schema, definitions: Definitions): Shape {
  const merged = mergedOf(schema, definitions, 0);
  const told = { title: textOf(merged["title"]), description: textOf(merged["description"]), schema: merged };
  if ("const" in merged) return { ...told, kind: "constant", value: merged["const"] as Json };
  const values = arrayOf(merged["enum"]);
  if (values.length === 1) return { ...told, kind: "constant", value: values[0] as Json };
  if (values.length > 0) return { ...told, kind: "enumeration", values: values as Json[] };
  const choices = [...arrayOf(merged["oneOf"]), ...arrayOf(merged["anyOf"])] as Schema[];
  if (choices.length > 0 && !onlyRequires(choices)) {
    const rest = without(merged, ["oneOf", "anyOf", "title", "description"]);
    const plain = Object.keys(rest).length === 0;
    return { ...told, kind: "choice", choices: plain ? choices : choices.map((each) => ({ allOf: [rest, each], title: nameOf(each) })) };
  }
  const types = typesOf(merged);
  if (types.length > 1) return { ...told, kind: "choice", choices: types.map((type) => ({ ...without(merged, ["title"]), type })) };
  return { ...told, ...plainShape(merged, types[0]) };
}

/** What a new value of a schema is: its constant, its default, its example, else the least that it asks for. */
export function firstValue(schema: Schema, definitions: Definitions, depth = 0): Json {
  const shape = shapeOf(schema, definitions);
  const examples = arrayOf(shape.schema["examples"]);
  if (shape.kind === "constant") return shape.value;
  if (shape.schema["default"] !== undefined) return shape.schema["default"] as Json;
  if (examples.length > 0) return examples[0] as Json;
  switch (shape.kind) {
    case "enumeration":
      return shape.values[0] ?? null;
    case "choice":
      return depth > DEEP ? null : firstValue(shape.choices[0] ?? true, definitions, depth + 1);
    case "object":
      if (depth > DEEP) return {};
      return Object.fromEntries(
        shape.fields.filter((field) => field.required).map((field) => [field.name, firstValue(field.schema, definitions, depth + 1)]),
      );
    case "array": {
      const least = depth > DEEP ? 0 : numberOf(shape.schema["minItems"], 0);
      return Array.from({ length: least }, (_, at) => firstValue(shape.first[at] ?? shape.others, definitions, depth + 1));
    }
    case "number":
    case "integer":
      return numberOf(shape.schema["minimum"], 0);
    case "text":
      return "t".repeat(Math.min(numberOf(shape.schema["minLength"], 0), 100));
    case "boolean":
      return false;
    default:
      return null;
  }
}

/** The index of the choice that a value is likeliest meant to be; the first one where none fits better. */
export function choiceOf(value: Json, choices: readonly Schema[], definitions: Definitions): number {
  const likeness = choices.map((each) => alike(value, each, definitions, 0));
  return likeness.indexOf(Math.max(...likeness));
}

/** What a schema is called: its title, its definition's name, else its constant tag or type. */
export function nameOf(schema: Schema, definitions: Definitions = {}): string {
  if (typeof schema === "boolean") return schema ? "any value" : "nothing";
  if (typeof schema["title"] === "string" && schema["title"]) return schema["title"];
  const reference = /^#\/\$defs\/(.+)$/.exec(textOf(schema["$ref"]))?.[1];
  if (reference !== undefined) return unescaped(reference);
  const shape = shapeOf(schema, definitions);
  if (shape.kind === "constant") return JSON.stringify(shape.value);
  if (shape.kind === "object") {
    const tag = shape.fields.map((field) => shapeOf(field.schema, definitions)).find((each) => each.kind === "constant");
    if (tag?.kind === "constant") return String(tag.value);
    const required = shape.fields.filter((field) => field.required).map((field) => field.name);
    return required.length > 0 ? `object with ${required.join(", ")}` : "object";
  }
  return shape.kind === "enumeration" ? shape.values.map(String).join(" or ") : shape.kind;
}

function plainShape(schema: SchemaObject, type: string | undefined): PlainShape {
  switch (type ?? impliedType(schema)) {
    case "string":
      return { kind: "text" };
    case "number":
      return { kind: "number" };
    case "integer":
      return { kind: "integer" };
    case "boolean":
      return { kind: "boolean" };
    case "null":
      return { kind: "null" };
    case "object":
      return objectShape(schema);
    case "array": {
      const items = schema["items"];
      if (Array.isArray(items)) return { kind: "array", first: items as Schema[], others: schemaOf(schema["additionalItems"]) };
      return { kind: "array", first: [], others: schemaOf(items) };
    }
    default:
      return { kind: "any" };
  }
}

type PlainShape =
  | { kind: "text" | "number" | "integer" | "boolean" | "null" | "any" }
  | { kind: "object"; fields: Field[]; others: Schema }
  | { kind: "array"; first: Schema[]; others: Schema };

function objectShape(schema: SchemaObject): PlainShape {
  const properties = objectOf(schema["properties"]);
  const required = new Set(arrayOf(schema["required"]).map(String));
  const named = Object.entries(properties).map(([name, each]) => ({ name, schema: schemaOf(each), required: required.has(name) }));
  const unnamed = [...required].filter((name) => !Object.hasOwn(properties, name));
  const fields = [...named, ...unnamed.map((name) => ({ name, schema: schemaOf(schema["additionalProperties"]), required: true }))];
  return { kind: "object", fields, others: schemaOf(schema["additionalProperties"]) };
}

/** Brings a schema, what it refers to and all of its `allOf` together; what is told nearer wins. */
function mergedOf(schema: Schema, definitions: Definitions, depth: number): SchemaObject {
  if (typeof schema === "boolean" || depth > 4 * DEEP) return {};
  const parts: Schema[] = [...(arrayOf(schema["allOf"]) as Schema[])];
  const name = /^#\/\$defs\/(.+)$/.exec(textOf(schema["$ref"]))?.[1];
  const target = name === undefined ? undefined : definitions[unescaped(name)];
  if (target !== undefined) parts.unshift(target);
  if (parts.length === 0) return schema;
  return [...parts.map((each) => mergedOf(each, definitions, depth + 1)), without(schema, ["$ref", "allOf"])].reduce(both);
}

function both(one: SchemaObject, other: SchemaObject): SchemaObject {
  const merged: Record<string, unknown> = { ...one, ...other };
  if (one["properties"] && other["properties"]) {
    const [left, right] = [objectOf(one["properties"]), objectOf(other["properties"])];
    const twice = Object.keys(right).filter((name) => Object.hasOwn(left, name));
    merged["properties"] = { ...left, ...right, ...Object.fromEntries(twice.map((name) => [name, { allOf: [left[name], right[name]] }])) };
  }
  if (one["required"] && other["required"]) merged["required"] = [...new Set([...arrayOf(one["required"]), ...arrayOf(other["required"])])];
  return merged;
}

/** How well a value fits a schema, by types, constants and required properties; validation has the last word. */
function alike(value: Json, schema: Schema, definitions: Definitions, depth: number): number {
  if (schema === false) return -1;
  const shape = shapeOf(schema, definitions);
  switch (shape.kind) {
    case "constant":
      return are_equal(value, shape.value) ? 4 : -1;
    case "enumeration":
      return shape.values.some((each) => are_equal(value, each)) ? 3 : -1;
    case "choice":
      return depth > DEEP ? 0 : Math.max(...shape.choices.map((each) => alike(value, each, definitions, depth + 1)));
    case "any":
      return 0;
    case "object":
      if (!isObject(value)) return -1;
      return 1 + shape.fields.reduce((sum, field) => sum + fieldLikeness(value, field, definitions, depth), 0);
    default:
      return kindOf(value) === shape.kind || (shape.kind === "integer" && Number.isInteger(value)) ? 2 : -1;
  }
}

function fieldLikeness(value: JsonObject, field: Field, definitions: Definitions, depth: number): number {
  if (!Object.hasOwn(value, field.name)) return field.required ? -2 : 0;
  const inner = value[field.name] as Json;
  if (depth > DEEP || isObject(inner) || Array.isArray(inner)) return 0.5;
  const found = alike(inner, field.schema, definitions, depth + 1);
  return found < 0 ? -3 : 0.5 + found / 4;
}

/** The kind of shape that a value has of itself. */
export function kindOf(value: Json): "null" | "boolean" | "number" | "text" | "array" | "object" {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "string") return "text";
  return typeof value as "boolean" | "number" | "object";
}

/** Says whether a value is an object of JSON. */
export function isObject(value: unknown): value is JsonObject {
  return is_object(value);
}

function onlyRequires(choices: readonly Schema[]): boolean {
  return choices.every((each) => isObject(each) && Object.keys(each).every((key) => key === "required"));
}

function typesOf(schema: SchemaObject): string[] {
  const type = schema["type"];
  return Array.isArray(type) ? type.map(String) : typeof type === "string" ? [type] : [];
}

function impliedType(schema: SchemaObject): string | undefined {
  if ("properties" in schema || "additionalProperties" in schema) return "object";
  return "items" in schema ? "array" : undefined;
}

function without(schema: SchemaObject, keywords: readonly string[]): SchemaObject {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)));
}

function unescaped(step: string): string {
  return decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown, other: number): number {
  return typeof value === "number" ? value : other;
}

function arrayOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function objectOf(value: unknown): SchemaObject {
  return isObject(value) ? value : {};
}

function schemaOf(value: unknown): Schema {
  return typeof value === "boolean" || isObject(value) ? value : true;
}
