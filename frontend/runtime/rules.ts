export * from "./schema.js";
export * from "./schema_formats.js";
export * from "./schema_values.js";
