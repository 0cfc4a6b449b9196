import { useId, useMemo } from "preact/hooks";
import type { Fault } from "../runtime/schema.js";
import { Form, type FormContext } from "./form.js";
import { type Html, html, prose } from "./html.js";
import type { PageMessage, PageProtocol } from "./page.js";
import { replaced } from "./places.js";
import type { Session } from "./session.js";
import { type Json, firstValue } from "./shape.js";

/** What is being written: a message of the protocol by its id, and the frame's text, which may be anything. */
export interface Draft {
  readonly message: string;
  readonly text: string;
}

/** A draft of a message: its first example, or the least that its schema asks for. */
export function draftOf(page: PageProtocol, message: PageMessage, example = 0): Draft {
  const frame = (message.examples[example] as Json | undefined) ?? firstValue({ $ref: `#/$defs/${message.schema}` }, page.definitions);
  return { message: message.id, text: JSON.stringify(frame, null, 2) };
}

interface ComposerProps {
  readonly page: PageProtocol;
  readonly session: Session;
  readonly draft: Draft;
  readonly setDraft: (draft: Draft) => void;
}

/** What a draft's text is: a value and its fault, or why it is no JSON. */
type Reading = { readonly value: Json; readonly fault: Fault | undefined } | { readonly unreadable: string };

/** Where a message is written, as a form and as JSON, checked and sent. */
export function Composer({ page, session, draft, setDraft }: ComposerProps): Html {
  const id = useId();
  const messages = session.connection.messages.filter((each) => each.direction === "client → server");
  const message = messages.find((each) => each.id === draft.message) ?? messages[0];
  const reading = useMemo(() => readingOf(session, message, draft.text), [session, message, draft.text]);
  if (message === undefined) return html`<p>Clients send nothing on this connection.</p>`;
  const set = (value: Json): void => setDraft({ ...draft, text: JSON.stringify(value, null, 2) });
  return html`<section class="panel composer" aria-labelledby=${`${id}-title`}>
    <h3 id=${`${id}-title`}>Compose</h3>
    <${Picker} page=${page} messages=${messages} message=${message} setDraft=${setDraft} />
    <div class="both">
      <div class="form" role="group" aria-label="The message as a form">
        ${"value" in reading
          ? html`<${Form} key=${message.id} context=${contextOf(page, reading.value, reading.fault, set)} steps=${[]} label=${message.wire}
              schema=${{ $ref: `#/$defs/${message.schema}` }} value=${reading.value} required=${true} remove=${null} />`
          : html`<p>The form comes back when the text is JSON.</p>`}
      </div>
      <div class="json">
        <label for=${`${id}-json`}>JSON</label>
        <textarea id=${`${id}-json`} class="code" spellcheck="false" rows="14" value=${draft.text} aria-describedby=${`${id}-verdict`}
          onInput=${(event: Event) => setDraft({ ...draft, text: (event.target as HTMLTextAreaElement).value })}></textarea>
      </div>
    </div>
    <p id=${`${id}-verdict`} class=${verdictOf(reading).isValid ? "verdict good" : "verdict bad"} role="status">${verdictOf(reading).text}</p>
    <${Buttons} session=${session} message=${message} reading=${reading} draft=${draft} setDraft=${setDraft} />
  </section>`;
}

function contextOf(page: PageProtocol, value: Json, fault: Fault | undefined, set: (value: Json) => void): FormContext {
  return { definitions: page.definitions, fault, change: (steps, inner) => set(replaced(value, steps, inner)) };
}

function readingOf(session: Session, message: PageMessage | undefined, text: string): Reading {
  try {
    const value = JSON.parse(text) as Json;
    return { value, fault: message && session.fault(message, value) };
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) };
  }
}

function verdictOf(reading: Reading): { readonly isValid: boolean; readonly text: string } {
  if ("unreadable" in reading) return { isValid: false, text: `Not JSON: ${reading.unreadable}` };
  const { fault } = reading;
  if (fault === undefined) return { isValid: true, text: "Valid: the protocol allows this frame." };
  return { isValid: false, text: `Invalid at ${fault.at || "the frame itself"}: ${fault.message}` };
}

interface PickerProps {
  readonly page: PageProtocol;
  readonly messages: readonly PageMessage[];
  readonly message: PageMessage;
  readonly setDraft: (draft: Draft) => void;
}

function Picker({ page, messages, message, setDraft }: PickerProps): Html {
  const id = useId();
  const own = messages.filter((each) => each.role !== null);
  const option = (each: PageMessage): Html => html`<option value=${each.id} selected=${each === message}>${each.wire}${each.title !== each.wire && each.title && ` – ${each.title}`}</option>`;
  const pick = (event: Event): void => {
    const found = messages.find((each) => each.id === (event.target as HTMLSelectElement).value);
    if (found !== undefined) setDraft(draftOf(page, found));
  };
  const fill = (event: Event): void => setDraft(draftOf(page, message, Number((event.target as HTMLSelectElement).value)));
  return html`<div class="row">
      <div class="field wide">
        <label for=${`${id}-message`}>Message</label>
        <select id=${`${id}-message`} onChange=${pick}>
          ${messages.filter((each) => each.role === null).map(option)}
          ${own.length > 0 && html`<optgroup label="What the client sends by itself">${own.map(option)}</optgroup>`}
        </select>
      </div>
      <div class="field">
        <label for=${`${id}-example`}>Fill in</label>
        <select id=${`${id}-example`} key=${message.id} onChange=${fill}>
          ${message.examples.map((_, at) => html`<option value=${at}>example ${at + 1}</option>`)}
          <option value="-1">the least it needs</option>
        </select>
      </div>
    </div>
    <p class="about">${message.deprecated && html`<strong>Deprecated. </strong>`}${prose(message.summary)} ${answersOf(message, page)}</p>`;
}

function answersOf({ reply }: PageMessage, page: PageProtocol): string {
  if (reply === null) return "";
  const all = page.connections.flatMap((connection) => connection.messages);
  const names = (ids: readonly string[]): string => ids.map((each) => all.find((message) => message.id === each)?.wire ?? each).join(" or ");
  if ("one" in reply) return `Answered by ${names(reply.one)}.`;
  return `Answered by a stream: ${[reply.start === null ? "" : names([reply.start]), `any number of ${names(reply.items)}`, names(reply.end)].filter(Boolean).join(", then ")}.`;
}

interface ButtonsProps {
  readonly session: Session;
  readonly message: PageMessage;
  readonly reading: Reading;
  readonly draft: Draft;
  readonly setDraft: (draft: Draft) => void;
}

function Buttons({ session, message, reading, draft, setDraft }: ButtonsProps): Html {
  const isOpen = session.state === "live";
  const valid = "value" in reading && reading.fault === undefined ? reading.value : undefined;
  // What is sent next needs a request id of its own.
  const sent = (): void => setDraft({ ...draft, text: session.ids.fresh(draft.text, 2) });
  const call = (): void => {
    if (valid !== undefined) void session.call(message, valid);
    sent();
  };
  const send = (): void => {
    void session.sendText(draft.text);
    sent();
  };
  return html`<div class="buttons">
    ${session.has(message.method) &&
    html`<button type="button" class="main" disabled=${!isOpen || valid === undefined} onClick=${call}
      title="By the method of the generated client, which waits for what answers it">Call ${message.method}()</button>`}
    <button type="button" disabled=${!isOpen} onClick=${send} title="The text as it stands, whatever it is">
      ${valid === undefined ? "Send anyway" : "Send text"}
    </button>
    ${!isOpen && html`<span class="hint">Connect first.</span>`}
  </div>`;
}
