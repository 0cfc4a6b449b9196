"""The pages that are made from tables are what the tables say."""

import pytest

from scripts.api_page import missing
from scripts.write_docs import DOCS, pages

PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_its_table_says(name: str) -> None:
    assert (DOCS / name).read_text() == PAGES[name], "run `make docs`"


def test_the_reference_has_all_that_a_generated_package_gives() -> None:
    assert missing() == set()
