"""The book is built without a warning, every link in it leads somewhere, and its pages are for everybody to read."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from scripts.write_book import broken_links, write_book

LOOKS = (
    ("index.html", 1300, "light"),
    ("tutorial/chat.html", 1300, "dark"),
    ("server.html", 400, "light"),
)
"""A page of each kind: lists, long code, wide tables."""


def test_the_site_is_whole(tmp_path: Path, browser: Browser, axe: Callable[..., list[str]]) -> None:
    book = tmp_path / "book"
    write_book(book)
    assert list(broken_links(book)) == []
    assert (book / "chat" / "index.html").exists(), "the page of `wsgen docs` is a part of it"
    for name, width, scheme in LOOKS:
        with browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme) as context:  # type: ignore[arg-type]
            page: Page = context.new_page()
            page.goto((book / name).as_uri())
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
            assert axe(page) == [], f"{name}, {scheme}, {width} px"
