/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Levels of nesting that a frame may have. */
export const MAX_DEPTH = 100;

/** Whether a value is a JSON object. */
export function is_object(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path; undefined where any step is missing. */
export function value_at(frame: unknown, path: readonly string[]): unknown {
  let found = frame;
  for (const step of path) {
    if (Array.isArray(found)) found = is_index(step) ? (found as unknown[])[Number(step)] : undefined;
    else if (is_object(found)) found = Object.hasOwn(found, step) ? found[step] : undefined;
    else return undefined;
  }
  return found;
}

/** Sets the value at a path, making the objects on the way; nothing where what stands there has no room for it. */
export function put_at(frame: unknown, path: readonly string[], value: unknown): void {
  let place = frame;
  for (const step of path.slice(0, -1)) {
    let found = value_at(place, [step]);
    if (found === undefined || found === null) {
      found = {};
      put(place, step, found);
    }
    place = found;
  }
  const last = path.at(-1);
  if (last !== undefined) put(place, last, value);
}

/**
 * A copy whose objects and arrays may be changed; members that are undefined are left out. Throws TypeError for what JSON
 * has no word for, which `JSON.stringify` would silently change.
 */
export function copy_of(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === "number" && !Number.isFinite(each)) throw new TypeError(`JSON has no ${each}`);
    if (typeof each === "function" || typeof each === "symbol") throw new TypeError(`JSON has no ${typeof each}`);
    return each;
  }) as string | undefined;
  return text === undefined ? undefined : JSON.parse(text);
}

// Half of a surrogate pair alone is no character, and UTF-8 has no room for it.
const LONE = /\p{Surrogate}/u;

/** What JSON Schema can't see: too deep, a number out of range, half a character; empty where all is well. */
export function find_fault(frame: unknown): string {
  let level: unknown[] = [frame];
  for (let depth = 0; ; depth++) {
    if (level.some((each) => typeof each === "number" && !Number.isFinite(each))) return "a number is out of range";
    if (level.some((each) => typeof each === "string" && LONE.test(each))) return "a text isn't Unicode";
    const containers = level.filter((each) => typeof each === "object" && each !== null);
    if (containers.length === 0) return "";
    if (depth >= MAX_DEPTH) return `nested deeper than ${MAX_DEPTH} levels`;
    if (containers.some((each) => Object.keys(each as object).some((key) => LONE.test(key)))) return "a key isn't Unicode";
    level = containers.flatMap((each) => Object.values(each as object) as unknown[]);
  }
}

/** A property's name, or a JSON Pointer where it takes more than one step. */
export function shown_path(path: readonly string[]): string {
  const place = path.join("/");
  return path.length > 1 || is_index(place) ? `/${place}` : place;
}

/** A value in a message for people, not too long. */
export function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

function put(place: unknown, step: string, value: unknown): void {
  if (Array.isArray(place)) {
    if (is_index(step) && Number(step) <= place.length) (place as unknown[])[Number(step)] = value;
  } else if (is_object(place)) {
    // A key such as `__proto__` is a property like others.
    Object.defineProperty(place, step, { value, enumerable: true, configurable: true, writable: true });
  }
}

function is_index(step: string): boolean {
  return /^(0|[1-9][0-9]*)$/.test(step);
}
