"""docs/behaviour.md names tests that exist, for each of its rows, and its table of servers is what tests prove."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.servers.differences import ENDINGS, SERVERS, Ends

PAGE = Path(__file__).parent.parent / "docs" / "behaviour.md"
TEXT = PAGE.read_text()
LINK = re.compile(r"\[(?P<kind>[a-z]+)\]\((?P<path>\.\./tests/[^)#]+)(?:#(?P<function>\w+))?\)")


def rows() -> Iterator[list[str]]:
    """The cells of every row of the tables of behaviours."""
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == 4 and cells[0] != "behaviour":
            yield cells


ROWS = list(rows())


def functions(path: Path) -> frozenset[str]:
    """The tests of a file."""
    return frozenset(re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text(), re.MULTILINE))


def test_the_page_has_tables_of_the_server_and_of_the_client() -> None:
    assert len(ROWS) > 40
    assert len({row[0] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_says_what_which_value_where_and_names_tests_that_exist(row: list[str]) -> None:
    assert all(row)
    links = list(LINK.finditer(row[3]))
    assert ", ".join(link.group() for link in links) == row[3]
    for link in links:
        assert link["kind"] in ("core", "sockets")
        path = (PAGE.parent / link["path"]).resolve()
        assert path.is_file(), path
        assert link["function"] in functions(path), link["function"]
        assert (link["kind"] == "sockets") == ("e2e" in path.parts)


def test_the_table_of_servers_is_the_one_that_the_tests_prove() -> None:
    shown = TEXT.partition("<!-- differences -->\n")[2].partition("<!-- end -->")[0]
    head = ["| what happens | " + " | ".join(SERVERS) + " |", "|" + "---|" * (len(SERVERS) + 1)]
    lines = [
        f"| {behaviour} | " + " | ".join(cell(endings[server]) for server in SERVERS) + " |"
        for behaviour, endings in ENDINGS.items()
    ]
    assert shown == "\n".join([*head, *lines, ""])


def cell(ends: Ends) -> str:
    """One server's ending, as the page shows it."""
    if ends.app is None:
        return "1012 or –, 1012 or 1005"
    return f"{'–' if ends.client is None else ends.client}, {ends.app}"
