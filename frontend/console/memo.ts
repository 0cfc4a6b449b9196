import { Component } from "preact";
import { type Html, html } from "./html.js";

/** A component that is drawn again only where one of its properties is another one. */
export function memo<Properties extends object>(draw: (properties: Properties) => Html): unknown {
  return class extends Component<Properties> {
    override shouldComponentUpdate(next: Properties): boolean {
      const keys = Object.keys(next) as (keyof Properties)[];
      return keys.some((key) => key !== "children" && next[key] !== this.props[key]);
    }

    override render(): Html {
      return html`<${draw} ...${this.props} />`;
    }
  };
}
