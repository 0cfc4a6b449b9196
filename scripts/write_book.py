"""Writes the book: docs/ as a site, whose links all lead somewhere, with the page that `wsgen docs` makes of chat."""

import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "build" / "book"
SPOKEN = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
    '<div class="highlight"><pre>': '<div class="highlight"><pre tabindex="0">',
    '<th class="head"><p></p></th>': "<td></td>",
    '<th class="head"></th>': "<td></td>",
}
"""What the theme writes, and what those need who hear a page, or read it without a mouse."""
LINKS = {"a": "href", "link": "href", "script": "src", "img": "src"}


class Page(HTMLParser):
    """What one page links to, and the names inside it that links may lead to."""

    def __init__(self, text: str) -> None:
        """Read a page of HTML."""
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.names = {""}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element's link and its name."""
        said = dict(attrs)
        if target := said.get(LINKS.get(tag, "")):
            self.links.append((tag, target))
        self.names |= {name for name in (said.get("id"), said.get("name")) if name}


def write_book(book: Path) -> None:
    """Write the site into `book`, whose last pages are looked at again. Raises CalledProcessError on any warning."""
    kept = book.parent / f"{book.name}.read"
    sphinx = ["-m", "sphinx", "-W", "--keep-going", "-q", "-d", str(kept), str(ROOT / "docs"), str(book)]
    subprocess.run([sys.executable, *sphinx], check=True)
    for page in book.rglob("*.html"):
        page.write_text(_spoken(page.read_text()))
    chat = ["-m", "wsgen", "docs", "--config", "pyproject.toml", "--out", str(book / "chat")]
    subprocess.run([sys.executable, *chat], check=True, cwd=ROOT)


def _spoken(html: str) -> str:
    for written, meant in SPOKEN.items():
        html = html.replace(written, meant)
    return html


def broken_links(book: Path) -> Iterator[str]:
    """Every link of the site that leads to nothing in it, and everything that a page would load from elsewhere."""
    pages = {path: Page(path.read_text()) for path in sorted(book.rglob("*.html"))}
    for path, page in pages.items():
        for tag, link in page.links:
            address = urlsplit(link)
            if address.scheme or address.netloc:
                if tag != "a" and address.scheme != "data":
                    yield f"{path.relative_to(book)}: loads {link}"
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            target = target / "index.html" if target.is_dir() else target
            names = pages[target].names if target in pages else None
            if not target.exists() or (names is not None and unquote(address.fragment) not in names):
                yield f"{path.relative_to(book)}: {link} leads nowhere"


def main() -> None:
    """Write the book to build/book; exits with 1 where a page or a link is wrong."""
    try:
        write_book(BOOK)
    except subprocess.CalledProcessError:
        sys.exit("The book isn't written: mend what stands above.")
    broken = list(broken_links(BOOK))
    if broken:
        sys.exit("\n".join([*broken, f"{len(broken)} links of the book lead nowhere."]))
    print(f"docs/ → {BOOK.relative_to(ROOT)}/index.html")


if __name__ == "__main__":
    main()
