"""The pages that are made from tables are what the tables say."""

import pytest

from scripts.write_docs import DOCS, pages

PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_its_table_says(name: str) -> None:
    assert (DOCS / name).read_text() == PAGES[name], "run `make docs`"
