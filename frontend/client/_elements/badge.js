import { HostElement, define, shadow, upgrade } from "./watched.js";
/** What stands in the badge, for those who can't tell colours; a child with `slot="live"` … says it otherwise. */
const WORDS = {
    connecting: "Connecting…",
    live: "Live",
    stale: "Reconnecting…",
    closed: "Closed",
};
// The shape differs too: a disc, a ring, a square. A colour that a browser doesn't take from light-dark() is the first one.
const STYLE = `
:host { display: inline-flex; align-items: center; gap: 0.5em; font: inherit; white-space: nowrap; }
:host([hidden]) { display: none; }
.dot { box-sizing: border-box; inline-size: 0.75em; block-size: 0.75em; flex: none; border: 0.2em solid; border-radius: 50%; }
.dot { color: #c27400; color: light-dark(var(--ws-badge-amber, #c27400), var(--ws-badge-amber, #e3a32b)); }
:host([state="live"]) .dot { background: currentColor; }
:host([state="live"]) .dot { color: #1a7f37; color: light-dark(var(--ws-badge-green, #1a7f37), var(--ws-badge-green, #4cc063)); }
:host([state="closed"]) .dot { background: currentColor; border-radius: 0.1em; }
:host([state="closed"]) .dot { color: #c4202c; color: light-dark(var(--ws-badge-red, #c4202c), var(--ws-badge-red, #ff6d66)); }
@media (prefers-reduced-motion: no-preference) {
  :host([state="connecting"]) .dot, :host([state="stale"]) .dot { animation: wait 1.2s ease-in-out infinite alternate; }
}
@media (forced-colors: active) { .dot { forced-color-adjust: none; } }
@keyframes wait { to { opacity: 0.45; } }
`;
/**
 * `<ws-badge>`: green, amber or red with a word, as the state of its `client` is.
 *
 * Attribute `state` follows the client's. Parts: `dot`, `text`. Properties of CSS: `--ws-badge-green`, `--ws-badge-amber`,
 * `--ws-badge-red`. Slots: `live`, `connecting`, `stale`, `closed`.
 */
export class WsBadge extends HostElement {
    #client = null;
    #leave = null;
    #text = null;
    /** The client whose state is shown; without one the badge is red. */
    get client() {
        return this.#client;
    }
    set client(client) {
        this.#client = client;
        if (this.isConnected)
            this.#watch();
    }
    connectedCallback() {
        upgrade(this, "client");
        if (this.#text === null)
            this.#build();
        this.#watch();
    }
    disconnectedCallback() {
        this.#leave?.();
        this.#leave = null;
    }
    #build() {
        const root = shadow(this, STYLE);
        const dot = document.createElement("span");
        dot.className = "dot";
        dot.setAttribute("part", "dot");
        const text = document.createElement("span");
        text.setAttribute("part", "text");
        text.setAttribute("role", "status");
        root.append(dot, text);
        this.#text = text;
    }
    #watch() {
        this.#leave?.();
        this.#leave = this.#client?.on_state((state) => this.#show(state)) ?? null;
        this.#show(this.#client?.state ?? "closed");
    }
    #show(state) {
        if (this.#text === null || (this.getAttribute("state") === state && this.#text.hasChildNodes()))
            return;
        this.setAttribute("state", state);
        const slot = document.createElement("slot");
        slot.name = state;
        slot.textContent = WORDS[state];
        this.#text.replaceChildren(slot);
    }
}
define("ws-badge", WsBadge);
