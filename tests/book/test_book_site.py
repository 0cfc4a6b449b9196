"""The book is built without a warning, and every link in it leads somewhere, without anything from another host."""

from pathlib import Path

from scripts.write_book import broken_links, write_book


def test_the_site_is_whole(tmp_path: Path) -> None:
    write_book(tmp_path / "book")
    assert list(broken_links(tmp_path / "book")) == []
    assert (tmp_path / "book" / "chat" / "index.html").exists(), "the page of `wsgen docs` is a part of it"


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    links = (
        '<a href="b.html#there"></a><a href="b.html#gone"></a><a href="c.html"></a><a href="https://x.example/"></a>'
    )
    (tmp_path / "a.html").write_text(f'{links}<script src="https://x.example/y.js"></script>')
    (tmp_path / "b.html").write_text('<p id="there"></p>')
    assert list(broken_links(tmp_path)) == [
        "a.html: b.html#gone leads nowhere",
        "a.html: c.html leads nowhere",
        "a.html: loads https://x.example/y.js",
    ]
