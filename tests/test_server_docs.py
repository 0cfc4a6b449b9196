"""docs/server.md names every option of a server with the default that it has."""

import dataclasses
import random
import re
from pathlib import Path

import pytest

from wsgen.runtime.server.options import ServerOptions

PAGE = (Path(__file__).parent.parent / "docs" / "server.md").read_text()
FIELDS = {each.name: each for each in dataclasses.fields(ServerOptions)}
ROWS = dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", PAGE, re.MULTILINE))
INSTEAD = {
    "heartbeat_interval": "the document's",
    "heartbeat_timeout": "the document's",
    "clock": "the machine's",
    "subprotocols": "the document's",
    "random": "`random.random`",
}


def test_the_table_has_a_row_for_each_option() -> None:
    assert set(FIELDS) <= set(ROWS)


@pytest.mark.parametrize("name", FIELDS)
def test_its_default_is_the_options(name: str) -> None:
    default = getattr(ServerOptions(random=random.random), name)
    if isinstance(default, str):
        said = f'`"{default}"`'
    elif isinstance(default, bool):
        said = str(default).lower()
    elif isinstance(default, (int, float)):
        said = f"{default:,g}" if isinstance(default, float) else f"{default:,}"
    else:
        said = "none"
    assert ROWS[name] == INSTEAD.get(name, said)
