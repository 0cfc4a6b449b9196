import { cut_reason } from "./close.js";
import { is_object, value_at } from "./frame.js";
import { type Message, own } from "./protocol.js";
import type { Received, RequestId } from "./reading.js";
import type { Writer } from "./writing.js";

/** Answers a ping: the pong carries its id, else the fields that both have; null where none is valid. */
export function make_pong(writer: Writer, pong: Message, ping: Received, now: number): string | null {
  const payload = is_object(ping.payload) ? ping.payload : {};
  const source = own(ping.route.message.role_fields, "id");
  const target = own(pong.role_fields, "id");
  const is_named = source !== undefined && target !== undefined && Object.hasOwn(payload, source);
  // What has one possible value in a ping has another one in the pong.
  const { constants } = ping.route.message;
  const shared = Object.fromEntries(Object.entries(payload).filter(([key]) => !Object.hasOwn(constants, key)));
  const beside = { request_id: ping.request_id, topic: ping.topic, now };
  for (const candidate of [...(is_named ? [{ [target]: payload[source] }] : []), shared, {}]) {
    const text = writer.try_write(pong, candidate, beside);
    if (text !== null) return text;
  }
  return null;
}

/** What went wrong, to be told to the server: the close code for it, a word for programs, a line for people. */
export interface Complaint {
  readonly code: number;
  readonly kind: string;
  readonly reason: string;
  readonly request_id: RequestId | null;
}

/**
 * Writes the protocol's error message; null where clients have none, or where no valid one can be built.
 *
 * A field for the code gets the close code, or the word where the schema wants text.
 */
export function make_error(writer: Writer, error: Message | null, told: Complaint, now: number): string | null {
  if (error === null || !writer.routes.has(error.name)) return null;
  for (const payload of error_payloads(error, told)) {
    // An id that broke its own rule can't be copied.
    for (const request_id of told.request_id === null ? [null] : [told.request_id, null]) {
      const text = writer.try_write(error, payload, { request_id, now });
      if (text !== null) return text;
    }
  }
  return null;
}

function* error_payloads({ role_fields }: Message, { code, kind, reason }: Complaint): Generator<unknown> {
  const given = (word: string, values: readonly unknown[]): readonly (readonly [string, unknown][])[] => {
    const field = own(role_fields, word);
    return field === undefined ? [[]] : values.map((value) => (value === undefined ? [] : [[field, value]]));
  };
  for (const details of given("details", [undefined, { kind }, kind])) {
    for (const number of given("code", [code, kind, String(code)])) {
      for (const text of given("message", [reason, cut_reason(reason), kind])) {
        yield Object.fromEntries([...number, ...text, ...details]);
      }
    }
  }
}

/** What an error message says of itself in one line: its code and its text, where it has them. */
export function text_of_error({ route, payload }: Received): string {
  const fields = ["code", "message"].flatMap((word) => own(route.message.role_fields, word) ?? []);
  const said = fields.map((field) => value_at(payload, [field])).filter((value) => value !== undefined && value !== null);
  return said.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(": ");
}
