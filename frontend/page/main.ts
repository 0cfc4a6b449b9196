import type { Console } from "../console/app.js";
import type { PageProtocol } from "../console/page.js";
import type { ClientClass } from "../console/session.js";
import { addCopying } from "./copying.js";
import { follow } from "./live.js";
import { addSearch } from "./search.js";
import { addTheme } from "./theme.js";
import { showPlace } from "./where.js";

/** What the scripts before this one left: the console, and the generated client of each connection. */
interface Wsgen {
  mount(element: HTMLElement, page: PageProtocol, clients: Readonly<Record<string, ClientClass>>): Promise<Console>;
  readonly clients: Readonly<Record<string, ClientClass>>;
}

/** Shows what needs JavaScript, and puts the console into the page. */
async function addConsole(): Promise<void> {
  const root = document.getElementById("console-root");
  const source = document.getElementById("wsgen-page");
  const { wsgen } = globalThis as unknown as { wsgen?: Wsgen };
  if (root === null || source === null || wsgen === undefined) return;
  const mounted = await wsgen.mount(root, JSON.parse(source.textContent ?? "null") as PageProtocol, wsgen.clients);
  for (const each of document.querySelectorAll<HTMLElement>(".script")) each.hidden = false;
  for (const button of document.querySelectorAll<HTMLElement>("[data-compose]")) {
    button.addEventListener("click", () => {
      mounted.compose(button.dataset["compose"] ?? "");
      document.getElementById("console")?.scrollIntoView();
    });
  }
}

const tools = document.querySelector<HTMLElement>("[data-tools]");
if (tools !== null) {
  addSearch(tools);
  addTheme(tools);
}
addCopying();
showPlace();
follow();
void addConsole();
