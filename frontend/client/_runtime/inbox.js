import { QueueOverflow } from "./errors.js";
/**
 * Items in order of arrival, at most `limit` and together at most `max_bytes`, then an end: normal, or an error. One item
 * always finds room, or else what is larger than the queue could never be had.
 */
export class Inbox {
    limit;
    overflow;
    max_bytes;
    /** How many items were thrown away because the queue was full. */
    dropped = 0;
    /** How many places were passed by `next` at which items may be missing. */
    gaps = 0;
    /** Is called when a lost connection is back. */
    resumed = () => undefined;
    #items = [];
    #count = 0;
    #bytes = 0;
    #ended = false;
    #error = null;
    #waiting = [];
    constructor(limit, overflow, max_bytes = Infinity) {
        this.limit = limit;
        this.overflow = overflow;
        this.max_bytes = max_bytes;
    }
    /** Adds an item of so many bytes; false when the inbox had ended, or ends by this overflow. */
    put(item, size = 0) {
        if (this.#ended)
            return false;
        while (this.#count > 0 && (this.#count >= this.limit || this.#bytes + size > this.max_bytes)) {
            if (this.overflow === "fail") {
                const is_many = this.#count >= this.limit;
                this.end(() => (is_many ? new QueueOverflow(this.limit) : new QueueOverflow(this.max_bytes, "bytes")));
                return false;
            }
            this.dropped += 1;
            if (this.overflow === "drop_newest")
                return true;
            this.#take();
        }
        this.#items.push({ item, size });
        this.#count += 1;
        this.#bytes += size;
        this.#wake();
        return true;
    }
    /** Remembers that items may be missing after those that are here. */
    mark_gap() {
        if (!this.#ended)
            this.#items.push(GAP);
    }
    /** Lets nothing more in; after the last item `next` throws what `error` makes, or gives its end. */
    end(error = null) {
        if (this.#ended)
            return;
        this.#ended = true;
        this.#error = error;
        this.#wake();
    }
    /** The next item, as soon as there is one; `done` at a normal end. Throws the error of another one. */
    async next() {
        for (;;) {
            const item = this.#take();
            if (item !== NONE)
                return { done: false, value: item };
            if (this.#ended) {
                if (this.#error)
                    throw this.#error();
                return { done: true, value: undefined };
            }
            await new Promise((resolve) => this.#waiting.push(resolve));
        }
    }
    #take() {
        for (;;) {
            const held = this.#items.shift();
            if (held === undefined)
                return NONE;
            if (held === GAP) {
                this.gaps += 1;
                continue;
            }
            this.#count -= 1;
            this.#bytes -= held.size;
            return held.item;
        }
    }
    #wake() {
        for (const resolve of this.#waiting.splice(0))
            resolve();
    }
}
const GAP = Symbol("gap");
const NONE = Symbol("none");
