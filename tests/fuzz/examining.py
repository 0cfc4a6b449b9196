"""Examines one text as `wsgen validate` would, without a process of its own."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from wsgen.collecting import RefusedError
from wsgen.diagnostics import report
from wsgen.diagnostics.diagnostic import has_errors
from wsgen.diagnostics.findings import Findings
from wsgen.pipeline import Checked, Job, check
from wsgen.settings import Settings


def examine(content: bytes, name: str, folder: Path) -> tuple[str, ...]:
    """The codes of all that is found; each finding can be shown in every format, and its place is in the text."""
    (folder / name).write_bytes(content)
    found: Any
    try:
        found = check(Job(folder, name, Settings()), lambda _: None)
    except RefusedError as error:
        found = error
        assert has_errors(found.diagnostics)
    else:
        assert isinstance(found, Checked)
    show(found)
    for each in found.diagnostics:
        for place in (each.location, *(location for _, location in each.related)):
            lines = re.split("\r\n|\r|\n", found.texts.get(place.path, ""))
            assert 1 <= place.line <= len(lines), each
            assert 1 <= place.column <= len(lines[place.line - 1]) + 1, each
            assert (place.line, place.column) <= (place.end_line, place.end_column), each
    return tuple(each.code for each in found.diagnostics)


def show(found: Any) -> None:
    document = Findings("document", found.diagnostics, found.texts)
    texts = [
        report.full(found.diagnostics, found.texts),
        report.concise(found.diagnostics),
        report.github(found.diagnostics),
        report.as_json(found.diagnostics, [document]),
        report.sarif(found.diagnostics),
        report.junit([document]),
    ]
    assert all(text.encode("utf-8") or not found.diagnostics for text in texts)
    json.loads(texts[3])
    json.loads(texts[4])
    ElementTree.fromstring(texts[5])
