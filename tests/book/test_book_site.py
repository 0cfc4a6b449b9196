"""What looks at the links of the book finds those that lead nowhere, and what a page would load from another host."""

from pathlib import Path

from scripts.write_book import broken_links


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
