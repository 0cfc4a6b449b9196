/** What a JSON Schema refuses of a value: `at` is the JSON Pointer of the place, `keyword` the rule, `message` a sentence. */
export interface Fault {
    readonly at: string;
    readonly keyword: string;
    readonly message: string;
}
/**
 * Asks a schema about a value: undefined where it accepts.
 *
 * The value is what `JSON.parse` gave: integers beyond 2^53 are rounded already. Who reads frames refuses before what is
 * nested too deep, and numbers out of range.
 */
export type Validator = (value: unknown) => Fault | undefined;
/** The schema `true`. */
export declare const anything: Validator;
/** The schema `false`. */
export declare const nothing: Validator;
/** A fault of the value itself. */
export declare function refuse(keyword: string, message: string): Fault;
/** A fault of a value's part, as a fault of the value. */
export declare function inside(key: string | number, fault: Fault): Fault;
/** A value in a sentence: short, whatever it is. */
export declare function shown(value: unknown): string;
/** A schema by its name, which may be defined after whoever refers to it. */
export declare function ref(named: () => Validator): Validator;
/** All of them: the first fault counts. */
export declare function all(...rules: readonly Validator[]): Validator;
/** `anyOf` */
export declare function any_of(...rules: readonly Validator[]): Validator;
/** `oneOf` */
export declare function one_of(...rules: readonly Validator[]): Validator;
/** `not` */
export declare function not(rule: Validator): Validator;
/** `if`, `then`, `else` */
export declare function when(condition: Validator, then: Validator, otherwise: Validator): Validator;
