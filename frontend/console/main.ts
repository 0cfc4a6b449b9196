import { render } from "preact";
import * as elements from "../elements/index.js";
import { shadow } from "../elements/watched.js";
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

Object.assign(globalThis, { wsgen: { ...elements, mount } });
