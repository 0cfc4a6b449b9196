"""The forty edits whose verdicts docs/breaking.md lists: whole documents before and after, and what each edit is."""

import json
from dataclasses import dataclass
from pathlib import Path

from tests.catalogue_examples import OF_TALK, Tree, completed, merged
from tests.plan.documents import SERVER, planned
from wsgen.breaking.change import Change
from wsgen.breaking.compare import compare, demonstrated
from wsgen.plan.protocol import Protocol
from wsgen.spec.load import read
from wsgen.spec.node import Value, plain

FOLDER = Path(__file__).parent / "forty"
TODAY = "2026-12-01"


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: the documents, and the schemas too where it is one of a payload; `has_frame` where one can show it."""

    name: str
    direction: str
    before: Tree
    after: Tree
    level: str
    has_frame: bool
    schemas: tuple[Value, Value] | None = None

    @property
    def title(self) -> str:
        """What is edited, and who sends it."""
        arrow = {"up": " (client → server)", "down": " (server → client)"}
        return self.name + arrow.get(self.direction, "")

    def changes(self) -> tuple[Change, ...]:
        """What wsgen says of it, with the frames that show it."""
        old, new = protocol_of(self.before), protocol_of(self.after)
        return demonstrated(old, new, compare(old, new, TODAY))


def protocol_of(spec: Tree) -> Protocol:
    """What crosses the wire, as a document says."""
    # A line of JSON a key is YAML too.
    text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in spec.items())
    return planned(text, SERVER)[0]


def edits() -> tuple[Edit, ...]:
    """All of them: those of payloads first."""
    payload = [_payload(each) for each in _listed("payload.yml")]
    return (*payload, *(_wire(each) for each in _listed("wire.yml")))


def _listed(name: str) -> list[Tree]:
    rows = plain(read(name, root=FOLDER).document)
    assert isinstance(rows, list)
    return [each for each in rows if isinstance(each, dict)]


def _payload(row: Tree) -> Edit:
    direction = str(row["direction"])
    way = {"up": "client-to-server", "down": "server-to-client"}[direction]
    base: Tree = {"type": "object", "properties": {"type": {"const": "thing"}}}
    schemas = [merged(base, row[side]) for side in ("old", "new")]
    whole: list[Tree] = []
    for schema in schemas:
        assert isinstance(schema, dict)
        required = schema.get("required", [])
        assert isinstance(required, list)
        schema["required"] = ["type", *required]
        message: Tree = {"Thing": {"name": "thing", "x-wsgen-direction": way, "payload": schema}}
        whole.append(_whole({"channels": {"room": {"messages": message}}}, OF_TALK))
    level, (before, after), (old, new) = str(row["level"]), whole, schemas
    return Edit(str(row["name"]), direction, before, after, level, level == "breaking", (old, new))


def _wire(row: Tree) -> Edit:
    before, after = (_completed(row[side], str(row["within"])) for side in ("old", "new"))
    return Edit(str(row["name"]), "", before, after, str(row["level"]), row.get("frame") is True)


def _completed(fragment: Value, within: str) -> Tree:
    assert isinstance(fragment, dict)
    whole = completed(fragment, within)
    assert isinstance(whole, dict)
    return whole


def _whole(part: Tree, base: Tree) -> Tree:
    whole = merged(base, part)
    assert isinstance(whole, dict)
    return whole
