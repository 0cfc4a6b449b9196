import { memo } from "./memo.js";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Html, html } from "./html.js";
import { EVERYTHING, type Filter, passes } from "./recording.js";
import type { Entry, Session } from "./session.js";

/** So many rows are drawn at once; older ones come on demand. */
const ROWS = 150;

interface LogProps {
  readonly session: Session;
  readonly actions: Html;
}

/** All frames of both directions with their verdicts. */
export function Log({ session, actions }: LogProps): Html {
  const id = useId();
  const [filter, setFilter] = useState<Filter>(EVERYTHING);
  const [paused, setPaused] = useState<readonly Entry[] | null>(null);
  const [rows, setRows] = useState(ROWS);
  const entries = paused ?? session.entries;
  const shown = entries.filter((each) => passes(each, filter));
  const list = useSticky(shown.at(-1)?.id);
  const waiting = paused === null ? 0 : session.entries.filter((each) => each.id > (paused.at(-1)?.id ?? 0)).length;
  const clear = (): void => {
    session.clear();
    if (paused !== null) setPaused([]);
  };
  return html`<section class="panel log" aria-labelledby=${id}>
    <h3 id=${id}>Frames</h3>
    <${Filters} entries=${entries} filter=${filter} setFilter=${setFilter} />
    <div class="buttons">
      <button type="button" aria-pressed=${paused !== null} onClick=${() => setPaused(paused === null ? session.entries : null)}>Pause</button>
      <button type="button" onClick=${clear}>Clear</button>
      ${actions}
      <span class="hint">${counted(entries.length, shown.length)}${waiting > 0 && `, ${waiting} more came since`}</span>
    </div>
    <div class="frames" ref=${list} tabindex="0" role="region" aria-label="Frames, the newest last">
      ${shown.length > rows && html`<button type="button" class="earlier" onClick=${() => setRows(rows + ROWS)}>Show ${Math.min(ROWS, shown.length - rows)} earlier ones</button>`}
      ${shown.length === 0
        ? html`<p class="hint">${entries.length === 0 ? "What crosses the connection stands here." : "No frame passes the filter."}</p>`
        : html`<ol class="plain">${shown.slice(-rows).map((each) => html`<${Row} key=${each.id} entry=${each} />`)}</ol>`}
    </div>
  </section>`;
}

function counted(all: number, shown: number): string {
  const frames = all === 1 ? "1 frame" : `${all.toLocaleString("en")} frames`;
  return shown === all ? frames : `${shown.toLocaleString("en")} of ${frames}`;
}

/** Keeps a list at its end as it grows, as long as whoever reads it is there. */
function useSticky(last: number | undefined): { current: HTMLElement | null } {
  const list = useRef<HTMLElement | null>(null);
  const wasAtEnd = useRef(true);
  const element = list.current;
  if (element !== null) wasAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
  useLayoutEffect(() => {
    if (list.current !== null && wasAtEnd.current) list.current.scrollTop = list.current.scrollHeight;
  }, [last]);
  return list;
}

interface FiltersProps {
  readonly entries: readonly Entry[];
  readonly filter: Filter;
  readonly setFilter: (filter: Filter) => void;
}

function Filters({ entries, filter, setFilter }: FiltersProps): Html {
  const names = [...new Set(entries.map((each) => each.message).filter((each) => each !== null))].sort();
  const set = (key: keyof Filter) => (event: Event) => setFilter({ ...filter, [key]: (event.target as HTMLInputElement).value });
  const select = (key: keyof Filter, label: string, values: readonly string[]): Html => html`<select aria-label=${label} onChange=${set(key)}>
    <option value="" selected=${filter[key] === ""}>${label}</option>
    ${values.map((each) => html`<option value=${each} selected=${filter[key] === each}>${each}</option>`)}
  </select>`;
  return html`<div class="row filters" role="search" aria-label="Filter frames">
    <input type="search" aria-label="Text in the frame" placeholder="Text in the frame" value=${filter.text} onInput=${set("text")} />
    ${select("message", "Any message", names)}${select("direction", "Both directions", ["client → server", "server → client"])}
    ${select("verdict", "Any verdict", ["valid", "invalid", "unknown"])}
  </div>`;
}

const Row = memo(function Row({ entry }: { entry: Entry }): Html {
  const [isOpen, setOpen] = useState(false);
  const isSent = entry.direction === "client → server";
  const toggle = (event: Event): void => setOpen((event.target as HTMLDetailsElement).open);
  return html`<li class=${`frame ${entry.verdict}`}>
    <details onToggle=${toggle}>
      <summary>
        <time datetime=${new Date(entry.at).toISOString()}>${timeOf(entry.at)}</time>
        <span class=${isSent ? "way sent" : "way"} title=${entry.direction}><span aria-hidden="true">${isSent ? "↑" : "↓"}</span><span class="unseen">${entry.direction}</span></span>
        <strong>${entry.message ?? "?"}</strong>
        ${entry.verdict !== "valid" && html`<span class="verdict bad">${entry.verdict}</span>`}
        <code>${entry.text.slice(0, 300)}</code>
      </summary>
      ${isOpen && html`${entry.reason && html`<p class="verdict bad">${entry.reason}</p>`}<pre tabindex="0">${indented(entry.text)}</pre>`}
    </details>
  </li>`;
});

function timeOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
