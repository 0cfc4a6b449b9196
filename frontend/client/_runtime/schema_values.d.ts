import { type Check } from "./schema.js";
export declare const minimum: (limit: number) => Check;
export declare const maximum: (limit: number) => Check;
export declare const exclusive_minimum: (limit: number) => Check;
export declare const exclusive_maximum: (limit: number) => Check;
export declare const multiple_of: (step: number) => Check;
export declare const min_length: (limit: number) => Check;
export declare const max_length: (limit: number) => Check;
/** A text that a regular expression of ECMA 262 finds something in. */
export declare function pattern(source: string): Check;
/** The expression of a pattern, compiled once. */
export declare function expression_of(source: string): RegExp;
export declare const min_items: (limit: number) => Check;
export declare const max_items: (limit: number) => Check;
export declare const unique_items: Check;
/** Every item fits. */
export declare const items: (check: Check) => Check;
/** Each of the first items fits its own schema, all others `rest`. */
export declare function tuple(first: readonly Check[], rest: Check): Check;
/** At least one item fits. */
export declare function contains(check: Check): Check;
export declare const min_properties: (limit: number) => Check;
export declare const max_properties: (limit: number) => Check;
/** All of these properties are there. */
export declare function required(...names: readonly string[]): Check;
/** What an object's properties must fit: those of these names, those whose names match, and all others. */
export declare function properties(named: readonly (readonly [name: string, check: Check])[], matching: readonly (readonly [pattern: string, check: Check])[], others: Check | null): Check;
/** Every property's name fits. */
export declare function property_names(check: Check): Check;
/** Where an object has a property, it has these others too, or fits a schema. */
export declare function dependencies(...all: readonly (readonly [name: string, check: Check])[]): Check;
