/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | {
    readonly [key: string]: Json;
};
/** Levels of nesting that a frame may have. */
export declare const MAX_DEPTH = 100;
/** Whether a value is a JSON object. */
export declare function is_object(value: unknown): value is {
    readonly [key: string]: unknown;
};
/** The value at a path; undefined where any step is missing. */
export declare function value_at(frame: unknown, path: readonly string[]): unknown;
/** Sets the value at a path, making the objects on the way; nothing where what stands there has no room for it. */
export declare function put_at(frame: unknown, path: readonly string[], value: unknown): void;
/**
 * A copy whose objects and arrays may be changed; members that are undefined are left out. Throws TypeError for what JSON
 * has no word for, which `JSON.stringify` would silently change.
 */
export declare function copy_of(value: unknown): unknown;
/** What JSON Schema can't see: too deep, a number out of range, half a character; empty where all is well. */
export declare function find_fault(frame: unknown): string;
/** A property's name, or a JSON Pointer where it takes more than one step. */
export declare function shown_path(path: readonly string[]): string;
/** A value in a message for people, not too long. */
export declare function shortened(value: unknown): string;
