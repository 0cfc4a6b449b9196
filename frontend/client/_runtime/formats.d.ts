import { type Validator } from "./schema.js";
/** `format`, where formats are rules; one that isn't known stays a remark. */
export declare function format(name: string): Validator;
