import { type Json, isObject } from "./shape.js";

/** Steps from a value to a value inside it. */
export type Steps = readonly (string | number)[];

/** The JSON Pointer of a place. */
export function pointerOf(steps: Steps): string {
  return steps.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The value at a place; undefined where there is none. */
export function valueAt(value: Json, steps: Steps): Json | undefined {
  let found: Json | undefined = value;
  for (const step of steps) {
    if (Array.isArray(found)) found = (found as readonly Json[])[Number(step)];
    else if (isObject(found) && Object.hasOwn(found, String(step))) found = found[String(step)];
    else return undefined;
  }
  return found;
}

/** The value with something else at a place; undefined takes away what is there. */
export function replaced(value: Json, steps: Steps, inner: Json | undefined): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return inner ?? null;
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    const at = Number(step);
    if (rest.length === 0 && inner === undefined) return items.filter((_, each) => each !== at);
    const changed = [...items];
    changed[at] = replaced(items[at] ?? null, rest, inner);
    return changed;
  }
  const entries = isObject(value) ? Object.entries(value) : [];
  const key = String(step);
  if (rest.length === 0 && inner === undefined) return Object.fromEntries(entries.filter(([name]) => name !== key));
  const old = entries.find(([name]) => name === key)?.[1] ?? null;
  const next: [string, Json] = [key, replaced(old, rest, inner)];
  const stands = entries.some(([name]) => name === key);
  return Object.fromEntries(stands ? entries.map((each) => (each[0] === key ? next : each)) : [...entries, next]);
}
