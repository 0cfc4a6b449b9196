/** Marks in the table of contents what is being read. */
export function showPlace(): void {
  const links = new Map<string, HTMLAnchorElement>();
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".side a")) links.set(link.hash.slice(1), link);
  const inView = new Set<string>();
  let marked: HTMLAnchorElement | undefined;
  const mark = (): void => {
    const first = [...links.keys()].filter((id) => inView.has(id)).at(-1);
    const link = first === undefined ? undefined : links.get(first);
    if (link === undefined || link === marked) return;
    marked?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    marked = link;
    keepVisible(link);
  };
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) inView.add(target.id);
        else inView.delete(target.id);
      }
      mark();
    },
    { rootMargin: "-15% 0px -80% 0px" },
  );
  for (const id of links.keys()) {
    const target = document.getElementById(id);
    if (target !== null) watch.observe(target);
  }
}

function keepVisible(link: HTMLAnchorElement): void {
  const side = link.closest<HTMLElement>(".side");
  if (side === null || side.scrollHeight <= side.clientHeight) return;
  const [inner, outer] = [link.getBoundingClientRect(), side.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) side.scrollTop += inner.top - outer.top - side.clientHeight / 2;
}
