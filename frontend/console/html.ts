import htm from "htm";
import { type ComponentChildren, h } from "preact";

/** What a template becomes. */
export type Html = ComponentChildren;

/** Templates of the console: what stands in `${…}` is text or a property, never markup. */
export const html: (strings: TemplateStringsArray, ...values: unknown[]) => Html = htm.bind(h) as never;
