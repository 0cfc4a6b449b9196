import { type Check } from "./schema.js";
/**
 * A text that has this format. `idn-email`, `idn-hostname`, `iri`, `iri-reference` and `uri-template` are left to the
 * server: a browser has no tables for them.
 */
export declare function format(name: string): Check;
