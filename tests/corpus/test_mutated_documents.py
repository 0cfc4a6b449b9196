"""Whatever is done to a real document, the whole check ends with a plan or with located errors, never otherwise.

Text and tree are changed at random, from a fixed seed, so that a failure comes again. 36,000 more such documents were
tried once by the same means.
"""

import csv
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from wsgen.diagnostics import report
from wsgen.pipeline import Checked, Job, RefusedError, check
from wsgen.settings import Settings
from wsgen.spec.load import read
from wsgen.spec.node import plain

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
DOCUMENTS = 20
SIZE = 40_000

JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    2.5,
    10**30,
    "",
    "x",
    "#",
    "#/components",
    "$message.payload#/x",
    "{a}?#{",
    "class",
]
JUNK += ["__init__", "☃", "\u202e", [], {}, [None], {"": {}}, {"$ref": "#"}, {"$ref": 5}, {"$ref": "x.yml#/a"}]
JUNK += [{"oneOf": [{}]}, {"allOf": [{"$ref": "#"}]}, {"type": []}, {"enum": [1, "1", True, None, {}]}, {"const": {}}]
KEYS = ["$ref", "type", "const", "enum", "oneOf", "allOf", "items", "properties", "required", "payload", "messages"]
KEYS += [
    "address",
    "channel",
    "reply",
    "correlationId",
    "traits",
    "x-wsgen-role",
    "x-wsgen-envelope",
    "x-handler-method",
]
PIECES = [*"{}[]:,\"'#&*!|>%@-\n\t \0é\u2028", "\n---\n", "<<: ", "*a", "&a ", "!!set "]


def documents() -> list[Path]:
    """This repository's own document, and the first real ones that aren't too long."""
    own = [ROOT / "asyncapi" / "chat.yml"]
    if not (CORPUS / "index.tsv").exists():
        return own
    with (CORPUS / "index.tsv").open(encoding="utf-8", newline="") as file:
        paths = [CORPUS / row["entry"] for row in csv.DictReader(file, delimiter="\t")]
    return own + [path for path in paths if path.stat().st_size < SIZE][::5][:DOCUMENTS]


def spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each container of the tree with each of its keys."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in members:
        yield value, key
        yield from spots(inner)


def pointers(value: Any, start: str = "#") -> Iterator[str]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in members:
        here = f"{start}/{str(key).replace('~', '~0').replace('/', '~1')}"
        yield here
        yield from pointers(inner, here)


def mutated_tree(tree: Any, random: Random) -> str:
    tree = deepcopy(tree)
    for _ in range(random.choice([1, 1, 2, 4])):
        places = list(spots(tree))
        if not places:
            break
        (holder, key), (other, its) = random.choice(places), random.choice(places)
        match random.randrange(6):
            case 0:
                del holder[key]
            case 1:
                holder[key] = deepcopy(random.choice(JUNK))
            case 2:
                holder[key] = deepcopy(other[its])
            case 3:
                holder[key] = {"$ref": random.choice(list(pointers(tree)))}
            case 4 if isinstance(holder, dict):
                holder[random.choice(KEYS)] = deepcopy(random.choice([*JUNK, other[its]]))
            case _ if isinstance(holder, dict):
                holder[random.choice([f"{key}x", str(key)[:-1], *KEYS])] = holder.pop(key)
            case _:
                holder.insert(random.randrange(len(holder)), deepcopy(holder[key]))
    return json.dumps(tree, indent=1)


def mutated_text(text: str, random: Random) -> str:
    for _ in range(random.choice([1, 1, 2, 4])):
        lines = text.split("\n")
        line, other, place = random.randrange(len(lines)), random.randrange(len(lines)), random.randrange(len(text) + 1)
        match random.randrange(6):
            case 0:
                text = text[:place] + text[place + random.choice([1, 2, 10, 200]) :]
            case 1:
                text = text[:place] + random.choice(PIECES) + text[place:]
            case 2:
                text = text[:place]
            case 3:
                lines[line], lines[other] = lines[other], lines[line]
                text = "\n".join(lines)
            case 4:
                lines.insert(line, lines[other])
                text = "\n".join(lines)
            case _:
                lines[line] = random.choice([" ", "\t", ""]) + lines[line][random.choice([0, 1]) :]
                text = "\n".join(lines)
    return text


def examine(text: str, name: str, folder: Path, random: Random) -> None:
    """Checks one document, and that each finding can be shown: its place is inside the text."""
    (folder / name).write_text(text, "utf-8", "surrogatepass", newline="")
    settings = Settings(perspective=random.choice([None, "server", "client"]))
    found: Any
    try:
        found = check(Job(folder, name, settings), lambda _: None)
    except RefusedError as error:
        found = error
    assert isinstance(found, Checked) or found.diagnostics
    report.full(found.diagnostics, found.texts)
    report.github(found.diagnostics)
    json.loads(report.as_json(found.diagnostics))
    for each in found.diagnostics:
        lines = re.split("\r\n|\r|\n", found.texts.get(each.location.path, ""))
        assert each.location.line <= len(lines), each
        assert each.location.column <= len(lines[each.location.line - 1]) + 1, each


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.parent.name)
def test_a_mutated_document_ends_in_a_plan_or_in_errors(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    root = read(path.name, root=path.parent).document
    random = Random(path.parent.name)
    for number in range(12):
        if number % 3:
            examine(mutated_tree(plain(root), random), "spec.json", tmp_path, random)
        else:
            examine(mutated_text(text, random), "spec.yml", tmp_path, random)
