import { useId, useState } from "preact/hooks";
import { type Html, html } from "./html.js";
import type { PageParameter, PageTopic } from "./page.js";
import type { Call, Session } from "./session.js";

/** Where topics are subscribed to, and what is subscribed. */
export function Topics({ session }: { session: Session }): Html {
  const id = useId();
  const topics = session.connection.topics.filter((each) => session.has(each.method));
  if (topics.length === 0) return null;
  return html`<section class="panel" aria-labelledby=${id}>
    <h3 id=${id}>Topics</h3>
    ${topics.map((each) => html`<${Topic} key=${each.name} session=${session} topic=${each} />`)}
    ${session.open.length > 0 &&
    html`<ul class="plain" aria-label="Subscribed">
      ${session.open.map(
        (each) => html`<li key=${each.address} class="row">
          <code>${each.address}</code> <span>${each.count === 1 ? "1 event" : `${each.count} events`}</span>
          <button type="button" onClick=${each.close} aria-label=${`Unsubscribe ${each.address}`}>Unsubscribe</button>
        </li>`,
      )}
    </ul>`}
  </section>`;
}

function Topic({ session, topic }: { session: Session; topic: PageTopic }): Html {
  const first = Object.fromEntries(topic.parameters.map((each) => [each.property, each.values[0] ?? each.example]));
  const [given, setGiven] = useState<Readonly<Record<string, string>>>(first);
  const address = topic.parameters.reduce((text, each) => text.replace(`{${each.name}}`, () => given[each.property] ?? ""), topic.address);
  const submit = (event: Event): void => {
    event.preventDefault();
    const values = topic.parameters.map((each) => [each.property, each.type === "int" ? Number(given[each.property]) : given[each.property]]);
    void session.subscribe(topic, Object.fromEntries(values) as Record<string, unknown>, address);
  };
  const isOpen = session.open.some((each) => each.address === address);
  return html`<form class="row" onSubmit=${submit} aria-label=${`Topic ${topic.address}`}>
    <code class="address" title=${topic.description || topic.title}>${topic.address}</code>
    ${topic.parameters.map(
      (each) => html`<${Parameter} key=${each.name} parameter=${each} value=${given[each.property] ?? ""}
        set=${(value: string) => setGiven({ ...given, [each.property]: value })} />`,
    )}
    <button type="submit" disabled=${session.state !== "live" || isOpen} aria-label=${`Subscribe ${address}`}>Subscribe</button>
  </form>`;
}

function Parameter({ parameter, value, set }: { parameter: PageParameter; value: string; set: (value: string) => void }): Html {
  const id = useId();
  const input = (event: Event): void => set((event.target as HTMLInputElement).value);
  return html`<span class="inline">
    <label for=${id} title=${parameter.description}>${parameter.name}</label>
    ${parameter.values.length > 0
      ? html`<select id=${id} onChange=${input}>${parameter.values.map((each) => html`<option selected=${each === value}>${each}</option>`)}</select>`
      : html`<input id=${id} type=${parameter.type === "int" ? "number" : "text"} required value=${value} onInput=${input} />`}
  </span>`;
}

/** What became of the requests that were made by the client's own methods, the last one first. */
export function Calls({ session }: { session: Session }): Html {
  const id = useId();
  if (session.calls.length === 0) return null;
  return html`<section class="panel" aria-labelledby=${id}>
    <h3 id=${id}>Calls</h3>
    <ul class="plain calls" aria-live="polite">
      ${[...session.calls].reverse().map(
        (each) => html`<li key=${each.id}>
          <details>
            <summary><code>${each.name}()</code> <span class=${each.status === "failed" ? "verdict bad" : "hint"}>${statusOf(each)}</span></summary>
            <pre tabindex="0">${each.text || "nothing yet"}</pre>
          </details>
        </li>`,
      )}
    </ul>
  </section>`;
}

function statusOf({ status, count, text }: Call): string {
  const many = count === 1 ? "1 message" : `${count} messages`;
  switch (status) {
    case "waiting":
      return "waits for its answer";
    case "streaming":
      return `${many}, more to come`;
    case "complete":
      return `complete: ${many}`;
    case "failed":
      return text;
    case "sent":
      return "sent";
  }
}
