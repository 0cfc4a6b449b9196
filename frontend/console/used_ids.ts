import { type Reader, is_refused } from "../runtime/reading.js";
import { replaced } from "./places.js";
import type { Json } from "./shape.js";

/** The request ids that were sent on a connection: each may stand for one request only, so the next one needs another. */
export class UsedIds {
  #used = new Set<string | number>();

  constructor(private readonly reader: Reader) {}

  /** Notes the id of a frame that is sent. */
  note(text: string): void {
    const read = this.reader.read(text);
    if (read.request_id !== null) this.#used.add(read.request_id);
  }

  /** The same frame with an id that was not used yet; the very text where it has none, or a new one. */
  fresh(text: string, indent: number): string {
    const read = this.reader.read(text);
    if (is_refused(read) || read.request_id === null || !this.#used.has(read.request_id)) return text;
    let id = read.request_id;
    while (this.#used.has(id)) id = following(id);
    const path = read.route.message.request_id ?? [];
    const other = JSON.stringify(replaced(read.frame as Json, path, id), null, indent);
    // A schema may allow only ids of some form.
    return is_refused(this.reader.read(other)) ? text : other;
  }

  /** Forgets all: a new connection begins. */
  clear(): void {
    this.#used.clear();
  }
}

function following(id: string | number): string | number {
  if (typeof id === "number") return id + 1;
  const [, stem, digits] = /^(.*?)(\d*)$/s.exec(id) ?? ["", id, ""];
  return digits ? `${stem}${Number(digits) + 1}` : `${id}-2`;
}
