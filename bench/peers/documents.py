"""Says which documents are measured: this repository's own, and other people's where they lie beside the checkout."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .document import Message
from .installing import ROOT

CORPUS: Final = ROOT.parent / "shared" / "corpus"
GOLDEN: Final = ROOT / "tests" / "golden"
OWN: Final = ("flat", "envelope", "mixed", "names")


@dataclass(frozen=True, slots=True)
class Sample:
    """A document, the settings that wsgen is given with it, and how a payload stands in a frame on the wire.

    One with a `title` has a table of its own in docs/comparison.md.
    """

    name: str
    path: Path
    settings: str
    on_the_wire: Callable[[Message, Any], Any]
    title: str = ""


def bare(_message: Message, payload: Any) -> Any:
    """A frame that is the payload."""
    return payload


def enveloped(message: Message, payload: Any) -> Any:
    """A frame of document 153: the payload in its Envelope, told apart by the message's name."""
    return {"v": 1, "type": message.name, "topic": "system", "ts": 1767605400000, "data": payload}


# Those of the corpus that have an envelope beside their messages, or are shown by themselves: by id.
_TITLES: Final = {
    "149": "A chat product's document, flat frames (149)",
    "153": "The same product's later one, frames in an envelope (153)",
}
_SETTINGS: Final = {"149": 'perspective = "client"\n'}
_ENVELOPED: Final = frozenset({"153", "155"})


def samples() -> Iterator[Sample]:
    """This repository's example and its tests' documents, then those of the corpus that each tool should read.

    That is each AsyncAPI 3.x document of a real product's WebSocket API which the official parser finds valid, and
    which is one file; of several versions of one document the newest.
    """
    yield Sample("chat", ROOT / "asyncapi" / "chat.yml", 'perspective = "server"\n', bare, "asyncapi/chat.yml")
    for case in OWN:
        on_the_wire = enveloped if case == "envelope" else bare
        settings = (GOLDEN / case / "settings.toml").read_text("utf-8").partition("[tool.wsgen]\n")[2]
        settings = "".join(line for line in settings.splitlines(keepends=True) if not line.startswith("spec ="))
        yield Sample(case, GOLDEN / case / "spec.yml", settings, on_the_wire)
    for id_, path in sorted(_of_corpus().items()):
        on_the_wire = enveloped if id_ in _ENVELOPED else bare
        yield Sample(id_, path, _SETTINGS.get(id_, ""), on_the_wire, _TITLES.get(id_, ""))


def _of_corpus() -> Mapping[str, Path]:
    """By id; none where there is no corpus."""
    if not (CORPUS / "index.tsv").exists():
        return {}
    older = set(_older())
    found: dict[str, Path] = {}
    for row in _rows("index.tsv"):
        path = CORPUS / row["entry"]
        is_fit = row["version"].startswith("3.") and row["official"] == "valid"
        if is_fit and row["websocket"] == row["product"] == "y" and row["id"] not in older:
            if sum(each.is_file() for each in path.parent.rglob("*")) == 1:
                found[row["id"]] = path
    return found


def _older() -> Iterator[str]:
    """The documents of which there is a newer version that is valid too."""
    for row in _rows("versions.tsv"):
        versions = [each.split(":") for each in row["ids_oldest_first(id:verdict)"].split()]
        *older, _ = [id_ for id_, verdict in versions if verdict == "ok"] or [""]
        yield from older


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as rows:
        yield from csv.DictReader(rows, delimiter="\t")
