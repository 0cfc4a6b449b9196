import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { WsBadge } from "../elements/badge.js";
import type { WsToasts } from "../elements/toasts.js";
import { type Html, html } from "./html.js";
import type { PageArgument, PageConnection, PageProtocol } from "./page.js";
import { valueAt } from "./places.js";
import type { Session } from "./session.js";
import type { Json } from "./shape.js";

interface ConnectingProps {
  readonly page: PageProtocol;
  readonly session: Session;
  readonly setConnection: (connection: PageConnection) => void;
}

/** Where a server is chosen and a connection opened and closed, with the state that it is in. */
export function Connecting({ page, session, setConnection }: ConnectingProps): Html {
  const id = useId();
  const { connection } = session;
  const servers = serversOf(page, connection);
  const [url, setUrl] = useState(servers[0]?.url ?? "");
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const isOpen = session.state !== "closed";
  const greeting = greetingOf(connection);
  const [greetingText, setGreeting] = useState(greeting?.text ?? "");
  const submit = (event: Event): void => {
    event.preventDefault();
    const first = greeting === null ? {} : { [greeting.property]: parsed(greetingText) };
    void (isOpen ? session.disconnect() : session.connect(url, { ...argumentsOf(connection, given), ...first }));
  };
  const pick = (event: Event): void => {
    const found = page.connections.find((each) => each.key === (event.target as HTMLSelectElement).value);
    if (found !== undefined) setConnection(found);
  };
  return html`<form class="panel connecting" onSubmit=${submit} aria-label="Connection">
    <div class="row">
      ${page.connections.length > 1 &&
      html`<div class="field">
        <label for=${`${id}-connection`}>Connection</label>
        <select id=${`${id}-connection`} disabled=${isOpen} onChange=${pick}>
          ${page.connections.map((each) => html`<option value=${each.key} selected=${each === connection}>${each.name} ${each.path}</option>`)}
        </select>
      </div>`}
      <div class="field wide">
        <label for=${`${id}-url`}>Server</label>
        <input id=${`${id}-url`} type="url" required list=${`${id}-servers`} disabled=${isOpen} value=${url} placeholder="wss://…"
          autocomplete="off" onInput=${(event: Event) => setUrl((event.target as HTMLInputElement).value)} />
      </div>
      ${servers.length > 0 && html`<${Servers} servers=${servers} url=${url} disabled=${isOpen} setUrl=${setUrl} />`}
      ${connection.arguments.map(
        (each) => html`<${Given} key=${each.property} argument=${each} value=${given[each.property] ?? ""} disabled=${isOpen}
          set=${(value: string) => setGiven({ ...given, [each.property]: value })} />`,
      )}
      ${greeting !== null &&
      html`<div class="field wide">
        <label for=${`${id}-greeting`}>${greeting.name}, the first message (JSON)</label>
        <textarea id=${`${id}-greeting`} class="code" rows="1" disabled=${isOpen} value=${greetingText} spellcheck="false"
          onInput=${(event: Event) => setGreeting((event.target as HTMLTextAreaElement).value)}></textarea>
      </div>`}
      <button type="submit" class="main">${isOpen ? "Disconnect" : "Connect"}</button>
      <${Badge} session=${session} />
    </div>
    <div role="alert">${session.trouble && html`<p class="verdict bad">${session.trouble}</p>`}</div>
  </form>`;
}

/** The message by which a client says who it is, as an argument of the generated class; null where there is none. */
function greetingOf(connection: PageConnection): { name: string; property: string; text: string } | null {
  const message = connection.messages.find((each) => each.role === "authenticate" && each.direction === "client → server");
  if (message === undefined) return null;
  const taken = new Set(connection.arguments.map((each) => each.property));
  let property = "auth";
  while (taken.has(property)) property += "_";
  const payload = valueAt((message.examples[0] ?? {}) as Json, message.data);
  return { name: message.wire, property, text: JSON.stringify(payload ?? {}) };
}

/** What is no JSON is left to the client's own check. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

interface ServersProps {
  readonly servers: readonly { readonly url: string; readonly title: string }[];
  readonly url: string;
  readonly disabled: boolean;
  readonly setUrl: (url: string) => void;
}

function Servers({ servers, url, disabled, setUrl }: ServersProps): Html {
  const id = useId();
  const at = servers.findIndex((each) => each.url === url);
  return html`<div class="field">
    <label for=${id}>Known servers</label>
    <select id=${id} disabled=${disabled} onChange=${(event: Event) => setUrl(servers[Number((event.target as HTMLSelectElement).value)]?.url ?? "")}>
      ${servers.map((each, index) => html`<option value=${index} selected=${index === at}>${each.title}</option>`)}
      <option value="-1" selected=${at < 0}>another one</option>
    </select>
  </div>`;
}

function serversOf(page: PageProtocol, connection: PageConnection): { url: string; title: string }[] {
  const known = connection.servers.map(({ url, title }) => ({ url, title: title || url }));
  return page.mock === null ? known : [{ url: page.mock.replace(/\/$/, "") + connection.path, title: "The mock" }, ...known];
}

interface GivenProps {
  readonly argument: PageArgument;
  readonly value: string;
  readonly disabled: boolean;
  readonly set: (value: string) => void;
}

function Given({ argument, value, disabled, set }: GivenProps): Html {
  const id = useId();
  const isSent = argument.where !== "header" && argument.where !== "cookie";
  const input = (event: Event): void => set((event.target as HTMLInputElement).value);
  const shared = { id, disabled: disabled || !isSent, required: argument.required && isSent };
  const choices = argument.type === "bool" ? ["true", "false"] : argument.values;
  return html`<div class="field">
    <label for=${id} title=${argument.description}>${argument.name}${argument.required && html`<span class="needed" title="required">*</span>`}</label>
    ${choices.length > 0 && !argument.many
      ? html`<select ...${shared} onChange=${input}>
          <option value="">–</option>${choices.map((each) => html`<option selected=${each === value}>${each}</option>`)}
        </select>`
      : html`<input ...${shared} type=${argument.secret ? "password" : "text"} value=${value} autocomplete="off" onInput=${input}
          placeholder=${isSent ? argument.example : "browsers can't send it"} />`}
  </div>`;
}

/** The arguments of the generated class: texts become what the protocol says they are; an empty one isn't given. */
function argumentsOf(connection: PageConnection, given: Readonly<Record<string, string>>): Record<string, unknown> {
  const told = connection.arguments.filter((each) => (given[each.property] ?? "") !== "");
  return Object.fromEntries(told.map((each) => [each.property, valueOf(each, given[each.property] ?? "")]));
}

function valueOf(argument: PageArgument, text: string): unknown {
  if (argument.many) return text.split(",").map((each) => valueOf({ ...argument, many: false }, each.trim()));
  switch (argument.type) {
    case "str":
      return text;
    case "bool":
      return text === "true";
    default:
      // What is no number is left to the client's own check.
      return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  }
}

function Badge({ session }: { session: Session }): Html {
  const badge = useRef<WsBadge>(null);
  useClient(session, badge);
  return html`<ws-badge ref=${badge} />`;
}

/** What the connection's end and the server's errors mean, in words. */
export function Toasts({ session }: { session: Session }): Html {
  const toasts = useRef<WsToasts>(null);
  useClient(session, toasts);
  return html`<ws-toasts ref=${toasts} />`;
}

/** Gives an element each client before it connects. */
function useClient(session: Session, element: { readonly current: WsBadge | WsToasts | null }): void {
  useLayoutEffect(
    () =>
      session.follow((client) => {
        if (element.current !== null) element.current.client = client;
      }),
    [session],
  );
}
