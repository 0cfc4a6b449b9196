"""Work grows with the document and no faster: counted in calls, which no busy machine changes."""

import cProfile
import pstats
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.compiling import many
from bench.documents import KINDS, written
from wsgen.code import layout
from wsgen.pipeline import Job, compile_document

FEW = 30
ALLOWED = 2.4
"""Of twice as much; what is done once for a document makes it less than two, sorting a little more."""

DOCUMENTS: dict[str, Callable[[int], str]] = {
    "messages": many,
    "topics": lambda count: written(KINDS["topics"](count), "json"),
    "connections": lambda count: written(KINDS["paths"](count), "json"),
}


def calls(document: str, folder: Path) -> dict[str, int]:
    """How often each of wsgen's own functions is called when the document is compiled, by place and name."""
    profile = cProfile.Profile()
    job = Job(folder, "a.yml", text=document.encode())
    profile.runcall(compile_document, job, lambda _: None)
    found = pstats.Stats(profile).stats  # type: ignore[attr-defined] # there, and in no list of types
    return {
        f"{path}:{line} {name}": count
        for (path, line, name), (_, count, *_) in found.items()
        if "wsgen" in Path(path).parts
    }


@pytest.mark.parametrize("make", DOCUMENTS.values(), ids=DOCUMENTS)
def test_twice_as_much_takes_twice_the_calls(
    make: Callable[[int], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "format_sources", lambda sources, _: list(sources))
    # What is made once for all documents is made now.
    calls(make(2), tmp_path)
    few, twice = calls(make(FEW), tmp_path), calls(make(2 * FEW), tmp_path)
    grown = {each: (few.get(each, 0), count) for each, count in twice.items() if count > 10 * FEW}
    assert grown
    assert [each for each, (before, after) in grown.items() if after > ALLOWED * before] == []
