"""Writes docs/conformance.md: three clients × what they do, as the tests play it."""

from collections.abc import Iterator
from typing import Final

from tests.conformance.behaviour import CLIENTS, Behaviour
from tests.conformance.table import SECTIONS

_BEGIN: Final = """# What the three clients do alike

The Python client, the one without asyncio, and the browser's are three implementations of one behaviour. Each row is
a scenario that is written once, and played with each of them over real sockets against a server that does by hand what
the scenario says (`tests/conformance`). The browser's client runs in Node there, and for some of the rows in Chromium
too. What the rows say in full is in [behaviour.md](behaviour.md).

`yes` is a test that passes. Where a browser can't do the same, the cell says what it does instead, and that is tested.
"""
_HEADS: Final = {"python": "`ChatClient`", "sync": "`ChatClientSync`", "browser": "browser"}


def page() -> str:
    """The page's text."""
    return "\n".join([_BEGIN, *_lines()])


def _lines() -> Iterator[str]:
    for title, behaviours in SECTIONS.items():
        yield from (
            f"## {title}",
            "",
            f"| behaviour | {' | '.join(_HEADS[each] for each in CLIENTS)} |",
            "|---|---|---|---|",
        )
        for behaviour in behaviours:
            yield f"| {behaviour.says} | {' | '.join(_cell(behaviour, each) for each in CLIENTS)} |"
        yield ""


def _cell(behaviour: Behaviour, client: str) -> str:
    differs = behaviour.differs.get(client)
    if differs is None:
        return "yes"
    return f"no: {differs.why}" if differs.values is None else f"differs: {differs.why}"
