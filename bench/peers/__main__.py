"""`python -m bench.peers`: install the peers, run all of them, print the tables of docs/comparison.md."""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from . import table
from .document import Message
from .installing import ROOT, install
from .measuring import Sample, measure
from .tools import TOOLS

PAGE = ROOT / "docs" / "comparison.md"
CORPUS = ROOT.parent / "shared" / "corpus" / "docs"


def bare(_message: Message, payload: Any) -> Any:
    """A frame that is the payload."""
    return payload


def enveloped(message: Message, payload: Any) -> Any:
    """A frame of document 153: the payload in its Envelope, told apart by the message's name."""
    return {"v": 1, "type": message.name, "topic": "system", "ts": 1767605400000, "data": payload}


def samples() -> Iterator[Sample]:
    """This repository's own document, and two of other people's where they lie beside the checkout."""
    yield Sample("asyncapi/chat.yml", ROOT / "asyncapi" / "chat.yml", 'perspective = "server"\n', bare)
    others = (
        ("149-*/*.yml", "A chat product's document, flat frames (149)", 'perspective = "client"\n', bare),
        ("153-*/*.yml", "The same product's later one, frames in an envelope (153)", "", enveloped),
    )
    for pattern, title, settings, on_the_wire in others:
        for path in sorted(CORPUS.glob(pattern)):
            yield Sample(title, path, settings, on_the_wire)


def main() -> None:
    """Print the tables; `--write` also puts them into docs/comparison.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="also write the tables into docs/comparison.md")
    parser.add_argument("--only", default="", help="only tools with this in their name")
    arguments = parser.parse_args()
    if arguments.write and arguments.only:
        parser.error("--write needs all tools")
    install()
    parts = []
    for sample in samples():
        results = []
        for tool in (each for each in TOOLS if arguments.only in each.name):
            print(f"{tool.name} on {sample.title}", file=sys.stderr)
            result = measure(tool, sample)
            results += [result] if result else []
        parts.append(table.measured(sample.title, results))
    text = "\n".join((*parts, table.written(TOOLS)))
    print(text)
    if arguments.write:
        PAGE.write_text(table.between_markers(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")


if __name__ == "__main__":
    main()
