import { is_object } from "./frame.js";
import { type Validator, refuse, shown } from "./schema.js";

/** The types of JSON Schema. */
export type Type = "null" | "boolean" | "number" | "integer" | "string" | "array" | "object";

const ARTICLES: { readonly [type in Type]: string } = {
  null: "null",
  boolean: "true or false",
  number: "a number",
  integer: "an integer",
  string: "text",
  array: "an array",
  object: "an object",
};

/** `type`: `5.0` is an integer. */
export function of_type(...types: readonly Type[]): Validator {
  const wanted = types.map((each) => ARTICLES[each]).join(" or ");
  return (value) => {
    for (const type of types) if (is_of(type, value)) return undefined;
    return refuse("type", `must be ${wanted}, not ${shown(value)}`);
  };
}

/** `const` */
export function constant(wanted: unknown): Validator {
  return (value) => (are_equal(value, wanted) ? undefined : refuse("const", `must be ${shown(wanted)}, not ${shown(value)}`));
}

/** `enum` */
export function choice(values: readonly unknown[]): Validator {
  const scalars = new Set(values.filter((each) => !is_container(each)));
  const containers = values.filter(is_container);
  const first = values.slice(0, 8).map(shown).join(", ");
  const wanted = values.length > 8 ? `${first}, …` : first;
  return (value) => {
    if (is_container(value) ? containers.some((each) => are_equal(value, each)) : scalars.has(value)) return undefined;
    return refuse("enum", `must be one of ${wanted}, not ${shown(value)}`);
  };
}

/** `minimum` */
export function minimum(least: number): Validator {
  return number_rule("minimum", (value) => value >= least, `must be at least ${least}`);
}

/** `maximum` */
export function maximum(most: number): Validator {
  return number_rule("maximum", (value) => value <= most, `must be at most ${most}`);
}

/** `exclusiveMinimum` */
export function exclusive_minimum(bound: number): Validator {
  return number_rule("exclusiveMinimum", (value) => value > bound, `must be more than ${bound}`);
}

/** `exclusiveMaximum` */
export function exclusive_maximum(bound: number): Validator {
  return number_rule("exclusiveMaximum", (value) => value < bound, `must be less than ${bound}`);
}

/** `multipleOf`, of the decimals as they are written: 4.35 is a multiple of 0.01. */
export function multiple_of(divisor: number): Validator {
  const is_multiple = Number.isInteger(divisor)
    ? (value: number) => value % divisor === 0
    : (value: number) => is_decimal_multiple(value, divisor);
  return number_rule("multipleOf", is_multiple, `must be a multiple of ${divisor}`);
}

/** `minLength`, in characters (code points). */
export function min_length(least: number): Validator {
  return text_rule("minLength", (value) => length_of(value) >= least, `must have at least ${counted(least, "character")}`);
}

/** `maxLength`, in characters (code points). */
export function max_length(most: number): Validator {
  return text_rule("maxLength", (value) => length_of(value) <= most, `must have at most ${counted(most, "character")}`);
}

/** `pattern` (ECMA 262 with the flag `u`). */
export function pattern(source: string): Validator {
  const compiled = compile(source);
  // What can't be asked is refused: nothing is ever taken for valid that may not be.
  if (compiled === null) return text_rule("pattern", () => false, `needs the pattern ${source}, which this browser can't run`);
  return text_rule("pattern", (value) => compiled.test(value), `must match ${source}`);
}

/** A pattern as this engine runs it; null where it can't. */
export function compile(source: string): RegExp | null {
  // A script may stand without its property, as in `\p{Greek}`: that is how jsonschema-rs knows it.
  const named = (whole: string, letter: string, name: string): string =>
    runs(whole) ? whole : `\\${letter}{Script=${name}}`;
  return runs(source) ?? runs(source.replace(/\\([pP])\{(\w+)\}/g, named));
}

function runs(source: string): RegExp | null {
  try {
    return new RegExp(source, "u");
  } catch {
    return null;
  }
}

/** Whether two values are the same JSON: `1` is `1.0`, and keys have no order. */
export function are_equal(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((each, at) => are_equal(each, other[at]));
  }
  if (!is_object(one) || !is_object(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && are_equal(one[key], other[key]));
}

/** A number of things. */
export function counted(count: number, thing: string, things = `${thing}s`): string {
  return `${count} ${count === 1 ? thing : things}`;
}

/** A rule that only text can break. */
export function text_rule(keyword: string, accepts: (value: string) => boolean, message: string): Validator {
  return (value) => (typeof value !== "string" || accepts(value) ? undefined : refuse(keyword, message));
}

function number_rule(keyword: string, accepts: (value: number) => boolean, message: string): Validator {
  return (value) => {
    if (typeof value !== "number" || accepts(value)) return undefined;
    return refuse(keyword, `${message}, not ${value}`);
  };
}

function is_of(type: Type, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "integer":
      return Number.isInteger(value);
    case "number":
      return Number.isFinite(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return is_object(value);
    default:
      return typeof value === type;
  }
}

function is_container(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** How many code points a text has. */
function length_of(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit <= 0xdbff && is_low(text.charCodeAt(at + 1))) {
      length -= 1;
      at += 1;
    }
  }
  return length;
}

function is_low(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function is_decimal_multiple(value: number, divisor: number): boolean {
  if (!Number.isFinite(value)) return false;
  const [digits, exponent] = decimal_of(value);
  const [divisor_digits, divisor_exponent] = decimal_of(divisor);
  const shift = exponent - divisor_exponent;
  if (shift >= 0) return (digits * 10n ** BigInt(shift)) % divisor_digits === 0n;
  return digits % (divisor_digits * 10n ** BigInt(-shift)) === 0n;
}

/** A number as an integer and a power of ten, from the shortest decimal that means it. */
function decimal_of(value: number): [bigint, number] {
  const [mantissa = "0", power = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return [BigInt(whole + fraction), Number(power) - fraction.length];
}
