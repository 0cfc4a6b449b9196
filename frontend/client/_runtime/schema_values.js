import { fault, is_record, is_same } from "./schema.js";
const anywhere = (expected) => `must ${expected}`;
/** A rule about numbers. */
function number(keyword, holds, expected) {
    return (value, at) => (typeof value !== "number" || holds(value) ? undefined : fault(at, keyword, anywhere(expected)));
}
export const minimum = (limit) => number("minimum", (value) => value >= limit, `be at least ${limit}`);
export const maximum = (limit) => number("maximum", (value) => value <= limit, `be at most ${limit}`);
export const exclusive_minimum = (limit) => number("exclusiveMinimum", (value) => value > limit, `be more than ${limit}`);
export const exclusive_maximum = (limit) => number("exclusiveMaximum", (value) => value < limit, `be less than ${limit}`);
export const multiple_of = (step) => number("multipleOf", (value) => is_multiple(value, step), `be a multiple of ${step}`);
/** A rule about texts, whose length counts characters, not UTF-16's halves of them. */
function text(keyword, holds, expected) {
    return (value, at) => (typeof value !== "string" || holds(value) ? undefined : fault(at, keyword, anywhere(expected)));
}
export const min_length = (limit) => text("minLength", (value) => value.length >= limit && length_of(value) >= limit, `have at least ${limit} characters`);
export const max_length = (limit) => text("maxLength", (value) => value.length <= limit || length_of(value) <= limit, `have at most ${limit} characters`);
/** A text that a regular expression of ECMA 262 finds something in. */
export function pattern(source) {
    const expression = expression_of(source);
    return text("pattern", (value) => expression.test(value), `match ${source}`);
}
/** The expression of a pattern, compiled once. */
export function expression_of(source) {
    return new RegExp(source, "u");
}
/** A rule about arrays. */
function array(keyword, holds, expected) {
    return (value, at) => (!Array.isArray(value) || holds(value) ? undefined : fault(at, keyword, anywhere(expected)));
}
export const min_items = (limit) => array("minItems", (value) => value.length >= limit, `have at least ${limit} items`);
export const max_items = (limit) => array("maxItems", (value) => value.length <= limit, `have at most ${limit} items`);
export const unique_items = array("uniqueItems", is_unique, "have no item twice");
/** Every item fits. */
export const items = (check) => tuple([], check);
/** Each of the first items fits its own schema, all others `rest`. */
export function tuple(first, rest) {
    return (value, at) => {
        if (!Array.isArray(value))
            return undefined;
        for (let index = 0; index < value.length; index++) {
            const found = (first[index] ?? rest)(value[index], [index, at]);
            if (found)
                return found;
        }
        return undefined;
    };
}
/** At least one item fits. */
export function contains(check) {
    return (value, at) => !Array.isArray(value) || value.some((each, index) => !check(each, [index, at]))
        ? undefined
        : fault(at, "contains", "has no item of the kind that it must contain");
}
/** A rule about objects. */
function object(keyword, holds, expected) {
    return (value, at) => (!is_record(value) || holds(Object.keys(value)) ? undefined : fault(at, keyword, anywhere(expected)));
}
export const min_properties = (limit) => object("minProperties", (keys) => keys.length >= limit, `have at least ${limit} properties`);
export const max_properties = (limit) => object("maxProperties", (keys) => keys.length <= limit, `have at most ${limit} properties`);
/** All of these properties are there. */
export function required(...names) {
    return (value, at) => {
        const missing = is_record(value) ? names.find((name) => !Object.hasOwn(value, name)) : undefined;
        return missing === undefined ? undefined : fault(at, "required", `${JSON.stringify(missing)} is missing`);
    };
}
/** What an object's properties must fit: those of these names, those whose names match, and all others. */
export function properties(named, matching, others) {
    const by_name = new Map(named);
    const by_pattern = matching.map(([source, check]) => [expression_of(source), check]);
    return (value, at) => {
        if (!is_record(value))
            return undefined;
        for (const [key, each] of Object.entries(value)) {
            const known = by_name.get(key);
            const checks = by_pattern.filter(([expression]) => expression.test(key)).map(([, check]) => check);
            if (known)
                checks.unshift(known);
            if (checks.length === 0 && others)
                checks.push(others);
            for (const check of checks) {
                const found = check(each, [key, at]);
                if (found)
                    return found.keyword === "false" ? fault([key, at], "additionalProperties", "is no property here") : found;
            }
        }
        return undefined;
    };
}
/** Every property's name fits. */
export function property_names(check) {
    return (value, at) => {
        for (const key of is_record(value) ? Object.keys(value) : []) {
            const found = check(key, [key, at]);
            if (found)
                return fault([key, at], "propertyNames", `the name ${found.message}`);
        }
        return undefined;
    };
}
/** Where an object has a property, it has these others too, or fits a schema. */
export function dependencies(...all) {
    return (value, at) => {
        for (const [name, check] of all) {
            const found = is_record(value) && Object.hasOwn(value, name) ? check(value, at) : undefined;
            if (found)
                return fault(at, "dependencies", `${found.message}, with ${JSON.stringify(name)}`);
        }
        return undefined;
    };
}
/** The number of characters (code points) of a text; half a pair counts as one. */
function length_of(value) {
    let length = 0;
    for (const _ of value)
        length += 1;
    return length;
}
function is_unique(values) {
    const seen = new Set();
    const composed = [];
    for (const each of values) {
        if (typeof each === "object" && each !== null)
            composed.push(each);
        else if (seen.has(each))
            return false;
        else
            seen.add(each);
    }
    return composed.every((each, index) => !composed.slice(0, index).some((other) => is_same(each, other)));
}
/** Whether a number is a multiple of another one, as decimals and not as the binary fractions nearest to them. */
function is_multiple(value, step) {
    if (Number.isSafeInteger(value) && Number.isSafeInteger(step))
        return value % step === 0;
    const [left, left_places] = decimal(value);
    const [right, right_places] = decimal(step);
    const places = Math.max(left_places, right_places);
    const widened = (digits, has) => digits * 10n ** BigInt(places - has);
    return widened(left, left_places) % widened(right, right_places) === 0n;
}
/** A number's digits, and how many of them stand behind the point. */
function decimal(value) {
    const [mantissa = "0", exponent = "0"] = String(value).split("e");
    const [whole = "0", fraction = ""] = mantissa.split(".");
    const places = fraction.length - Number(exponent);
    const digits = BigInt(whole + fraction);
    return places < 0 ? [digits * 10n ** BigInt(-places), 0] : [digits, places];
}
