"""What a shell offers for the beginning of a word: documents, and codes of diagnostics."""

from pathlib import Path
from typing import Final

_SUFFIXES: Final = frozenset({".yml", ".yaml", ".json"})


def documents(incomplete: str) -> list[str]:
    """Folders, with a `/` at their end, and YAML and JSON files whose path begins with `incomplete`."""
    written, _, beginning = incomplete.rpartition("/")
    begin = f"{written}/" if written or incomplete.startswith("/") else ""
    try:
        found = sorted(Path(begin or ".").iterdir())
    except OSError:
        return []
    return [
        f"{begin}{each.name}{'/' if each.is_dir() else ''}"
        for each in found
        if each.name.startswith(beginning)
        and (beginning or not each.name.startswith("."))
        and (each.is_dir() or each.suffix in _SUFFIXES)
    ]


def known_codes(incomplete: str) -> list[tuple[str, str]]:
    """Codes that begin with `incomplete`, each with its title."""
    from ..diagnostics.catalogue.table import CATALOGUE

    return [(code, entry.title) for code, entry in CATALOGUE.items() if code.startswith(incomplete)]
