"""The one layout of a document: what it looks like, and that nothing but the layout changes."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from wsgen.spec.layout.arrange import NoLayoutError, arranged
from wsgen.spec.load import parse
from wsgen.spec.node import plain

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"

CASES = {
    "indentation": ("a:\n    b:\n        c: 1\n", "a:\n  b:\n    c: 1\n"),
    "lists are deeper than their key": ("a:\n- b\n-   c\n", "a:\n  - b\n  - c\n"),
    "lists of lists and mappings": ("- - 1\n  - b:  2\n    c: 3\n", "- - 1\n  - b: 2\n    c: 3\n"),
    "spaces": ("a :   1   \nb:  2 \n", "a: 1\nb: 2\n"),
    "empty lines": ("\n\na:\n\n  b: 1\n\n\n\nc: 2\n\n", "a:\n  b: 1\n\nc: 2\n"),
    "no last line end": ("a: 1", "a: 1\n"),
    "a block's text stays without its last line end": ("a: |\n    b", "a: |-\n  b\n"),
    "a block": ("a:  |\n     b\n\n      c  \nd: 1\n", "a: |\n  b\n\n   c  \nd: 1\n"),
    "a block that says how far it is indented": ("a:\n    b: |3-\n        c\n", "a:\n  b: |2-\n     c\n"),
    "a block whose empty lines count": ("a: >+\n   b\n\n\nc: 1\n", "a: >+\n  b\n\n\nc: 1\n"),
    "quotes": ('a: \'b\'\n"c": "d"\n', 'a: \'b\'\n"c": "d"\n'),
    "a text of several lines": ('a: "b\n      c \\\n d"\n', 'a: "b\n  c \\\n  d"\n'),
    "brackets in one line": ("a: { b: 1 , c: [ ] ,}\n", "a: {b: 1, c: []}\n"),
    "brackets over several lines": ("a: {b: 1,\n c: [d, e]}\n", "a:\n  b: 1\n  c: [d, e]\n"),
    "brackets that are too long": (f"a: [{'b' * 60}, {'c' * 60}]\n", f"a:\n  - {'b' * 60}\n  - {'c' * 60}\n"),
    "anchors, tags, merges": (
        "a:  &x   !!map\n    b: !!str  1\nc:\n    <<:   *x\n    d: 2\n",
        "a: &x !!map\n  b: !!str  1\nc:\n  <<: *x\n  d: 2\n",
    ),
    "what the first key has is its own": (
        "a:\n    !!str 404:   b\nc:\n    &d e: 1\n    f: *d\n",
        "a:\n  !!str 404: b\nc:\n  &d e: 1\n  f: *d\n",
    ),
    "a document's first line": ("%YAML 1.2\n---   # c\na: 1\n", "%YAML 1.2\n---\n# c\na: 1\n"),
    "comments": (
        "# 1\na: # 2\n    # 3\n    b: 1 # 4\n    # 5\n# 6\nc:\n    # 7\nd: 1\n# 8\n",
        "# 1\na:  # 2\n  # 3\n  b: 1  # 4\n  # 5\n# 6\nc:\n  # 7\nd: 1\n# 8\n",
    ),
    "comments of lists": (
        "a:\n# 1\n- b # 2\n# 3\n-\n  # 4\n  c: 1\n",
        "a:\n  # 1\n  - b  # 2\n  # 3\n  # 4\n  - c: 1\n",
    ),
    "comments in brackets": (
        "a: {  # 1\n  b: [  # 2\n   c, # 3\n  ], # 4\n  # 5\n}\n",
        "a:  # 1\n  b:  # 2\n    - c  # 3\n  # 4\n  # 5\n",
    ),
    "a key of several lines": ('? "a\n  b"\n: c\n', '? "a\n  b"\n: c\n'),
    "line ends of Windows": ("a:\r\n    b: |\r\n      c\r\n", "a:\r\n  b: |\r\n    c\r\n"),
    "a byte order mark": ("\ufeffa:   1\n", "\ufeffa: 1\n"),
    "json": (
        '{"a":1,"b":{"c":[1,2]\n},\n\n\n"d":[],"e":"\\u00e4"}',
        '{\n  "a": 1,\n  "b": {\n    "c": [1, 2]\n  },\n\n  "d": [],\n  "e": "\\u00e4"\n}\n',
    ),
    "short json": ('{"a":[1]}', '{"a": [1]}\n'),
    "brackets at the root": ("{a: 1, # 1\n b: 'c'}\n", "{\n  a: 1,  # 1\n  b: 'c'\n}\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_document_has_one_layout(name: str) -> None:
    before, after = CASES[name]

    assert arranged(before, "a.yml") == after
    assert arranged(after, "a.yml") == after


@pytest.mark.parametrize("name", CASES)
def test_another_parser_reads_the_same(name: str) -> None:
    before, after = (text.removeprefix("\ufeff") for text in CASES[name])

    assert yaml.safe_load(after) == yaml.safe_load(before)


def documents() -> list[Path]:
    """Every document that lies around here: our own, and other people's."""
    folders = (ROOT / "asyncapi", ROOT / "examples", ROOT / "tests" / "golden", SHARED / "corpus", SHARED / "cases")
    return sorted(path for folder in folders for end in ("yml", "yaml", "json") for path in folder.rglob(f"*.{end}"))


def check(path: Path) -> None:
    """Lays one out; what can't be read is left out."""
    content = path.read_bytes()
    node, faults = parse(content, path.name)
    if node is None or faults or path.stat().st_size > 300_000:
        return
    text = content.decode()

    after = arranged(text, path.name)

    again, _ = parse(after.encode(), path.name)
    assert again is not None
    assert spelled(plain(again)) == spelled(plain(node))
    assert words(after) == words(text)
    assert arranged(after, path.name) == after


def spelled(value: Any) -> str:
    """A value with its types and the order of its keys."""
    return json.dumps(value)


def words(text: str) -> list[str]:
    """Every comment that stands on a line of its own, or in a block; by what it says."""
    return sorted(line.strip() for line in text.splitlines() if line.strip().startswith("#"))


@pytest.mark.parametrize("path", documents()[::80], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_values_and_comments_stay(path: Path) -> None:
    check(path)


@pytest.mark.slow
@pytest.mark.parametrize("path", documents(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_values_and_comments_of_every_document_stay(path: Path) -> None:
    check(path)


@pytest.mark.parametrize("text", ["x: &m\n  !!str 1: y\n", "x: &m\n  &n y: 1\nz: [*m, *n]\n"])
def test_what_has_anchors_or_tags_that_would_move_is_left(text: str) -> None:
    try:
        laid = arranged(text, "a.yml")
    except NoLayoutError:
        return
    assert yaml.safe_load(laid) == yaml.safe_load(text)
    assert arranged(laid, "a.yml") == laid
