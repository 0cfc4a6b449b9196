import type { ClientState } from "../_runtime/state.js";
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
export declare const HostElement: typeof HTMLElement;
/** Makes an element known by its name, where there is a document that doesn't know it yet. */
export declare function define(name: string, element: typeof HTMLElement): void;
/** Gives an element its shadow tree with a stylesheet, which a strict Content-Security-Policy allows. */
export declare function shadow(element: HTMLElement, css: string): ShadowRoot;
/** Sets again, through its setter, a property that a page gave an element before the element was defined. */
export declare function upgrade(element: HTMLElement, property: string): void;
