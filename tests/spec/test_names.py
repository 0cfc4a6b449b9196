"""Where a finding points that is about a whole object: at its name, and else where it pointed."""

from pathlib import Path

import pytest

from wsgen.diagnostics.found import found
from wsgen.spec.load import read
from wsgen.spec.names import at_names
from wsgen.spec.node import MappingNode, Node, SequenceNode

SPEC = """\
block:
  inner: 1
flow: {inner: 1}
list:
- inner: 1
text: >
  goes on
shared: &shared
  inner: 1
alias: *shared
"""


def node_at(root: Node, pointer: str) -> Node:
    for step in pointer.split("/")[1:]:
        root = root.items[int(step)] if isinstance(root, SequenceNode) else value_of(root, step)
    return root


def value_of(node: Node, key: str) -> Node:
    assert isinstance(node, MappingNode)
    return node.entries[key].value


@pytest.mark.parametrize(
    ("pointer", "code", "place"),
    [
        ("", "WSG422", (1, 1)),
        ("/block", "WSG422", (1, 1)),
        ("/block/inner", "WSG422", (2, 10)),
        ("/block/inner", "WSG401", (2, 3)),
        ("/flow", "WSG422", (3, 7)),
        ("/flow", "WSG401", (3, 1)),
        ("/list", "WSG422", (4, 1)),
        ("/list/0", "WSG422", (5, 3)),
        ("/list/0/inner", "WSG401", (5, 3)),
        ("/text", "WSG422", (6, 7)),
        ("/alias", "WSG422", (8, 9)),
    ],
)
def test_a_finding_about_an_object_points_at_its_name(
    tmp_path: Path, pointer: str, code: str, place: tuple[int, int]
) -> None:
    (tmp_path / "spec.yml").write_text(SPEC)
    sources = read("spec.yml", root=tmp_path)
    location = node_at(sources.document, pointer).location
    finding = found(code, location, "it is wrong", related=(("the other one", location),))

    (moved,) = at_names(sources, [finding])
    assert (moved.location.line, moved.location.column) == place
    assert moved.location.pointer == location.pointer
    if code != "WSG401":
        assert moved.related[0][1] == moved.location


def test_what_stands_in_no_file_of_the_specification_stays(tmp_path: Path) -> None:
    (tmp_path / "spec.yml").write_text(SPEC)
    (tmp_path / "overlay.yml").write_text("'#/block':\n  inner: 2\n")
    sources = read("spec.yml", root=tmp_path)
    elsewhere = read("overlay.yml", root=tmp_path).document.location

    (kept,) = at_names(sources, [found("WSG422", elsewhere, "it is wrong")])
    assert kept.location == elsewhere
