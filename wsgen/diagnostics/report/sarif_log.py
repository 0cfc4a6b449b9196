"""Writes diagnostics as a SARIF 2.1.0 log, which GitHub's code scanning and many editors read."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from urllib.parse import quote

from ... import __version__
from ..catalogue.entry import Entry
from ..catalogue.table import CATALOGUE
from ..catalogue.wording import HOMEPAGE, as_markdown, as_text, page
from ..diagnostic import Diagnostic, in_order
from ..excerpt import visible
from ..location import Location


def sarif(diagnostics: Iterable[Diagnostic], *, is_complete: bool = True) -> str:
    """Write one log with one run, in ASCII; `is_complete` is false where a file couldn't be opened.

    Columns count characters (`columnKind`), and paths are percent-encoded and relative to where wsgen was called. The
    fingerprint of a result holds no line number, so that it stays the same finding when lines are put above it.
    """
    ordered = in_order(diagnostics)
    codes = sorted({each.code for each in ordered})
    numbers = {code: number for number, code in enumerate(codes)}
    seen: Counter[str] = Counter()
    results: list[dict[str, object]] = []
    for each in ordered:
        result = _result(each)
        fingerprint = _fingerprint(each)
        seen[fingerprint] += 1
        result["ruleIndex"] = numbers[each.code]
        # The name by which GitHub knows it: 64 bits, then which one it is of those that are alike.
        result["partialFingerprints"] = {"primaryLocationLineHash": f"{fingerprint}:{seen[fingerprint]}"}
        results.append(result)
    driver = {
        "name": "wsgen",
        "version": __version__,
        "informationUri": HOMEPAGE,
        "rules": [_rule(CATALOGUE[code]) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": is_complete}],
        "results": results,
    }
    log = {"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _rule(entry: Entry) -> Mapping[str, object]:
    return {
        "id": entry.code,
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": entry.why},
        "help": {"text": as_text(entry), "markdown": "\n".join(as_markdown(entry))},
        "helpUri": page(entry),
        "defaultConfiguration": {"level": entry.severity.value},
    }


def _result(diagnostic: Diagnostic) -> dict[str, object]:
    lines = (diagnostic.message, *diagnostic.hint.split("\n")) if diagnostic.hint else (diagnostic.message,)
    text = "\n".join(map(visible, lines))
    related = [
        {"id": number, **_place(location), "message": {"text": visible(message)}}
        for number, (message, location) in enumerate(diagnostic.related, start=1)
    ]
    return {
        "ruleId": diagnostic.code,
        "level": diagnostic.severity.value,
        "message": {"text": text},
        "locations": [_place(diagnostic.location)],
        **({"relatedLocations": related} if related else {}),
    }


def _place(location: Location) -> dict[str, object]:
    region = {
        "startLine": location.line,
        "startColumn": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
    }
    place: dict[str, object] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(location.path)}, "region": region}
    }
    if location.pointer:
        place["logicalLocations"] = [{"fullyQualifiedName": visible(location.pointer)}]
    return place


def _uri(path: str) -> str:
    """`path` as a URI reference (RFC 3986): what isn't allowed in one is percent-encoded, byte by byte."""
    absolute = PurePath(path).is_absolute()
    try:
        # A byte that is no UTF-8 is itself again.
        encoded = quote(path, safe="/", errors="surrogateescape")
    except UnicodeEncodeError:
        encoded = quote(path, safe="/", errors="surrogatepass")
    return f"file://{'' if encoded.startswith('/') else '/'}{encoded}" if absolute else encoded


def _fingerprint(diagnostic: Diagnostic) -> str:
    from hashlib import sha256

    place = diagnostic.location
    parts = (diagnostic.code, place.path, place.pointer, diagnostic.message)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
