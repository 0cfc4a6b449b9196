import { type Notice } from "./notice.js";
import { HostElement, type Watched } from "./watched.js";
/**
 * `<ws-toasts>`: says in plain words why the connection of its `client` ended, and what the server reports as an error.
 *
 * What needs somebody (a refused token, an invalid message) stays until it is dismissed, with its button or Escape; the
 * rest goes `duration` milliseconds after the connection is live again, not while the pointer or the focus is on it.
 * Parts: `toast`, `title`, `text`, `detail`, `dismiss`. Properties of CSS: `--ws-toasts-text`, `--ws-toasts-background`,
 * `--ws-toasts-amber`, `--ws-toasts-red`.
 */
export declare class WsToasts extends HostElement {
    #private;
    /** How long what has mended itself still stands. */
    duration: number;
    /** The client of which is told. */
    get client(): Watched | null;
    set client(client: Watched | null);
    connectedCallback(): void;
    disconnectedCallback(): void;
    /** Shows a notice; one that stands there already isn't repeated, but said again to who listens. */
    show(notice: Notice): void;
}
declare global {
    interface HTMLElementTagNameMap {
        "ws-toasts": WsToasts;
    }
}
