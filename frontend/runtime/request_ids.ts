import { InvalidMessage } from "./errors.js";
import type { Message } from "./protocol.js";
import type { RequestId } from "./reading.js";

const FORMS = 3;

/**
 * Gives each request an id that is fresh on its connection, in a form that the message's schema accepts: short text
 * (`r1`), else a number, else a UUID. Which form a message takes is tried once.
 */
export class RequestIds {
  #count = 0;
  #forms = new Map<string, number>();

  /** Encodes with a fresh id, and gives text and id; throws InvalidMessage where no form is accepted. */
  write(message: Message, encode: (id: RequestId) => string): readonly [text: string, id: RequestId] {
    this.#count += 1;
    const known = this.#forms.get(message.name);
    let first: unknown = null;
    for (let form = known ?? 0; form < (known === undefined ? FORMS : known + 1); form++) {
      const id = this.#make(form);
      try {
        const text = encode(id);
        this.#forms.set(message.name, form);
        return [text, id];
      } catch (error) {
        if (!(error instanceof InvalidMessage)) throw error;
        first ??= error;
      }
    }
    throw first;
  }

  #make(form: number): RequestId {
    if (form === 0) return `r${this.#count}`;
    return form === 1 ? this.#count : uuid();
  }
}

/** A random UUID (RFC 9562 §5.4); `crypto.randomUUID` is for secure contexts alone. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
