"""Payloads of every kind of JSON in envelopes: what one side writes is in the frame, and the other side reads it."""

import importlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from packages import package

from wsgen.pipeline import Job, compile_document
from wsgen.settings import Settings

KINDS: dict[str, Any] = {
    "list": {"type": "array", "items": {"type": "number"}},
    "pair": {"type": "array", "items": [{"type": "string"}, {"type": "integer"}], "minItems": 2, "maxItems": 2},
    "text": {"type": "string", "minLength": 1},
    "count": {"type": ["integer", "null"]},
    "flag": {"type": "boolean"},
    "nothing": {"type": "null"},
    "word": {"const": "off"},
    "maybe": {"type": ["object", "null"], "properties": {"a": {"type": "integer"}}},
    "either": {
        "oneOf": [{"type": "string"}, {"type": "object", "required": ["k"], "properties": {"k": {"type": "string"}}}]
    },
}
VALUES: list[tuple[str, Any]] = [
    ("list", [1, 2.5]),
    ("list", []),
    ("pair", ["a", 1]),
    ("text", "a"),
    ("count", 0),
    ("count", None),
    ("flag", False),
    ("nothing", None),
    ("word", "off"),
    ("maybe", None),
    ("maybe", {}),
    ("maybe", {"a": 1, "more": [None]}),
    ("either", "a"),
    ("either", {"k": "a"}),
]
WRONG: list[tuple[str, Any]] = [
    ("list", None),
    ("list", {"0": 1}),
    ("pair", ["a"]),
    ("text", ""),
    ("count", 0.5),
    ("flag", 0),
    ("nothing", False),
    ("word", "on"),
    ("maybe", {"a": "1"}),
    ("either", {}),
]


def whole(kind: str) -> dict[str, Any]:
    """A message whose own schema is of the whole frame."""
    fields = {"op": {"const": kind}, "data": KINDS[kind], "id": {"type": "integer"}}
    return {"type": "object", "required": ["op", "data"], "properties": fields}


CHANNELS: dict[str, Any] = {
    "around": {
        "x-wsgen-envelope": {"around": True, "tag": "op", "data": "data", "request_id": "id"},
        "messages": {kind: {"payload": schema} for kind, schema in KINDS.items()},
    },
    "row": {
        "x-wsgen-envelope": {"around": True, "tag": "/0", "data": "/1"},
        "messages": {kind: {"payload": schema} for kind, schema in KINDS.items()},
    },
    "inside": {
        "x-wsgen-envelope": {"tag": "op", "data": "data", "request_id": "id"},
        "messages": {kind: {"payload": whole(kind)} for kind in KINDS},
    },
}


@pytest.fixture(scope="module", params=CHANNELS)
def spoken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    """The kind of the envelope, and the module `dispatch` of a package for it."""
    where: str = request.param
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": "Values", "version": "1.0.0"},
        "channels": {where: {"address": f"/{where}", **CHANNELS[where]}},
    }
    folder = tmp_path_factory.mktemp(where)
    (folder / "spec.json").write_text(json.dumps(document))
    tree = compile_document(Job(folder, "spec.json", Settings(perspective="server")), lambda _: None).tree
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        dispatch: Any = package(tree, folder, f"values_{where}")
        yield where, dispatch


def frame_of(where: str, kind: str, value: Any) -> Any:
    return [kind, value] if where == "row" else {"op": kind, "data": value}


def codecs(dispatch: Any) -> tuple[Any, Any]:
    """The server's and the client's."""
    codec = importlib.import_module(f"{dispatch.__package__}._runtime.core.dispatch").Codec
    return codec.for_server(dispatch.VALUES), codec.for_client(dispatch.VALUES)


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_a_payload_of_any_kind_goes_there_and_back(spoken: tuple[str, Any], kind: str, value: Any) -> None:
    where, dispatch = spoken
    frame = frame_of(where, kind, value)
    server, client = codecs(dispatch)
    for reads, writes in ((server, client), (client, server)):
        received = reads.decode(json.dumps(frame))
        assert (received.route.message.name, received.tag, received.frame) == (kind, kind, frame)
        assert received.message.to_wire() == value
        assert json.loads(writes.encode(received.message, now=0)) == frame


@pytest.mark.parametrize(("kind", "value"), WRONG)
def test_a_payload_that_its_schema_refuses_is_refused(spoken: tuple[str, Any], kind: str, value: Any) -> None:
    where, dispatch = spoken
    server, _ = codecs(dispatch)
    with pytest.raises(Exception, match=rf"^{kind} ") as refused:
        server.decode(json.dumps(frame_of(where, kind, value)))
    assert (type(refused.value).__name__, refused.value.kind) == ("Refused", "invalid")


def test_a_payload_that_may_be_null_must_be_there(spoken: tuple[str, Any]) -> None:
    where, dispatch = spoken
    server, _ = codecs(dispatch)
    for kind in ("count", "nothing", "maybe"):
        with pytest.raises(Exception, match=rf"^{kind} "):
            server.decode(json.dumps([kind] if where == "row" else {"op": kind}))
