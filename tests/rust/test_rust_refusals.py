"""Documents whose crates once didn't compile, didn't end or weren't written at all."""

import json
from collections.abc import Mapping
from pathlib import Path

from tests.rust.crates import cargo, cargo_or_skip, sides, workspace
from wsgen.commands.project import Arguments, project
from wsgen.pipeline import check
from wsgen.plan.compose import protocol_of
from wsgen.plan.protocol import Protocol
from wsgen.rust.emit import emit

DEPTH = 20
KINDS = {
    "Expr": {"oneOf": [{"$ref": f"#/components/schemas/{each}"} for each in ("Not", "Neg", "Leaf")]},
    **{
        name: {
            "type": "object",
            "required": ["op", "arg"],
            "properties": {"op": {"const": name.lower()}, "arg": {"$ref": "#/components/schemas/Expr"}},
        }
        for name in ("Not", "Neg")
    },
    "Leaf": {"type": "object", "required": ["op"], "properties": {"op": {"const": "leaf"}}},
    # Nothing that must be there tells these apart.
    "Odd": {"oneOf": [{"$ref": f"#/components/schemas/Odd{each}"} for each in range(2)]},
    **{
        f"Odd{number}": {
            "type": "object",
            "properties": {"a": {"$ref": "#/components/schemas/Odd"}, "n": {"const": number}},
        }
        for number in range(2)
    },
}


def tagged(tag: str, **properties: object) -> dict[str, object]:
    """A payload with a tag and these properties, all of them required."""
    return {"type": "object", "required": ["type", *properties], "properties": {"type": {"const": tag}, **properties}}


def planned_of(folder: Path, messages: Mapping[str, object], **more: object) -> Protocol:
    """The protocol of a document with these messages, which clients send."""
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": "T", "version": "1"},
        "servers": {"s": {"host": "localhost:1", "pathname": "/ws", "protocol": "ws"}},
        "channels": {"ws": {"address": "/ws", "messages": messages}, **more},
        "operations": {"x": {"action": "receive", "channel": {"$ref": "#/channels/ws"}}},
        "components": {"schemas": KINDS},
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "spec.json").write_text(json.dumps(document))
    (folder / "pyproject.toml").write_text('[tool.wsgen]\nspec = "spec.json"\nout = "generated"\n')
    return protocol_of(check(project(Arguments(folder)).job, lambda _: None).plan)


def nested(depth: int, inner: str, outer: str) -> str:
    """A text inside `depth` others."""
    return outer * depth + inner + "}" * depth


def test_choices_end_and_a_topic_may_be_called_part(tmp_path: Path) -> None:
    cargo_or_skip()
    integer = {"type": "integer"}
    odd = {name: {"payload": tagged(name, value={"$ref": f"#/components/schemas/{name}"})} for name in ("Expr", "Odd")}
    part = {"address": "part:{id}", "parameters": {"id": {}}, "messages": {"M": {"payload": tagged("m", n=integer)}}}
    protocol = planned_of(tmp_path / "spec", odd, part=part)
    assert "pub struct Part " in emit(protocol)["src/channels.rs"]
    workspace(tmp_path, {"t": protocol})
    leaf = nested(DEPTH, '{"op": "leaf"}', '{"op": "not", "arg": ')
    hopeless = nested(DEPTH, '{"n": 2}', '{"a": ')
    frames = (f'{{"type": "Expr", "value": {leaf}}}', f'{{"type": "Odd", "value": {hopeless}}}')
    enum = next(found for found, side in sides(protocol) if len(side.routes) == 2)
    lines = "".join(f"t\t{enum}\t{frame}\n" for frame in frames)
    expr, refused = map(json.loads, cargo(tmp_path, "run", "--package", "frames", stdin=lines).splitlines())
    assert (expr[0], json.loads(expr[1])) == ("Expr", json.loads(frames[0]))
    assert refused[0] is None
    assert "too many ways" in refused[1]


def test_a_number_that_no_f64_holds_is_no_constant(tmp_path: Path) -> None:
    big = 10**400
    payload = tagged("a", n={"const": big}, m={"enum": [1, big]}, k={"const": [big]})
    models = emit(planned_of(tmp_path, {"A": {"payload": payload}}))["src/models.rs"]
    assert all(each in models for each in ("pub n: Value,", "pub type AM = Value;", "pub k: Value,"))


def test_examples_that_types_cannot_tell_are_left_out(tmp_path: Path) -> None:
    texts = {
        each: {
            "payload": {
                "type": "object",
                "required": ["t"],
                "properties": {"t": {"type": "string", "pattern": f"^{each}"}},
            },
            "examples": [{"payload": {"t": f"{each}-1"}}],
        }
        for each in "ab"
    }
    big = {
        "payload": tagged("c", n={"type": "integer"}),
        "examples": [{"payload": {"type": "c", "n": n}} for n in (7, 2**63)],
    }
    written = emit(planned_of(tmp_path, {**texts, "c": big}))["tests/examples.rs"]
    assert "a-1" in written
    assert "b-1" not in written
    assert "7" in written
    assert str(2**63) not in written


def test_an_integer_is_as_wide_as_its_limits(tmp_path: Path) -> None:
    fields = {"n": {"type": "integer", "exclusiveMinimum": -1, "exclusiveMaximum": 2**64}, "m": {"type": "integer"}}
    models = emit(planned_of(tmp_path, {"A": {"payload": tagged("a", **fields)}}))["src/models.rs"]
    assert "pub n: u64," in models
    assert "pub m: i64," in models


def test_an_example_with_a_fraction_is_no_integer(tmp_path: Path) -> None:
    either = {"anyOf": [{"type": "integer"}, {"type": "number"}]}
    message = {"payload": tagged("a", n=either), "examples": [{"payload": {"type": "a", "n": 7.5}}]}
    assert "7.5" in emit(planned_of(tmp_path, {"A": message}))["tests/examples.rs"]
