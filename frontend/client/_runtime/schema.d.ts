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
export declare function fault(at: Place, keyword: string, message: string): Fault;
/** The validators of schemas by name. */
export declare function validators<Name extends string>(schemas: {
    readonly [name in Name]: Check;
}): {
    readonly [name in Name]: Validator;
};
/** Takes everything: the schema `true`. */
export declare const anything: Check;
/** Takes nothing: the schema `false`. */
export declare const nothing: Check;
/** All of these. */
export declare function all(...checks: readonly Check[]): Check;
/** At least one of these. */
export declare function any(...checks: readonly Check[]): Check;
/** Exactly one of these. */
export declare function one(...checks: readonly Check[]): Check;
/** Not this. */
export declare function not(check: Check): Check;
/** `then` where `test` accepts, else `otherwise`. */
export declare function when(test: Check, then: Check, otherwise: Check): Check;
/** A schema that is known by a name, which may refer back to this one. */
export declare function ref(of: () => Check): Check;
/** One of these types. */
export declare function type(...names: readonly string[]): Check;
/** One of these values. */
export declare function enumeration(...values: readonly unknown[]): Check;
/** This value. */
export declare function constant(expected: unknown): Check;
/** Whether two JSON values are the same: the order of keys means nothing. */
export declare function is_same(one: unknown, other: unknown): boolean;
/** Whether a value is a JSON object. */
export declare function is_record(value: unknown): value is {
    readonly [key: string]: unknown;
};
