/** Calls back when the network is back, or the page is shown again, where there is a page; returns what ends that. */
export function on_return(callback: () => void): () => void {
  const page = globalThis as Partial<Pick<Window, "addEventListener" | "removeEventListener" | "document">>;
  const shown = (): void => {
    if (page.document?.visibilityState === "visible") callback();
  };
  page.addEventListener?.("online", callback);
  page.document?.addEventListener("visibilitychange", shown);
  return () => {
    page.removeEventListener?.("online", callback);
    page.document?.removeEventListener("visibilitychange", shown);
  };
}
