/** What `wsgen docs --serve` says: the version of its page, and what is wrong with the document, where something is. */
interface News {
  readonly version: string;
  readonly trouble: string;
}

/** Follows the document where the page is served: loads again when it changed, and shows what is wrong with it. */
export function follow(): void {
  const version = document.documentElement.dataset["live"];
  if (version === undefined) return;
  const source = new EventSource("/events");
  source.addEventListener("message", (event: MessageEvent<string>) => {
    const news = JSON.parse(event.data) as News;
    if (news.version !== version) location.reload();
    else show(news.trouble);
  });
}

function show(trouble: string): void {
  const old = document.querySelector(".trouble");
  if (trouble === "") {
    old?.remove();
    return;
  }
  const box = document.createElement("section");
  box.className = "trouble";
  box.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.textContent = "The document has errors. This page is as it was before.";
  const said = document.createElement("pre");
  said.tabIndex = 0;
  said.textContent = trouble;
  box.append(title, said);
  if (old === null) document.body.append(box);
  else old.replaceWith(box);
}
