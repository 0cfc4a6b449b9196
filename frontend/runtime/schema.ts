/** What a JSON Schema refuses of a value: `at` is the JSON Pointer of the place, `keyword` the rule, `message` a sentence. */
export interface Fault {
  readonly at: string;
  readonly keyword: string;
  readonly message: string;
}

/** Asks a schema about a value: undefined where it accepts. */
export type Validator = (value: unknown) => Fault | undefined;

/** A place in a value: the steps that lead to it, the last one first, so that no text is made while all is well. */
export type Place = readonly [step: string | number, parent: Place] | null;

/** One rule, or all rules, of a schema: what it refuses of the value at a place. */
export type Check = (value: unknown, at: Place) => Fault | undefined;

/** What refuses a value. */
export function fault(at: Place, keyword: string, message: string): Fault {
  const steps: string[] = [];
  for (let place = at; place !== null; place = place[1]) {
    steps.unshift(`/${String(place[0]).replaceAll("~", "~0").replaceAll("/", "~1")}`);
  }
  return { at: steps.join(""), keyword, message };
}

/** The validators of schemas by name. */
export function validators<Name extends string>(schemas: { readonly [name in Name]: Check }): {
  readonly [name in Name]: Validator;
} {
  const entries = Object.entries<Check>(schemas).map(([name, check]) => [name, (value: unknown) => check(value, null)]);
  return Object.fromEntries(entries) as { readonly [name in Name]: Validator };
}

/** Takes everything: the schema `true`. */
export const anything: Check = () => undefined;

/** Takes nothing: the schema `false`. */
export const nothing: Check = (_, at) => fault(at, "false", "nothing may stand here");

/** All of these. */
export function all(...checks: readonly Check[]): Check {
  return (value, at) => {
    for (const check of checks) {
      const found = check(value, at);
      if (found) return found;
    }
    return undefined;
  };
}

/** At least one of these. */
export function any(...checks: readonly Check[]): Check {
  return (value, at) => {
    const faults: Fault[] = [];
    for (const check of checks) {
      const found = check(value, at);
      if (!found) return undefined;
      faults.push(found);
    }
    return nearest(faults, at) ?? fault(at, "anyOf", "fits none of what it may be");
  };
}

/** Exactly one of these. */
export function one(...checks: readonly Check[]): Check {
  return (value, at) => {
    const faults = checks.flatMap((check) => check(value, at) ?? []);
    const fitting = checks.length - faults.length;
    if (fitting === 1) return undefined;
    if (fitting > 1) return fault(at, "oneOf", `fits ${fitting} of what it may be, where exactly one is allowed`);
    return nearest(faults, at) ?? fault(at, "oneOf", "fits none of what it may be");
  };
}

/** Not this. */
export function not(check: Check): Check {
  return (value, at) => (check(value, at) ? undefined : fault(at, "not", "is what it must not be"));
}

/** `then` where `test` accepts, else `otherwise`. */
export function when(test: Check, then: Check, otherwise: Check): Check {
  return (value, at) => (test(value, at) ? otherwise : then)(value, at);
}

/** A schema that is known by a name, which may refer back to this one. */
export function ref(of: () => Check): Check {
  return (value, at) => of()(value, at);
}

/** One of these types. */
export function type(...names: readonly string[]): Check {
  return (value, at) =>
    names.some((name) => is_of(value, name)) ? undefined : fault(at, "type", `must be ${listed(names)}, not ${kind_of(value)}`);
}

/** One of these values. */
export function enumeration(...values: readonly unknown[]): Check {
  return (value, at) =>
    values.some((each) => is_same(each, value))
      ? undefined
      : fault(at, "enum", `must be one of ${values.map((each) => JSON.stringify(each)).join(", ")}`);
}

/** This value. */
export function constant(expected: unknown): Check {
  return (value, at) => (is_same(expected, value) ? undefined : fault(at, "const", `must be ${JSON.stringify(expected)}`));
}

/** Whether two JSON values are the same: the order of keys means nothing. */
export function is_same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, index) => is_same(each, other[index]));
  }
  if (!is_record(one) || !is_record(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && is_same(one[key], other[key]))
  );
}

/** Whether a value is a JSON object. */
export function is_record(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function is_of(value: unknown, name: string): boolean {
  if (name === "integer") return Number.isInteger(value);
  return name === kind_of(value);
}

function kind_of(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function listed(names: readonly string[]): string {
  const known = names.map((name) => (name === "null" ? name : `${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`));
  return known.length < 2 ? known.join("") : `${known.slice(0, -1).join(", ")} or ${known.at(-1) ?? ""}`;
}

/** Of the faults of several choices the one that lies deepest: it is what somebody probably meant. */
function nearest(faults: readonly Fault[], at: Place): Fault | undefined {
  const depth = (each: Fault): number => each.at.split("/").length;
  const [deepest] = [...faults].sort((left, right) => depth(right) - depth(left));
  return deepest && depth(deepest) > depth(fault(at, "", "")) ? deepest : undefined;
}
