"""All diagnostic codes in one table."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from . import (
    breaking_accepted,
    breaking_connections,
    breaking_exchange,
    breaking_messages,
    breaking_schemas,
    capture,
    drift,
    fuzz,
    handlers,
    mock,
    naming,
    protocol,
    semantics,
    settings,
    source,
    structure,
    verify,
)
from .entry import Entry


def by_code(entries: Iterable[Entry]) -> Mapping[str, Entry]:
    """`entries` by their code, in the order of the codes; raises ValueError where a code has two entries."""
    table: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda each: each.code):
        if entry.code in table:
            raise ValueError(f"two entries for {entry.code}: {table[entry.code].title!r} and {entry.title!r}")
        table[entry.code] = entry
    return MappingProxyType(table)


CATALOGUE: Final[Mapping[str, Entry]] = by_code(
    (
        *source.ENTRIES,
        *settings.ENTRIES,
        *structure.ENTRIES,
        *semantics.ENTRIES,
        *protocol.ENTRIES,
        *naming.ENTRIES,
        *drift.ENTRIES,
        *handlers.ENTRIES,
        *fuzz.ENTRIES,
        *breaking_schemas.ENTRIES,
        *breaking_connections.ENTRIES,
        *breaking_messages.ENTRIES,
        *breaking_exchange.ENTRIES,
        *breaking_accepted.ENTRIES,
        *capture.ENTRIES,
        *verify.ENTRIES,
        *mock.ENTRIES,
    )
)


def similar(code: str) -> str | None:
    """The code that somebody who wrote `code` meant: codes are alike, so only the same number in another spelling."""
    digits = re.findall("[0-9]+", code)
    spelled = f"WSG{digits[0]}" if len(digits) == 1 else ""
    return spelled if spelled in CATALOGUE else None
