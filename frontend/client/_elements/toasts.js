import { noticeOf, noticeOfError } from "./notice.js";
import { HostElement, define, shadow, upgrade } from "./watched.js";
const MOST = 5;
const STYLE = `
:host { position: fixed; inset: auto 1rem 1rem auto; z-index: 1000; inline-size: min(24rem, calc(100vw - 2rem)); }
:host { display: block; pointer-events: none; font: 0.9375rem/1.4 system-ui, sans-serif; }
:host([hidden]) { display: none; }
ol { list-style: none; margin: 0; padding: 0; }
li { pointer-events: auto; display: flex; align-items: start; gap: 0.75rem; margin-block-start: 0.5rem; padding: 0.75rem 0.75rem 0.75rem 1rem; }
li { border: 1px solid; border-inline-start-width: 0.375rem; border-radius: 0.375rem; box-shadow: 0 4px 16px rgb(0 0 0 / 0.2); }
li { color: var(--ws-toasts-text, #1b1f24); background: var(--ws-toasts-background, #fff); border-color: var(--ws-toasts-amber, #c27400); }
li.stays { border-color: var(--ws-toasts-red, #c4202c); }
@supports (color: light-dark(#000, #fff)) {
  li { color: var(--ws-toasts-text, light-dark(#1b1f24, #eceff3)); background: var(--ws-toasts-background, light-dark(#fff, #22272e)); }
  li { border-color: var(--ws-toasts-amber, light-dark(#c27400, #e3a32b)); }
  li.stays { border-color: var(--ws-toasts-red, light-dark(#c4202c, #ff6d66)); }
}
div { flex: 1; min-inline-size: 0; overflow-wrap: anywhere; }
strong { display: block; }
p { margin: 0; }
.detail { margin-block-start: 0.25rem; font-size: 0.8125rem; opacity: 0.85; }
button { flex: none; margin-block: -0.25rem; inline-size: 2rem; block-size: 2rem; padding: 0; border: 0; border-radius: 0.25rem; font: inherit; font-size: 1.25rem; line-height: 1; }
button { color: inherit; background: none; cursor: pointer; }
button:hover { background: rgb(127 127 127 / 0.2); }
button:focus-visible { outline: 2px solid currentColor; outline-offset: -2px; }
@media (prefers-reduced-motion: no-preference) { li { animation: appear 0.2s ease-out; } }
@keyframes appear { from { opacity: 0; transform: translateY(0.5rem); } }
@media print { :host { display: none; } }
`;
/**
 * `<ws-toasts>`: says in plain words why the connection of its `client` ended, and what the server reports as an error.
 *
 * What needs somebody (a refused token, an invalid message) stays until it is dismissed, with its button or Escape; the
 * rest goes `duration` milliseconds after the connection is live again, not while the pointer or the focus is on it.
 * Parts: `toast`, `title`, `text`, `detail`, `dismiss`. Properties of CSS: `--ws-toasts-text`, `--ws-toasts-background`,
 * `--ws-toasts-amber`, `--ws-toasts-red`.
 */
export class WsToasts extends HostElement {
    /** How long what has mended itself still stands. */
    duration = 8000;
    #client = null;
    #leave = [];
    #urgent = null;
    #calm = null;
    /** The client of which is told. */
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
        upgrade(this, "duration");
        if (this.#urgent === null)
            this.#build();
        this.#watch();
    }
    disconnectedCallback() {
        for (const leave of this.#leave)
            leave();
        this.#leave = [];
    }
    /** Shows a notice; one that stands there already isn't repeated, but said again to who listens. */
    show(notice) {
        const list = notice.stays ? this.#urgent : this.#calm;
        if (list === null)
            return;
        const said = JSON.stringify(notice);
        for (const each of [...list.children])
            if (each instanceof HTMLElement && each.dataset["said"] === said)
                each.remove();
        const toast = this.#toast(notice);
        toast.dataset["said"] = said;
        list.append(toast);
        while (list.children.length > MOST)
            list.firstElementChild?.remove();
    }
    #build() {
        const root = shadow(this, STYLE);
        const region = document.createElement("section");
        region.setAttribute("aria-label", "Notifications");
        // What needs somebody interrupts; what mends itself waits its turn.
        this.#calm = this.#list("polite");
        this.#urgent = this.#list("assertive");
        region.append(this.#calm, this.#urgent);
        region.addEventListener("keydown", (event) => {
            if (event.key === "Escape" && event.target instanceof HTMLElement)
                this.#dismiss(event.target.closest("li"));
        });
        root.append(region);
    }
    #list(live) {
        const list = document.createElement("ol");
        list.setAttribute("aria-live", live);
        list.setAttribute("aria-relevant", "additions");
        return list;
    }
    #toast(notice) {
        const toast = document.createElement("li");
        toast.setAttribute("part", "toast");
        toast.className = notice.stays ? "stays" : "";
        const words = document.createElement("div");
        words.append(part("strong", "title", notice.title), part("p", "text", notice.text));
        if (notice.detail)
            words.append(part("p", "detail", notice.detail));
        const button = part("button", "dismiss", "×");
        button.setAttribute("aria-label", `Dismiss: ${notice.title}`);
        button.setAttribute("type", "button");
        button.addEventListener("click", () => this.#dismiss(toast));
        toast.append(words, button);
        return toast;
    }
    /** Takes a toast away; the focus goes to the next one, so that the keyboard isn't thrown to the page's top. */
    #dismiss(toast) {
        if (toast === null)
            return;
        const hadFocus = toast.matches(":focus-within");
        const rest = [...(this.shadowRoot?.querySelectorAll("button") ?? [])];
        const at = rest.findIndex((each) => toast.contains(each));
        toast.remove();
        if (hadFocus)
            (rest[at + 1] ?? rest[at - 1])?.focus();
    }
    #watch() {
        for (const leave of this.#leave)
            leave();
        const client = this.#client;
        if (client === null) {
            this.#leave = [];
            return;
        }
        this.#leave = [
            client.on_close((ended) => this.#told(ended)),
            client.on_error((_error, text) => this.#reported(text)),
            client.on_state((state) => this.#follow(state)),
        ];
    }
    #told(ended) {
        const notice = noticeOf(ended);
        if (notice === null)
            return;
        // A server that closes tells the reason by its error message first: once is enough.
        const last = this.#urgent?.lastElementChild;
        const said = last?.querySelector(".error")?.textContent ?? "";
        if (ended.reason !== "" && said.includes(ended.reason))
            last?.remove();
        this.show(notice);
    }
    #reported(text) {
        this.show(noticeOfError(text));
        this.#urgent?.lastElementChild?.querySelector("p")?.classList.add("error");
    }
    #follow(state) {
        if (state !== "live")
            return;
        for (const toast of [...(this.#calm?.children ?? [])])
            this.#fade(toast);
    }
    #fade(toast) {
        setTimeout(() => {
            if (toast.matches(":hover, :focus-within"))
                this.#fade(toast);
            else
                toast.remove();
        }, this.duration);
    }
}
function part(tag, name, text) {
    const made = document.createElement(tag);
    made.setAttribute("part", name);
    made.textContent = text;
    if (name === "detail")
        made.className = name;
    return made;
}
define("ws-toasts", WsToasts);
