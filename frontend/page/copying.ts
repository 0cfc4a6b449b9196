/** Gives each example a button that copies it. */
export function addCopying(): void {
  for (const block of document.querySelectorAll<HTMLElement>("pre[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    const name = block.closest("article")?.dataset["find"] ?? "";
    button.setAttribute("aria-label", `Copy the example of ${name}`);
    button.addEventListener("click", () => void copy(button, block.textContent ?? ""));
    block.after(button);
  }
}

async function copy(button: HTMLButtonElement, text: string): Promise<void> {
  const done = await written(text);
  button.textContent = done ? "Copied" : "Not copied";
  setTimeout(() => (button.textContent = "Copy"), 1500);
}

/** A page from a file may have no clipboard of its own; then the browser copies what is selected. */
async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
