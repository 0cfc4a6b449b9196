"""Contract files: the same contract is the same text, and what isn't understood is told with its place."""

import json
from typing import Any

import pytest

from wsgen.contract.pact_file import Contents, Earlier, Event, Notes, PactFile, ProviderState, Request
from wsgen.contract.reading import read
from wsgen.contract.writing import written
from wsgen.diagnostics.diagnostic import SpecError

INTEGER: Any = {"combine": "AND", "matchers": [{"match": "integer"}]}
NOTES = Notes("/ws", {"room": "a"}, (Earlier({"type": "subscribe", "topics": ["agent:7"]}, 0),))
STATES = (ProviderState("thread exists", {"thread_id": 42}), ProviderState("idle"))
EVENT = Event("is told", Contents({"type": "event", "id": 1}, rules={"$.id": INTEGER}, metadata={"topic": "t"}))
REQUEST = Request(
    "asks",
    Contents({"type": "ask"}, generators={"$.id": {"type": "Uuid"}}),
    (Contents({"type": "start"}), Contents({"type": "part"}), Contents({"type": "end"})),
    STATES,
    Notes(NOTES.connection, NOTES.arguments, NOTES.earlier, (1,)),
)
CONTRACT = PactFile("frontend", "chat", (REQUEST, EVENT))


def test_what_is_written_is_read_again() -> None:
    assert read(written(CONTRACT).encode(), "frontend-v1.json") == CONTRACT


def test_the_order_of_interactions_and_keys_decides_nothing() -> None:
    turned = PactFile("frontend", "chat", (EVENT, REQUEST))
    again: Any = json.loads(written(turned))

    assert written(turned) == written(CONTRACT)
    assert written(CONTRACT) == json.dumps(again, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def test_a_file_names_the_specification_and_no_version_of_a_library() -> None:
    assert json.loads(written(CONTRACT))["metadata"] == {
        "pactSpecification": {"version": "4.0"},
        "wsgen": {"format": 1},
    }


def test_a_text_by_itself_is_json_in_quotes() -> None:
    contract = PactFile("a", "b", (Event("is told", Contents("hello")),))
    contents = json.loads(written(contract))["interactions"][0]["contents"]

    assert (contents["content"], contents["encoded"]) == ('"hello"', "JSON")
    assert read(written(contract).encode(), "a-b.json") == contract


def test_null_by_itself_is_a_frame() -> None:
    contract = PactFile("a", "b", (Event("is told", Contents(None)),))
    assert json.loads(written(contract))["interactions"][0]["contents"]["encoded"] == "JSON"
    assert read(written(contract).encode(), "a-b.json") == contract


def test_a_contract_of_another_tool_is_read() -> None:
    text = json.dumps(
        {
            "consumer": {"name": "a"},
            "provider": {"name": "b"},
            "interactions": [
                {
                    "type": "Synchronous/Messages",
                    "description": "asks",
                    "key": "1f",
                    "comments": {"text": ["by hand"]},
                    "request": {"contents": {"content": "hello", "contentType": "text/plain", "encoded": False}},
                    "response": [],
                }
            ],
            "metadata": {"pactRust": {"ffi": "0.5.12"}, "pactSpecification": {"version": "4.0"}},
        }
    )

    assert read(text.encode(), "a-b.json") == PactFile(
        "a", "b", (Request("asks", Contents("hello", "text/plain"), ()),)
    )


def changed(**values: Any) -> str:
    whole: Any = json.loads(written(CONTRACT))
    for path, value in values.items():
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("__"))
        place = whole
        for step in steps:
            place = place[step]
        place[last] = value
    return json.dumps(whole, indent=2)


# Of interactions the one that asks is the first.
FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"metadata__pactSpecification__version": "3.0.0"}, "WSG841 the file is of Pact specification 3.0.0, and not 4.0"),
    ({"metadata": {}}, "WSG841 `metadata.pactSpecification.version` must be a text"),
    ({"metadata__wsgen__format": 9}, "WSG841 the file has notes of format 9, and this wsgen 1"),
    ({"interactions": {}}, "WSG842 `interactions` must be an array"),
    ({"consumer": {}}, "WSG842 `name` must be a text"),
    ({"interactions__0__type": "Synchronous/HTTP"}, "WSG843 an interaction of type `Synchronous/HTTP` is no message"),
    ({"interactions__0__description": "is told"}, "WSG843 there are two interactions `is told`"),
    ({"interactions__0__response": {}}, "WSG842 `response` must be an array"),
    ({"interactions__0__request": None}, "WSG842 `request` must be an object"),
    ({"interactions__0__request__contents__encoded": "base64"}, "WSG843 contents that are encoded as 'base64'"),
    ({"interactions__0__comments__wsgen__repeated": [3]}, "WSG842 `repeated` names response 3, which isn't there"),
    ({"interactions__1__matchingRules": {"header": {}}}, "WSG842 messages have no rules for `header`"),
    ({"interactions__1__matchingRules": {"body": {"id": {}}}}, "WSG842 the matching rule `id` isn't of Pact V4"),
]


@pytest.mark.parametrize(("values", "said"), FAULTS, ids=[said for _, said in FAULTS])
def test_what_is_not_understood_is_told_with_its_place(values: dict[str, Any], said: str) -> None:
    with pytest.raises(SpecError) as raised:
        read(changed(**values).encode(), "contracts/frontend-v1.json")

    (fault,) = raised.value.diagnostics
    assert f"{fault.code} {fault.message}".startswith(said)
    assert fault.location.path == "contracts/frontend-v1.json"
    assert fault.location.line > 1 or fault.location.pointer == ""


def test_what_is_no_json_is_told_with_its_place() -> None:
    with pytest.raises(SpecError) as raised:
        read(b'{"consumer": {"name" "a"}}', "frontend-v1.json")

    assert [str(each.location) for each in raised.value.diagnostics] == ["frontend-v1.json:1:22"]
