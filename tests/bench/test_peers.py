"""The pure parts of the comparison: which frames are made, who is found to agree, what the tables say."""

import json
from typing import Any

import pytest

from bench.peers import adaptations, document, instances, table
from bench.peers.instances import Frame
from bench.peers.measuring import Verdicts, compare

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
    assert message.spellings == ("OrderData", "OrderPayload", "Order", "order")


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
