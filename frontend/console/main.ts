import { render } from "preact";
import * as elements from "../elements/index.js";
import { shadow } from "../elements/watched.js";
import * as containers from "../runtime/containers.js";
import * as formats from "../runtime/formats.js";
import * as index from "../runtime/index.js";
import * as scalars from "../runtime/scalars.js";
import * as schema from "../runtime/schema.js";
import { App, type Console } from "./app.js";
import { html } from "./html.js";
import type { PageProtocol } from "./page.js";
import type { ClientClass } from "./session.js";
import { STYLE } from "./style.js";

/** Puts the console of a protocol into an element; `clients` are the generated classes by name. */
function mount(element: HTMLElement, page: PageProtocol, clients: Readonly<Record<string, ClientClass>>): Promise<Console> {
  const root = shadow(element, STYLE);
  return new Promise((resolve) => {
    render(html`<${App} page=${page} clients=${clients} ready=${resolve} />`, root);
  });
}

// The generated client that a page holds stands on this runtime: these are the modules that it imports.
Object.assign(globalThis, { wsgen: { ...elements, mount, modules: { containers, formats, index, scalars, schema } } });
