import { QueueOverflow } from "./errors.js";

/** What a full queue does. */
export type Overflow = "drop_oldest" | "drop_newest" | "fail";

/** Items in order of arrival, at most `limit`, then an end: normal, or an error. */
export class Inbox<T> {
  /** How many items were thrown away because the queue was full. */
  dropped = 0;
  /** How many places were passed by `next` at which items may be missing. */
  gaps = 0;
  /** Is called when a lost connection is back. */
  resumed: () => void = () => undefined;
  #items: (T | typeof GAP)[] = [];
  #count = 0;
  #ended = false;
  #error: (() => Error) | null = null;
  #waiting: (() => void)[] = [];

  constructor(
    readonly limit: number,
    readonly overflow: Overflow,
  ) {}

  /** Adds an item; false when the inbox had ended, or ends by this overflow. */
  put(item: T): boolean {
    if (this.#ended) return false;
    if (this.#count >= this.limit) {
      if (this.overflow === "fail") {
        this.end(() => new QueueOverflow(this.limit));
        return false;
      }
      this.dropped += 1;
      if (this.overflow === "drop_newest") return true;
      this.#take();
    }
    this.#items.push(item);
    this.#count += 1;
    this.#wake();
    return true;
  }

  /** Remembers that items may be missing after those that are here. */
  mark_gap(): void {
    if (!this.#ended) this.#items.push(GAP);
  }

  /** Lets nothing more in; after the last item `next` throws what `error` makes, or gives its end. */
  end(error: (() => Error) | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wake();
  }

  /** The next item, as soon as there is one; `done` at a normal end. Throws the error of another one. */
  async next(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      const item = this.#take();
      if (item !== NONE) return { done: false, value: item };
      if (this.#ended) {
        if (this.#error) throw this.#error();
        return { done: true, value: undefined };
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #take(): T | typeof NONE {
    for (;;) {
      const item = this.#items.shift();
      if (item === undefined && this.#count === 0) return NONE;
      if (item === GAP) {
        this.gaps += 1;
        continue;
      }
      this.#count -= 1;
      return item as T;
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

const GAP = Symbol("gap");
const NONE = Symbol("none");
