import { is_object } from "./frame.js";
import { inside, nothing, refuse } from "./schema.js";
import { compile, counted } from "./scalars.js";
/** `additionalProperties: false` */
export const closed = () => refuse("additionalProperties", "isn't known here");
/** `items`, one schema for all. */
export function items(rule) {
    return array_rule((value) => {
        for (let at = 0; at < value.length; at++) {
            const fault = rule(value[at]);
            if (fault)
                return inside(at, fault);
        }
        return undefined;
    });
}
/** `items`, a schema for each place, and `additionalItems` for all that follow. */
export function tuple(rules, rest) {
    return array_rule((value) => {
        for (let at = 0; at < value.length; at++) {
            const fault = (rules[at] ?? rest)(value[at]);
            if (fault)
                return inside(at, rest === nothing && at >= rules.length ? too_many(rules.length) : fault);
        }
        return undefined;
    });
}
/** `contains` */
export function contains(rule) {
    return array_rule((value) => {
        return value.some((each) => !rule(each)) ? undefined : refuse("contains", "lacks an item that must be among its items");
    });
}
/** `uniqueItems` */
export function unique_items() {
    return array_rule((value) => {
        const seen = new Map();
        for (let at = 0; at < value.length; at++) {
            const text = canonical(value[at]);
            const before = seen.get(text);
            if (before !== undefined)
                return inside(at, refuse("uniqueItems", `is the same as item ${before}`));
            seen.set(text, at);
        }
        return undefined;
    });
}
/** `minItems` */
export function min_items(least) {
    return array_rule((value) => {
        return value.length >= least ? undefined : refuse("minItems", `must have at least ${counted(least, "item")}`);
    });
}
/** `maxItems` */
export function max_items(most) {
    return array_rule((value) => {
        return value.length <= most ? undefined : refuse("maxItems", `must have at most ${counted(most, "item")}`);
    });
}
/** `properties` */
export function properties(rules) {
    const entries = Object.entries(rules);
    return object_rule((value) => {
        for (const [key, rule] of entries) {
            const fault = Object.hasOwn(value, key) ? rule(value[key]) : undefined;
            if (fault)
                return inside(key, fault);
        }
        return undefined;
    });
}
/** `properties`, `patternProperties`, and `additionalProperties` for all that neither of them names. */
export function members(rules, patterns, rest) {
    const named = new Map(Object.entries(rules));
    const matching = patterns.map(([source, rule]) => [source, compile(source), rule]);
    return object_rule((value) => {
        for (const key of Object.keys(value)) {
            const rule = named.get(key);
            let fault = rule?.(value[key]);
            let is_named = rule !== undefined;
            for (const [source, pattern, each] of matching) {
                if (pattern?.test(key) === false)
                    continue;
                is_named = true;
                fault ??= pattern === null ? cannot_run(source) : each(value[key]);
            }
            fault ??= is_named ? undefined : rest(value[key]);
            if (fault)
                return inside(key, fault);
        }
        return undefined;
    });
}
/** `required` */
export function required(...names) {
    return object_rule((value) => {
        for (const name of names)
            if (!Object.hasOwn(value, name))
                return lacks("required", name);
        return undefined;
    });
}
/** `propertyNames` */
export function property_names(rule) {
    return object_rule((value) => {
        for (const key of Object.keys(value)) {
            const fault = rule(key);
            if (fault)
                return refuse("propertyNames", `has the key ${JSON.stringify(key)}, which ${fault.message}`);
        }
        return undefined;
    });
}
/** `minProperties` */
export function min_properties(least) {
    return object_rule((value) => {
        if (Object.keys(value).length >= least)
            return undefined;
        return refuse("minProperties", `must have at least ${counted(least, "property", "properties")}`);
    });
}
/** `maxProperties` */
export function max_properties(most) {
    return object_rule((value) => {
        if (Object.keys(value).length <= most)
            return undefined;
        return refuse("maxProperties", `must have at most ${counted(most, "property", "properties")}`);
    });
}
/** `dependencies`: names that a property needs beside it, or what an object with it must satisfy. */
export function dependencies(needs) {
    const entries = Object.entries(needs);
    return object_rule((value) => {
        for (const [key, need] of entries) {
            if (!Object.hasOwn(value, key))
                continue;
            if (typeof need === "function") {
                const fault = need(value);
                if (fault)
                    return fault;
                continue;
            }
            const missing = need.find((name) => !Object.hasOwn(value, name));
            if (missing !== undefined)
                return lacks("dependencies", missing);
        }
        return undefined;
    });
}
function array_rule(rule) {
    return (value) => (Array.isArray(value) ? rule(value) : undefined);
}
function object_rule(rule) {
    return (value) => (is_object(value) ? rule(value) : undefined);
}
function too_many(count) {
    return refuse("additionalItems", `is one too many: at most ${counted(count, "item")} may be there`);
}
function lacks(keyword, name) {
    return refuse(keyword, `lacks ${JSON.stringify(name)}`);
}
function cannot_run(source) {
    return refuse("patternProperties", `needs the pattern ${source}, which this browser can't run`);
}
/** One text for all ways of writing the same JSON. */
function canonical(value) {
    if (Array.isArray(value))
        return `[${value.map(canonical).join(",")}]`;
    if (!is_object(value))
        return JSON.stringify(value) ?? "null";
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}
