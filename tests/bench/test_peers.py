"""The pure parts of the comparison: which frames are made, who is found to agree, what the tables say."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.peers import adaptations, document, documents, instances, table
from bench.peers.checking import Types
from bench.peers.instances import Frame
from bench.peers.measuring import Result, Verdicts, compare, given_or_not
from bench.peers.tools import TOOLS, Tool

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "id"],
    "properties": {
        "type": {"const": "order"},
        "id": {"type": "integer", "minimum": 1},
        "note": {"type": "string", "minLength": 1, "nullable": True},
        "lines": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Line"}},
    },
}
DOCUMENT: dict[str, Any] = {
    "channels": {
        "orders": {
            "address": "orders:{id}",
            "parameters": {"id": {}},
            "messages": {"Order": {"$ref": "#/components/messages/Order"}},
        }
    },
    "components": {
        "messages": {"Order": {"name": "order", "payload": {"$ref": "#/components/schemas/OrderData"}}},
        "schemas": {
            "OrderData": SCHEMA,
            "Line": {"type": "object", "required": ["sku"], "properties": {"sku": {"enum": ["a", "b"]}}},
        },
    },
}


@pytest.fixture(name="frames")
def made_frames() -> dict[str, bool]:
    (message,) = document.messages(DOCUMENT)
    return {frame.text: frame.valid for frame in instances.frames(DOCUMENT, message)}


def test_a_message_is_looked_for_by_its_schema_first_then_by_its_own_names() -> None:
    (message,) = document.messages(DOCUMENT)
    assert (message.key, message.name) == ("Order", "order")
    assert message.spellings[:4] == ("OrderData", "OrderPayload", "Order", "order")


def test_a_payload_in_another_language_than_json_schema_is_left_out() -> None:
    def channel(**message: Any) -> dict[str, Any]:
        return {"channels": {"main": {"messages": {"M": message}}}}

    avro = {"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "schema": {"type": "record"}}
    own = {"schemaFormat": "application/vnd.aai.asyncapi+json;version=3.0.0", "schema": SCHEMA}
    assert document.messages(channel(payload=avro)) == document.messages(channel()) == ()
    assert document.messages(channel(payload={"schema": SCHEMA})) == ()
    (message,) = document.messages(channel(payload=own))
    assert (message.payload, message.spellings[0]) == (SCHEMA, "channelsmainmessagesM")


@pytest.mark.parametrize(
    ("payload", "valid"),
    [
        ({"type": "order", "id": 1}, True),
        ({"type": "order", "id": 1, "note": "xxxx", "lines": [{"sku": "a"}]}, True),
        ({"type": "order", "id": 1.0}, True),
        ({"type": "order", "id": 1, "unforeseen_key": True}, True),
        ({"type": "order", "id": 0}, False),
        ({"type": "order", "id": "1"}, False),
        ({"type": "order", "id": True}, False),
        ({"type": "order_", "id": 1}, False),
        ({"id": 1}, False),
        ({"type": "order", "id": 1, "note": "", "lines": [{"sku": "a"}]}, False),
        ({"type": "order", "id": 1, "note": "xxxx", "lines": []}, False),
        ({"type": "order", "id": 1, "note": "xxxx", "lines": [{}]}, False),
        ({"type": "order", "id": 1, "note": "xxxx", "lines": [{"sku": "b"}]}, True),
    ],
    ids=json.dumps,
)
def test_frames_hold_what_is_valid_and_what_just_misses_it(
    frames: dict[str, bool], payload: dict[str, Any], valid: bool
) -> None:
    assert frames[json.dumps(payload)] is valid


def test_a_frame_that_only_nullable_decides_is_left_out(frames: dict[str, bool]) -> None:
    assert not any('"note": null' in text for text in frames)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/components/schemas/Node"}}},
        {"properties": {"next": {"$ref": "#/components/schemas/Node"}, "all": {"type": "array", "items": {}}}},
        {"allOf": [{"$ref": "#/components/schemas/Node"}, {"properties": {"n": {"type": "integer"}}}]},
        {"oneOf": [{"type": "object", "required": ["a"], "properties": {"a": {"const": 1}}}, {"type": "string"}]},
        {"type": "array", "items": [{"const": 2}, {"type": "string"}]},
        True,
    ],
    ids=["endless", "recursive", "allOf", "oneOf", "tuple", "anything"],
)
def test_frames_of_every_kind_of_schema_are_bounded(schema: Any) -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    whole = {
        "components": {"schemas": {"Node": node if isinstance(schema, bool) or "required" not in schema else schema}}
    }
    made = instances.frames(whole, document.Message("M", "M", (), schema, ()))
    assert 0 < len(made) <= instances.MOST
    assert any(each.valid for each in made) or "required" in schema


def test_frames_are_the_same_each_time() -> None:
    (message,) = document.messages(DOCUMENT)
    assert instances.frames(DOCUMENT, message) == instances.frames(DOCUMENT, message)


def test_only_messages_that_were_answered_for_are_counted() -> None:
    one, two, three, four = (Frame(str(number), valid=number in {1, 4}) for number in range(1, 5))
    cases = {"a": (one, two, three), "b": (four,)}
    assert compare(cases, {"a": [True, False, True]}) == Verdicts(1, 1, 1, 2)


@pytest.mark.parametrize(
    ("verdicts", "text"),
    [
        (Verdicts(2, 2, 3, 3), "100.0 % (2/2 accepted, 3/3 refused)"),
        (Verdicts(1000, 1000, 9999, 10000), "99.9 % (1000/1000 accepted, 9999/10000 refused)"),
        (None, "–"),
    ],
    ids=["all", "all but one", "nobody asked"],
)
def test_only_full_agreement_is_a_hundred_percent(verdicts: Verdicts | None, text: str) -> None:
    assert table.agreement(verdicts) == text


@pytest.mark.parametrize(
    "schema", [{"type": "bytes"}, {"type": "string", "pattern": "^(?i)a"}], ids=["type", "pattern"]
)
def test_what_cant_be_judged_has_no_frames(schema: Any) -> None:
    assert instances.frames({}, document.Message("M", "M", (), schema, ())) == ()


def result(tool: Tool, **more: Any) -> Result:
    return Result(tool, tool.given or "as it is", 0, messages=2, **more)


def test_a_row_that_was_not_measured_has_what_its_tool_made_otherwise() -> None:
    plain, given = (each for each in TOOLS if each.name == "chanx")
    only = TOOLS[-1]
    first, last = result(plain), result(only)
    tools = (plain, given, only)
    assert [each.tool for each in given_or_not(tools, [first, None, last])] == [plain, plain, only]
    second = result(given)
    assert [each.tool for each in given_or_not(tools, [None, second, last])] == [given, given, only]


def test_totals_count_what_failed_too() -> None:
    tool = TOOLS[-1]
    good = result(
        tool,
        modules=("a", "b"),
        importable=("a", "b"),
        types=Types(0, stopped=False),
        represented=2,
        usable=2,
        verdicts={"wsgen": Verdicts(1, 1, 2, 2)},
    )
    (row,) = [line for line in table.totals([tool], [[good], [result(tool)]]).splitlines() if "wsgen" in line]
    assert (
        row == "| wsgen | as it is | 1/2 | 2 | 2/2 | 1/2 | 1/2 | 2/4 | 2/4 | 100.0 % (1/1 accepted, 2/2 refused) | – |"
    )
    assert "| one | 2 | 2, 100.0 % |" in table.by_document(["one", "two"], [tool], [[good], [result(tool)]])
    assert "| two | 2 | – |" in table.by_document(["one", "two"], [tool], [[good], [result(tool)]])


def test_the_documents_are_there_without_the_corpus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(documents, "CORPUS", tmp_path)
    assert [each.name for each in documents.samples()] == ["chat", *documents.OWN]
    assert all(document.messages(document.read(each.path)) for each in documents.samples())


def test_the_text_between_the_markers_is_replaced_and_nothing_else() -> None:
    page = f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n"
    once = table.between_markers(page, "new")
    assert once == f"before\n{table.BEGIN}\n\nnew\n\n{table.END}\nafter\n"
    assert table.between_markers(once, "new") == once


@pytest.mark.parametrize("page", ["", table.BEGIN, table.END, f"{table.END}{table.BEGIN}"])
def test_a_page_without_both_markers_in_order_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="lacks"):
        table.between_markers(page, "new")


def test_adaptations_change_a_copy_and_only_what_the_tool_asks_for() -> None:
    before = json.dumps(DOCUMENT)
    assert adaptations.with_titles(DOCUMENT)["components"]["schemas"]["Line"]["title"] == "Line"
    assert adaptations.without_parameters(DOCUMENT)["channels"]["orders"]["address"] == "orders"
    assert adaptations.with_server(DOCUMENT)["servers"]["local"]["protocol"] == "ws"
    assert adaptations.with_server({"servers": {"own": {}}}) == {"servers": {"own": {}}}
    assert json.dumps(DOCUMENT) == before
