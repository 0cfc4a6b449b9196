import { HostElement, type Watched } from "./watched.js";
/**
 * `<ws-badge>`: green, amber or red with a word, as the state of its `client` is.
 *
 * Attribute `state` follows the client's. Parts: `dot`, `text`. Properties of CSS: `--ws-badge-green`, `--ws-badge-amber`,
 * `--ws-badge-red`. Slots: `live`, `connecting`, `stale`, `closed`.
 */
export declare class WsBadge extends HostElement {
    #private;
    /** The client whose state is shown; without one the badge is red. */
    get client(): Watched | null;
    set client(client: Watched | null);
    connectedCallback(): void;
    disconnectedCallback(): void;
}
declare global {
    interface HTMLElementTagNameMap {
        "ws-badge": WsBadge;
    }
}
