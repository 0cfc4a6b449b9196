/** What a JSON Schema refuses of a value: `at` is the JSON Pointer of the place, `keyword` the rule, `message` a sentence. */
export interface Fault {
    readonly at: string;
    readonly keyword: string;
    readonly message: string;
}
/** Asks a schema about a value: undefined where it accepts. */
export type Validator = (value: unknown) => Fault | undefined;
