import { useId, useMemo, useRef, useState } from "preact/hooks";
import { type Html, html } from "./html.js";
import { type Frame, type Recording, type Step, compared, read, stepsOf, written } from "./recording.js";
import type { Session } from "./session.js";

/** A recording that is being sent again: which step comes next, and the number of the log's entry that it began after. */
interface Replay {
  readonly name: string;
  readonly recording: Recording;
  readonly next: number;
  readonly since: number;
}

/** Buttons for the log's recordings, and the replay of one where one is loaded. */
export function useReplay(session: Session): { actions: Html; panel: Html } {
  const [replay, setReplay] = useState<Replay | null>(null);
  const [unread, setUnread] = useState("");
  const load = (name: string, recording: Recording): void => {
    setUnread(unreadOf(name, recording));
    setReplay(recording.frames.length === 0 ? null : { name, recording, next: 0, since: lastOf(session) });
  };
  const take = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file !== undefined) load(file.name, read(await file.text()));
    input.value = "";
  };
  const again = (): void => load("this log", { frames: session.entries, unread: [] });
  const isEmpty = session.entries.length === 0;
  const actions = html`
    <button type="button" disabled=${isEmpty} onClick=${() => save(session.entries, session.connection.name)}>Export</button>
    <label class="button">Import<input type="file" class="unseen" accept=".jsonl,.ndjson,application/jsonl,text/plain" onChange=${take} /></label>
    <button type="button" disabled=${isEmpty} onClick=${again}>Replay</button>
  `;
  const panel = html`
    <div role="alert">${unread && html`<p class="verdict bad">${unread}</p>`}</div>
    ${replay !== null && html`<${Replaying} session=${session} replay=${replay} setReplay=${setReplay} />`}
  `;
  return { actions, panel };
}

function unreadOf(name: string, { frames, unread }: Recording): string {
  if (unread.length > 0) return `${name}: ${unread.length === 1 ? "a line is" : `${unread.length} lines are`} no frame of a recording, the first is line ${unread[0]}.`;
  return frames.length === 0 ? `${name} holds no frames.` : "";
}

interface ReplayingProps {
  readonly session: Session;
  readonly replay: Replay;
  readonly setReplay: (replay: Replay | null) => void;
}

function Replaying({ session, replay, setReplay }: ReplayingProps): Html {
  const id = useId();
  const own = useMemo(() => ownOf(session), [session]);
  const steps = useMemo(() => stepsOf(replay.recording.frames, own), [replay.recording, own]);
  const pace = usePace(session, steps, replay, setReplay);
  const next = steps[replay.next];
  const isOpen = session.state === "live";
  const now = session.entries.filter((each) => each.id > replay.since);
  const close = (): void => {
    pace.stop();
    setReplay(null);
  };
  return html`<section class="panel replay" aria-labelledby=${id}>
    <h3 id=${id}>Replay of ${replay.name}</h3>
    <p role="status">${replay.next} of ${steps.length} frames sent${next && html`; next is <code>${next.frame.message ?? next.frame.text.slice(0, 60)}</code>`}.</p>
    <div class="buttons">
      <button type="button" class="main" disabled=${!isOpen || next === undefined || pace.runs} onClick=${pace.start}>At its pace</button>
      <button type="button" disabled=${!pace.runs} onClick=${pace.stop}>Stop</button>
      <button type="button" disabled=${!isOpen || next === undefined || pace.runs} onClick=${pace.step}>Send next</button>
      <button type="button" disabled=${pace.runs} onClick=${() => setReplay({ ...replay, next: 0, since: lastOf(session) })}>From the start</button>
      <button type="button" onClick=${close}>Close</button>
      ${!isOpen && html`<span class="hint">Connect first.</span>`}
    </div>
    ${replay.next > 0 && html`<${Compared} then=${replay.recording.frames} now=${now} own=${own} />`}
  </section>`;
}

interface Pace {
  readonly runs: boolean;
  readonly start: () => void;
  readonly stop: () => void;
  readonly step: () => void;
}

/** Sends the steps of a replay, one by one or with the waits that were between them. */
function usePace(session: Session, steps: readonly Step[], replay: Replay, setReplay: (replay: Replay) => void): Pace {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const [runs, setRuns] = useState(false);
  const send = (at: number): number => {
    const step = steps[at];
    if (step === undefined) return at;
    void session.sendText(session.ids.fresh(step.frame.text, 0));
    setReplay({ ...replay, next: at + 1 });
    return at + 1;
  };
  const stop = (): void => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    setRuns(false);
  };
  const go = (at: number): void => {
    const next = session.state === "live" ? send(at) : steps.length;
    const step = steps[next];
    if (step === undefined) stop();
    else timer.current = setTimeout(() => go(next), step.wait);
  };
  const start = (): void => {
    setRuns(true);
    go(replay.next);
  };
  return { runs, start, stop, step: () => void send(replay.next) };
}

function Compared({ then, now, own }: { then: readonly Frame[]; now: readonly Frame[]; own: ReadonlySet<string> }): Html {
  const rows = compared(then, now, own);
  const differ = rows.filter((each) => each.then !== each.now).length;
  return html`<table>
    <caption>${differ === 0 ? "The server sends what it sent then." : "The server sends otherwise than it did then."}</caption>
    <thead><tr><th scope="col">server → client</th><th scope="col">then</th><th scope="col">now</th></tr></thead>
    <tbody>
      ${rows.map((each) => html`<tr key=${each.message} class=${each.then === each.now ? "" : "differs"}>
        <th scope="row">${each.message}</th><td>${each.then}</td><td>${each.now}${each.then !== each.now && html`<span class="unseen">, differs</span>`}</td>
      </tr>`)}
    </tbody>
  </table>`;
}

/** The messages that a client's runtime sends, or answers, by itself. */
function ownOf(session: Session): ReadonlySet<string> {
  const roles = new Set(["ping", "pong", "authenticate"]);
  return new Set(session.connection.messages.filter((each) => roles.has(each.role ?? "")).map((each) => each.wire));
}

function lastOf(session: Session): number {
  return session.entries.at(-1)?.id ?? 0;
}

function save(frames: readonly Frame[], name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([written(frames)], { type: "application/jsonl" }));
  link.download = `${name}.jsonl`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
