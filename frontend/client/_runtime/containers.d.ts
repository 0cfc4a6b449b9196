import { type Validator } from "./schema.js";
/** Schemas by the name of a property. */
export interface Rules {
    readonly [name: string]: Validator;
}
/** `additionalProperties: false` */
export declare const closed: Validator;
/** `items`, one schema for all. */
export declare function items(rule: Validator): Validator;
/** `items`, a schema for each place, and `additionalItems` for all that follow. */
export declare function tuple(rules: readonly Validator[], rest: Validator): Validator;
/** `contains` */
export declare function contains(rule: Validator): Validator;
/** `uniqueItems` */
export declare function unique_items(): Validator;
/** `minItems` */
export declare function min_items(least: number): Validator;
/** `maxItems` */
export declare function max_items(most: number): Validator;
/** `properties` */
export declare function properties(rules: Rules): Validator;
/** `properties`, `patternProperties`, and `additionalProperties` for all that neither of them names. */
export declare function members(rules: Rules, patterns: readonly (readonly [string, Validator])[], rest: Validator): Validator;
/** `required` */
export declare function required(...names: readonly string[]): Validator;
/** `propertyNames` */
export declare function property_names(rule: Validator): Validator;
/** `minProperties` */
export declare function min_properties(least: number): Validator;
/** `maxProperties` */
export declare function max_properties(most: number): Validator;
/** `dependencies`: names that a property needs beside it, or what an object with it must satisfy. */
export declare function dependencies(needs: {
    readonly [name: string]: readonly string[] | Validator;
}): Validator;
