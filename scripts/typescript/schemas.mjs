// Says a bundle of JSON Schemas (draft 7) in the few keywords that modelina turns into exact TypeScript.
//
// modelina merges `allOf` loosely, ignores null beside an object, drops constants that are falsy, and keeps the keys of
// properties where JavaScript objects have members of their own. So each schema becomes one of: a reference, an object
// with properties, a map, an array, a tuple, a choice, an enumeration, a type, or anything. What TypeScript has no type
// for (`not`, `if`, lengths, patterns) is left out, so a type is never narrower than its schema.

// A merge of choices multiplies them; beyond this nobody could read the type.
const MOST = 64;
const ANYTHING = true;

/** The key of a property as modelina sees it: no key means anything to it, or to JavaScript. */
export const hidden = (key) => `k${Buffer.from(key, "utf16le").toString("hex")}`;
/** The key that `hidden` hid. */
export const shown = (key) => Buffer.from(key.slice(1), "hex").toString("utf16le");

/** The same definitions in few keywords; each object and enumeration has a name of its own as its `$id`. */
export function simplified(definitions) {
  const taken = new Set(definitions.keys());
  const named = (wanted) => {
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted}${count}`;
    taken.add(name);
    return name;
  };
  const run = new Run(definitions, named);
  return new Map([...definitions].map(([name, schema]) => [name, run.said(schema, name, true)]));
}

class Run {
  constructor(definitions, named) {
    this.definitions = definitions;
    this.named = named;
  }

  /** One schema; `name` is what it is called where it needs a name, `isOwn` whether it is the definition itself. */
  said(schema, name, isOwn = false) {
    if (typeof schema !== "object" || schema === null) return schema;
    if (schema.$ref !== undefined) return isOwn ? { oneOf: [reference(schema)] } : reference(schema);
    const choices = this.choices(schema, 0);
    if (choices === undefined) return ANYTHING;
    const parts = choices.map((each, at) => {
      const part = choices.length === 1 ? name : this.named(`${name}${at + 1}`);
      return each.$ref === undefined ? this.plain(each, part, isOwn && choices.length === 1) : each;
    });
    if (parts.some((each) => each === ANYTHING)) return ANYTHING;
    const kept = parts.filter((each) => each !== false);
    if (kept.length === 0) return false;
    // Null beside others is a mark of theirs; alone it is a type that modelina doesn't know.
    if (kept.length === 1 && kept[0].type === "null") return { ...kept[0], $id: isOwn ? name : this.named(name), type: undefined, enum: [null] };
    return kept.length === 1 ? kept[0] : { $id: isOwn ? name : this.named(name), oneOf: kept, ...told(schema) };
  }

  /** What a schema allows as a list of schemas without choices and without `allOf`; undefined for anything. */
  choices(schema, depth) {
    if (schema === true || depth > 32) return undefined;
    if (schema === false) return [];
    if (schema.$ref !== undefined) return [reference(schema)];
    const { allOf = [], oneOf, anyOf, ...own } = schema;
    const groups = [...allOf.map((each) => [each]), ...[oneOf, anyOf].filter((each) => each !== undefined)];
    if (groups.length === 0) return this.byType(own);
    const says = KEYWORDS.some((word) => own[word] !== undefined);
    let found = says ? this.byType(own) : undefined;
    for (const group of groups) {
      const lists = group.map((each) => this.choices(each, depth + 1));
      if (lists.includes(undefined)) continue;
      const flat = lists.flat();
      found = found === undefined ? flat : this.merged(found, flat, depth);
      if (found === undefined || found.length > MOST) return undefined;
    }
    return found;
  }

  /** A schema of several types as one of each. */
  byType(schema) {
    const { type, ...rest } = schema;
    if (schema.const !== undefined || schema.enum !== undefined) return [schema];
    if (type === undefined) {
      const meant = MEANT.find(([words]) => words.some((word) => rest[word] !== undefined));
      return meant === undefined ? undefined : [{ ...rest, type: meant[1] }];
    }
    return [type].flat().map((each) => ({ ...rest, type: each }));
  }

  merged(left, right, depth) {
    if (left.length * right.length > MOST) return undefined;
    return left.flatMap((one) => right.flatMap((other) => this.both(one, other, depth)));
  }

  /** What both of two schemas allow. */
  both(one, other, depth) {
    if (one.$ref !== undefined && one.$ref === other.$ref) return [one];
    const open = (each) => (each.$ref === undefined ? [each] : this.choices(this.definitions.get(nameOf(each)), depth + 1));
    const [left, right] = [open(one), open(other)];
    if (left === undefined || addsNothing(one, right)) return [other];
    if (right === undefined || addsNothing(other, left)) return [one];
    if (left.length !== 1 || right.length !== 1) {
      return left.flatMap((a) => right.flatMap((b) => (depth > 32 ? [a] : this.both(a, b, depth + 1))));
    }
    return [together(left[0], right[0])].filter((each) => each !== undefined);
  }

  /** A schema of one type. */
  plain(schema, name, isOwn) {
    const id = () => (isOwn ? name : this.named(name));
    if (schema.const !== undefined) return { $id: id(), enum: [schema.const], ...told(schema) };
    if (schema.enum !== undefined) {
      const allowed = schema.enum.filter((each) => schema.type === undefined || [schema.type].flat().some((type) => isOf(each, type)));
      return allowed.length === 0 ? false : { $id: id(), enum: allowed, ...told(schema) };
    }
    if (schema.type === "object") return this.object(schema, isOwn ? name : undefined, name);
    if (schema.type === "array") return this.array(schema, name);
    return { type: schema.type, ...told(schema) };
  }

  object(schema, own, name) {
    const { properties = {}, required = [], patternProperties = {}, additionalProperties = true } = schema;
    const keys = [...new Set([...Object.keys(properties), ...required])];
    if (keys.length === 0) {
      const values = [...Object.values(patternProperties), additionalProperties].filter((each) => each !== false);
      const value = values.length === 0 ? false : this.said({ anyOf: values }, `${name}Value`);
      return { type: "object", additionalProperties: value, ...told(schema) };
    }
    const members = keys.map((key) => {
      const held = Object.hasOwn(properties, key) ? properties[key] : ANYTHING;
      return [hidden(key), this.said(held, `${name}${pascal(key)}`)];
    });
    return {
      $id: own ?? this.named(name),
      type: "object",
      // A key whose schema is false is never there.
      properties: Object.fromEntries(members.filter(([, value]) => value !== false)),
      required: required.map(hidden),
      ...told(schema),
    };
  }

  array(schema, name) {
    const { items = true, additionalItems = true, minItems = 0, maxItems } = schema;
    if (!Array.isArray(items)) return { type: "array", items: this.said(items, `${name}Item`), ...told(schema) };
    const isClosed = additionalItems === false || maxItems === items.length;
    const parts = items.map((each, at) => this.said(each, `${name}${at + 1}`));
    if (isClosed && minItems >= items.length) return { type: "array", items: parts, ...told(schema) };
    const all = isClosed ? items : [...items, additionalItems];
    return { type: "array", items: this.said({ anyOf: all }, `${name}Item`), ...told(schema) };
  }
}

const KEYWORDS = ["type", "const", "enum", "properties", "required", "additionalProperties", "patternProperties", "items"];
// What an untyped schema is about, by the keywords that it has.
const MEANT = [
  [["properties", "required", "additionalProperties", "patternProperties"], "object"],
  [["items"], "array"],
];

const reference = (schema) => ({ $ref: `#/definitions/${nameOf(schema)}` });
const nameOf = (schema) => schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
const told = ({ description }) => (typeof description === "string" ? { description } : {});
const pascal = (key) => key.replace(/[^A-Za-z0-9]+/g, " ").trim().replace(/(?:^| )(\w)/g, (_, first) => first.toUpperCase()) || "Key";

/** Whether a schema only says the type that the other one, a list without choices, has anyway: that keeps its name. */
function addsNothing(schema, other) {
  const words = Object.keys(schema).filter((word) => KEYWORDS.includes(word) && !(word === "properties" && isEmpty(schema[word])));
  return other?.length === 1 && words.every((word) => word === "type") && schema.type === other[0].type;
}

const isEmpty = (object) => Object.keys(object).length === 0;

/** Two schemas without choices as one; undefined where no value is of both types. */
function together(one, other) {
  const fixed = [one, other].find((each) => each.const !== undefined) ?? [one, other].find((each) => each.enum !== undefined);
  if (fixed !== undefined) return fixed;
  if (one.type !== other.type) {
    const numbers = [one.type, other.type].every((type) => type === "integer" || type === "number");
    return numbers ? { type: "integer" } : undefined;
  }
  const result = { ...one, ...other };
  if (one.type !== "object") return result;
  const properties = { ...one.properties };
  for (const [key, schema] of Object.entries(other.properties ?? {})) {
    const value = Object.hasOwn(properties, key) ? { allOf: [properties[key], schema] } : schema;
    Object.defineProperty(properties, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return { ...result, properties, required: [...new Set([...(one.required ?? []), ...(other.required ?? [])])] };
}

function isOf(value, type) {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "integer":
    case "number":
      return typeof value === "number";
    default:
      return typeof value === type;
  }
}
