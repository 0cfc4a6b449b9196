import type { ClientState } from "../runtime/state.js";

/**
 * How a connection ended: `meaning` is what the document says of the code, empty where it says nothing; `returns` says
 * whether the client connects again.
 */
export interface Ended {
  readonly code: number;
  readonly reason: string;
  readonly by_client: boolean;
  readonly meaning: string;
  readonly returns: boolean;
}

/** What the elements see of a client; every generated client is one. Each `on_…` returns what ends the watching. */
export interface Watched {
  readonly state: ClientState;
  on_state(callback: (state: ClientState) => void): () => void;
  on_close(callback: (ended: Ended) => void): () => void;
  on_error(callback: (error: unknown, text: string) => void): () => void;
}

/** The base of an element: a class that stands in for it where there is no document, so that Node can import this. */
export const HostElement: typeof HTMLElement =
  typeof HTMLElement === "undefined" ? (class {} as unknown as typeof HTMLElement) : HTMLElement;

/** Makes an element known by its name, where there is a document that doesn't know it yet. */
export function define(name: string, element: typeof HTMLElement): void {
  if (typeof customElements !== "undefined" && customElements.get(name) === undefined) customElements.define(name, element);
}

/** Gives an element its shadow tree with a stylesheet, which a strict Content-Security-Policy allows. */
export function shadow(element: HTMLElement, css: string): ShadowRoot {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const root = element.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  return root;
}

/** Sets again, through its setter, a property that a page gave an element before the element was defined. */
export function upgrade(element: HTMLElement, property: string): void {
  if (!Object.hasOwn(element, property)) return;
  const value: unknown = Reflect.get(element, property);
  Reflect.deleteProperty(element, property);
  Reflect.set(element, property, value);
}
