"""Every block of code of every page runs, in the order of its page: what it shows is what happens."""

from pathlib import Path

import pytest

from tests.book.page_blocks import pages
from tests.book.page_runner import run_page
from tests.book.reader_shell import REPOSITORY

DOCS = REPOSITORY / "docs"
ELSEWHERE = {
    "ci.md": "recipes, each of which tests/adoption/test_recipes.py carries out in a repository",
    "codes.md": "made from the catalogue, whose examples tests/test_catalogue.py compiles",
    "commands.md": "made from --help; it has no code",
}
LONG = {"fuzzing.md", "how-to/asyncapi-2.md", "how-to/hand-written.md"}
"""Pages that generate several packages, each 10 s of processor time: `make test-long` runs them."""
PAGES = {str(path.relative_to(DOCS)): path for path in pages(DOCS)}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(each, marks=[pytest.mark.slow] if each in LONG else [])
        for each in sorted(PAGES.keys() - ELSEWHERE.keys())
    ],
)
def test_the_page_runs_as_it_stands(name: str, tmp_path: Path) -> None:
    run_page(PAGES[name].read_text(), tmp_path)


def test_what_is_run_elsewhere_is_there() -> None:
    assert ELSEWHERE.keys() | LONG <= PAGES.keys()
