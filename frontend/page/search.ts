const MOST = 40;

/** Something that can be found: what it is called, where it is, and what kind of thing it is. */
interface Entry {
  readonly name: string;
  readonly id: string;
  readonly kind: string;
  readonly words: string;
}

/** Adds the search over messages, fields, topics and sections; `/` leads to it, arrows move among what was found. */
export function addSearch(tools: HTMLElement): void {
  const entries = everything();
  const input = document.createElement("input");
  Object.assign(input, { type: "search", className: "search", placeholder: "Search  /", autocomplete: "off" });
  input.setAttribute("aria-label", "Search messages and fields");
  const found = document.createElement("div");
  found.className = "found";
  found.hidden = true;
  const count = document.createElement("p");
  count.setAttribute("role", "status");
  const list = document.createElement("ul");
  found.append(count, list);
  const close = (): void => void (found.hidden = true);
  const look = (): void => {
    const wanted = input.value.trim().toLowerCase();
    const hits = wanted === "" ? [] : ranked(entries, wanted);
    found.hidden = wanted === "";
    const shown = hits.length > MOST ? `the first ${MOST} of ${hits.length}` : `${hits.length || "nothing"}`;
    count.textContent = `${shown} found`;
    list.replaceChildren(...hits.slice(0, MOST).map((each) => itemOf(each, close)));
  };
  input.addEventListener("input", look);
  input.addEventListener("focus", look);
  tools.addEventListener("keydown", (event) => move(event, input, list, close));
  tools.addEventListener("focusout", (event) => {
    if (!tools.contains(event.relatedTarget as Node | null)) setTimeout(close, 150);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  tools.append(input, found);
}

function everything(): Entry[] {
  const entries: Entry[] = [];
  for (const each of document.querySelectorAll<HTMLElement>("[data-find]")) {
    const name = each.dataset["find"] ?? "";
    const about = each.querySelector(".lead")?.textContent ?? "";
    entries.push({ name, id: each.id, kind: each.dataset["kind"] ?? "section", words: `${name} ${about}`.toLowerCase() });
  }
  for (const row of document.querySelectorAll<HTMLElement>("tr[id]")) {
    const owner = row.closest<HTMLElement>("article, section")?.dataset["find"] ?? "";
    const name = row.querySelector("th code")?.textContent ?? row.querySelector("th")?.textContent ?? "";
    const about = row.querySelector("td:last-child")?.textContent ?? "";
    entries.push({ name, id: row.id, kind: owner, words: `${name} ${owner} ${about}`.toLowerCase() });
  }
  return entries;
}

/** What has every wanted word: names that are it first, then those that begin with it, that hold it, and the rest. */
function ranked(entries: readonly Entry[], wanted: string): Entry[] {
  const words = wanted.split(/\s+/);
  const weight = ({ name }: Entry): number => {
    const at = name.toLowerCase().indexOf(wanted);
    return name.toLowerCase() === wanted ? 0 : at === 0 ? 1 : at > 0 ? 2 : 3;
  };
  const hits = entries.filter((each) => words.every((word) => each.words.includes(word)));
  return hits.map((each) => ({ each, weight: weight(each) })).sort((a, b) => a.weight - b.weight).map(({ each }) => each);
}

function itemOf(entry: Entry, close: () => void): HTMLElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${entry.id}`;
  const name = document.createElement("span");
  name.textContent = entry.name;
  const kind = document.createElement("small");
  kind.textContent = entry.kind;
  link.append(name, kind);
  link.addEventListener("click", close);
  item.append(link);
  return item;
}

function move(event: KeyboardEvent, input: HTMLInputElement, list: HTMLElement, close: () => void): void {
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  if (event.key === "Escape") {
    close();
    input.focus();
    close();
  } else if (event.key === "Enter" && document.activeElement === input) links[0]?.click();
  else if (event.key === "ArrowDown") links[at + 1]?.focus();
  else if (event.key === "ArrowUp") (at > 0 ? links[at - 1] : input)?.focus();
  else return;
  event.preventDefault();
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
