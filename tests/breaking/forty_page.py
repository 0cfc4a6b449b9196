"""The table of forty edits on docs/breaking.md: a row each, of which the first columns are wsgen's own."""

from pathlib import Path

from tests.breaking.forty import Edit
from wsgen.breaking.change import worst

PAGE = Path(__file__).parents[2] / "docs" / "breaking.md"
MARKS = ("<!-- python -m bench.breaking --write: begin -->", "<!-- python -m bench.breaking --write: end -->")
HEAD = (
    "| edit | wsgen | frame | @asyncapi/diff | jsoncompat |",
    "|---|---|---|---|---|",
)


def own(edit: Edit) -> str:
    """What wsgen says of an edit, by which code, and whether a frame shows it: the first columns of its row."""
    changes = edit.changes()
    level = worst(each.level for each in changes)
    heavy = [each for each in changes if each.level is level]
    code = f", {heavy[0].code}" if heavy else ""
    shown = "yes" if any(each.witness for each in heavy) else ""
    return f"| {edit.title} | {level.value}{code} | {shown} |"


def row(edit: Edit, diff: str, compat: str) -> str:
    """The whole row."""
    return f"{own(edit)} {diff} | {compat} |"
