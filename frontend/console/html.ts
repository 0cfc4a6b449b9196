import htm from "htm";
import { type ComponentChildren, h } from "preact";

/** What a template becomes. */
export type Html = ComponentChildren;

/** Templates of the console: what stands in `${…}` is text or a property, never markup. */
export const html: (strings: TemplateStringsArray, ...values: unknown[]) => Html = htm.bind(h) as never;

/** A text of the document's with what stands between backticks as code. */
export function prose(text: string): Html {
  return text.split("`").map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}
