import { useEffect, useMemo, useState } from "preact/hooks";
import { Composer, type Draft, draftOf } from "./composer.js";
import { Connecting, Toasts } from "./connecting.js";
import { type Html, html } from "./html.js";
import { Log } from "./log_view.js";
import type { PageConnection, PageProtocol } from "./page.js";
import { useReplay } from "./replay.js";
import { type ClientClass, Session } from "./session.js";
import { Calls, Topics } from "./topics.js";

/** What the page can have the console do. */
export interface Console {
  /** Lays a message out to be sent: one of the protocol's by its id, with its first example. */
  compose(message: string): void;
}

interface AppProps {
  readonly page: PageProtocol;
  readonly clients: Readonly<Record<string, ClientClass>>;
  readonly ready: (console: Console) => void;
}

/** The whole console; the choice of a connection is its own. */
export function App({ page, clients, ready }: AppProps): Html {
  const usable = useMemo(() => page.connections.filter((each) => clients[each.client] !== undefined), [page, clients]);
  const [connection, setConnection] = useState<PageConnection | undefined>(usable[0]);
  const [wanted, setWanted] = useState<string | null>(null);
  useEffect(() => {
    ready({
      compose: (message) => {
        const found = usable.find((each) => each.messages.some((one) => one.id === message && one.direction === "client → server"));
        if (found !== undefined) setConnection((now) => (now?.messages.some((one) => one.id === message) ? now : found));
        setWanted(message);
      },
    });
  }, [usable, ready]);
  const client = connection && clients[connection.client];
  if (connection === undefined || client === undefined) return html`<p>This protocol has no connection that a browser could open.</p>`;
  return html`<${Connected} key=${connection.key} page=${{ ...page, connections: usable }} connection=${connection} client=${client}
    setConnection=${setConnection} wanted=${wanted} forget=${() => setWanted(null)} />`;
}

interface ConnectedProps {
  readonly page: PageProtocol;
  readonly connection: PageConnection;
  readonly client: ClientClass;
  readonly setConnection: (connection: PageConnection) => void;
  readonly wanted: string | null;
  readonly forget: () => void;
}

/** The console of one connection. */
function Connected({ page, connection, client, setConnection, wanted, forget }: ConnectedProps): Html {
  const session = useMemo(() => new Session(connection, client), [connection, client]);
  const [, redraw] = useState(0);
  useEffect(() => session.watch(() => redraw((count) => count + 1)), [session]);
  useEffect(() => () => void session.disconnect(), [session]);
  const sent = connection.messages.filter((each) => each.direction === "client → server");
  const first = sent.find((each) => each.role === null) ?? sent[0];
  const [draft, setDraft] = useState<Draft>(() => (first ? draftOf(page, first) : { message: "", text: "{}" }));
  useEffect(() => {
    const found = sent.find((each) => each.id === wanted);
    if (found !== undefined) setDraft(draftOf(page, found));
    if (wanted !== null) forget();
  }, [wanted]);
  const { actions, panel } = useReplay(session);
  return html`<div class="console">
    <${Connecting} page=${page} session=${session} setConnection=${setConnection} />
    <div class="columns">
      <div>
        <${Composer} page=${page} session=${session} draft=${draft} setDraft=${setDraft} />
        <${Calls} session=${session} /><${Topics} session=${session} />
      </div>
      <div><${Log} session=${session} actions=${actions} />${panel}</div>
    </div>
  </div>
  <${Toasts} session=${session} />`;
}
