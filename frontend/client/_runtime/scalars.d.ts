import { type Validator } from "./schema.js";
/** The types of JSON Schema. */
export type Type = "null" | "boolean" | "number" | "integer" | "string" | "array" | "object";
/** `type`: `5.0` is an integer. */
export declare function of_type(...types: readonly Type[]): Validator;
/** `const` */
export declare function constant(wanted: unknown): Validator;
/** `enum` */
export declare function choice(values: readonly unknown[]): Validator;
/** `minimum` */
export declare function minimum(least: number): Validator;
/** `maximum` */
export declare function maximum(most: number): Validator;
/** `exclusiveMinimum` */
export declare function exclusive_minimum(bound: number): Validator;
/** `exclusiveMaximum` */
export declare function exclusive_maximum(bound: number): Validator;
/** `multipleOf`, of the decimals as they are written: 4.35 is a multiple of 0.01. */
export declare function multiple_of(divisor: number): Validator;
/** `minLength`, in characters (code points). */
export declare function min_length(least: number): Validator;
/** `maxLength`, in characters (code points). */
export declare function max_length(most: number): Validator;
/** `pattern` (ECMA 262 with the flag `u`). */
export declare function pattern(source: string): Validator;
/** A pattern as this engine runs it; null where it can't. */
export declare function compile(source: string): RegExp | null;
/** Whether two values are the same JSON: `1` is `1.0`, and keys have no order. */
export declare function are_equal(one: unknown, other: unknown): boolean;
/** A number of things. */
export declare function counted(count: number, thing: string, things?: string): string;
/** A rule that only text can break. */
export declare function text_rule(keyword: string, accepts: (value: string) => boolean, message: string): Validator;
