"""Sphinx's settings for the book: the pages of this folder, as plain Markdown, become a site (`make book`)."""

import posixpath
import re
from pathlib import Path

from sphinx.application import Sphinx

DOCS = Path(__file__).parent
ROOT = DOCS.parent
REPOSITORY = "https://github.com/wsgen/wsgen"
LINK = re.compile(r"\]\((?P<path>[^)#\s:]+)(?:#(?P<name>\w+))?\)")
ENTRY = re.compile(r"\[([^\]]+)\]\(([\w/-]+)\.md\)")

project = "wsgen"
project_copyright = "the authors of wsgen"
extensions = ["myst_parser"]
nitpicky = True
# An example of what is wrong needn't be valid in its language.
suppress_warnings = ["misc.highlighting_failure"]
myst_heading_anchors = 4
html_theme = "furo"
html_title = "wsgen"
html_copy_source = False
html_show_copyright = False
html_static_path = ["theme"]
html_css_files = ["book.css"]
html_use_index = False
html_theme_options = {
    "source_repository": REPOSITORY,
    "source_branch": "main",
    "source_directory": "docs/",
    "top_of_page_buttons": [],
}


def setup(app: Sphinx) -> None:
    """Read pages as GitHub does: links lead out of docs/, and the lists of index.md are the table of contents."""
    app.connect("source-read", read)


def read(_app: Sphinx, page: str, source: list[str]) -> None:
    """Turn the text of a page, which is the only item of `source`, into what Sphinx understands."""
    text = LINK.sub(lambda link: leading_out(page, link), source[0])
    source[0] = f"{text}\n{contents(text)}" if page == "index" else text


def leading_out(page: str, link: re.Match[str]) -> str:
    """A link to what is no page leads to the repository; where it names a test, to its line. Others stay."""
    path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), link["path"]))
    if (path.startswith("docs/") and path.endswith(".md")) or not (ROOT / path).exists():
        return link[0]
    kind = "tree" if (ROOT / path).is_dir() else "blob"
    line = ""
    if link["name"] and path.endswith(".py"):
        before = (ROOT / path).read_text().partition(f"def {link['name']}(")[0]
        line = f"#L{before.count(chr(10)) + 1}"
    return f"]({REPOSITORY}/{kind}/main/{path}{line})"


def contents(text: str) -> str:
    """The tables of contents that the lists of index.md stand for: one for each heading, with its links."""
    tables: list[str] = []
    # A page that is named twice has its place where it comes first.
    seen: set[str] = set()
    for section in text.split("\n## ")[1:]:
        heading, _, rest = section.partition("\n")
        links: dict[str, str] = {page: title for title, page in ENTRY.findall(rest) if page not in seen}
        seen.update(links)
        entries = [f"{title[0].upper()}{title[1:]} <{page}>" for page, title in links.items()]
        tables.append("\n".join(["```{toctree}", ":hidden:", f":caption: {heading}", "", *entries, "```"]))
    return "\n\n".join(tables)
