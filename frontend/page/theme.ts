const KEY = "wsgen-theme";

/** Adds the button that changes between light and dark; before it is used, the system's choice holds. */
export function addTheme(tools: HTMLElement): void {
  const button = document.createElement("button");
  button.type = "button";
  const show = (): void => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark() ? "Light colours" : "Dark colours");
  };
  button.addEventListener("click", () => {
    const chosen = isDark() ? "light" : "dark";
    document.documentElement.dataset["theme"] = chosen;
    keep(chosen);
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
  tools.append(button);
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function keep(chosen: string): void {
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Where nothing may be kept the choice holds for this visit.
  }
}
