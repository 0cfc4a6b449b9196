import type { Direction } from "./page.js";

/** Whether the protocol allows a frame: it does, it knows the message but not like this, it knows no such message. */
export type Verdict = "valid" | "invalid" | "unknown";

/** One frame that crossed the connection; `at` counts milliseconds since 1970, or since any other beginning. */
export interface Frame {
  readonly at: number;
  readonly direction: Direction;
  readonly text: string;
  readonly message: string | null;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** What is shown of a log: frames that hold `text`, and are of that message, direction and verdict; empty is any. */
export interface Filter {
  readonly text: string;
  readonly message: string;
  readonly direction: string;
  readonly verdict: string;
}

/** A filter that lets everything through. */
export const EVERYTHING: Filter = { text: "", message: "", direction: "", verdict: "" };

/** Says whether a filter lets a frame through. */
export function passes(frame: Frame, filter: Filter): boolean {
  return (
    (filter.message === "" || frame.message === filter.message) &&
    (filter.direction === "" || frame.direction === filter.direction) &&
    (filter.verdict === "" || frame.verdict === filter.verdict) &&
    (filter.text === "" || frame.text.toLowerCase().includes(filter.text.toLowerCase()))
  );
}

/** Writes frames as JSONL, one a line, as docs/console.md tells. */
export function written(frames: readonly Frame[]): string {
  return frames.map((frame) => `${JSON.stringify(lineOf(frame))}\n`).join("");
}

function lineOf(frame: Frame): object {
  const { direction, text, message, verdict, reason } = frame;
  const line = { at: new Date(frame.at).toISOString(), direction, text, message, verdict };
  return reason === "" ? line : { ...line, reason };
}

/** A recording as it was read, and the numbers of the lines that aren't frames. */
export interface Recording {
  readonly frames: readonly Frame[];
  readonly unread: readonly number[];
}

/** Reads JSONL; a line that isn't a frame is passed over and told. */
export function read(text: string): Recording {
  const frames: Frame[] = [];
  const unread: number[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const frame = frameOf(line);
    if (frame === null) unread.push(at + 1);
    else frames.push(frame);
  }
  return { frames, unread };
}

function frameOf(line: string): Frame | null {
  let found: unknown;
  try {
    found = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof found !== "object" || found === null) return null;
  const { at, direction, text, message, verdict, reason } = found as Record<string, unknown>;
  const time = typeof at === "number" ? at : typeof at === "string" ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(time) || typeof text !== "string") return null;
  if (direction !== "client → server" && direction !== "server → client") return null;
  return {
    at: time,
    direction,
    text,
    message: typeof message === "string" ? message : null,
    verdict: verdict === "invalid" || verdict === "unknown" ? verdict : "valid",
    reason: typeof reason === "string" ? reason : "",
  };
}

/** What a replay sends, and how many milliseconds after the one before it was sent. */
export interface Step {
  readonly frame: Frame;
  readonly wait: number;
}

/** The frames of a recording that a client sends again: not those whose message the runtime sends by itself. */
export function stepsOf(frames: readonly Frame[], own: ReadonlySet<string>): Step[] {
  const sent = frames.filter((frame) => frame.direction === "client → server" && !own.has(frame.message ?? ""));
  return sent.map((frame, at) => ({ frame, wait: Math.max(0, frame.at - (sent[at - 1] ?? frame).at) }));
}

/** How often each message came from the server in a recording, and now. */
export interface Comparison {
  readonly message: string;
  readonly then: number;
  readonly now: number;
}

/** Compares what servers sent: by message and verdict, since ids and times differ; those the runtime deals with are left out. */
export function compared(then: readonly Frame[], now: readonly Frame[], own: ReadonlySet<string>): Comparison[] {
  const counts = new Map<string, { then: number; now: number }>();
  const count = (frames: readonly Frame[], when: "then" | "now"): void => {
    for (const frame of frames) {
      if (frame.direction !== "server → client" || own.has(frame.message ?? "")) continue;
      const key = `${frame.message ?? "unknown message"}${frame.verdict === "invalid" ? ", invalid" : ""}`;
      const found = counts.get(key) ?? { then: 0, now: 0 };
      found[when] += 1;
      counts.set(key, found);
    }
  };
  count(then, "then");
  count(now, "now");
  return [...counts].map(([message, found]) => ({ message, ...found }));
}
