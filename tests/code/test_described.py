"""What a model's docstring says of its message."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from protocols import TEXT, chat, connection, message, protocol, route, topic

from wsgen.code.view import described
from wsgen.plan.identifier import Identifier
from wsgen.plan.protocol import Protocol
from wsgen.spec.node import Value


def hello(
    *, up: str | None = "room", down: str | None = None, schema: Value = None, summary: str = "", description: str = ""
) -> Protocol:
    """A protocol of one message, which travels on these topics."""
    made, definition = message("Hello", {"text": TEXT})
    made = replace(made, summary=summary, description=description)
    value = definition.value if schema is None else schema
    topics = [topic(each, each) for each in dict.fromkeys((up, down)) if each]
    socket = connection(
        "Case",
        up=(route("Hello", up),) if up else (),
        down=(route("Hello", down, from_client=False),) if down else (),
        topics=tuple(topics),
    )
    return protocol("Case", ((made, replace(definition, value=value)),), socket)


def docstring(made: Protocol) -> Value:
    value = described(made)[Identifier("Hello")].value
    return value.get("description") if isinstance(value, dict) else None


LONG = "word " * 20 + "end."


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (hello(summary="Says hello"), "Client → server on `room`: Says hello."),
        (hello(up=None, down="room", summary="Hi!"), "Server → client on `room`: Hi!"),
        (hello(down="room", summary="Hi!"), "Both ways on `room`: Hi!"),
        (hello(down="hall", summary="Hi!"), "Client → server on `room`; server → client on `hall`: Hi!"),
        (hello(description="Just this."), "Client → server on `room`: Just this."),
        (hello(summary="A", description="B\n\nC"), "Client → server on `room`: A.\n\nB\n\nC"),
        (hello(summary="A", description="A"), "Client → server on `room`: A."),
        (hello(description="1\n2"), "Client → server on `room`.\n\n1\n2"),
        (hello(), "Client → server on `room`."),
        (hello(schema={"title": "Greeting"}), "Client → server on `room`: Greeting."),
        (hello(schema=True), "Client → server on `room`."),
        (hello(summary="A", schema={"description": "Mine.\n"}), "Mine.\n"),
        (hello(summary="A", schema={"description": "  "}), "Client → server on `room`: A."),
        (hello(up=None), None),
    ],
)
def test_a_model_says_what_its_message_does_unless_its_schema_says_it(made: Protocol, said: str | None) -> None:
    assert docstring(made) == said


def test_a_summary_that_does_not_fit_on_the_first_line_follows_it() -> None:
    said = docstring(hello(summary=LONG))
    assert isinstance(said, str)
    first, empty, *rest = said.split("\n")
    assert (first, empty) == ("Client → server on `room`.", "")
    assert " ".join(rest) == LONG
    assert max(map(len, rest)) <= 96


@pytest.mark.parametrize("schema", [None, {"description": "Mine."}, {"deprecated": True}])
def test_a_deprecated_message_has_a_deprecated_model(schema: Value) -> None:
    made = hello(summary="A", schema=schema)
    old = replace(made, messages=MappingProxyType({"Hello": replace(made.messages["Hello"], deprecated=True)}))
    value = described(old)[Identifier("Hello")].value
    assert isinstance(value, dict)
    assert (value["deprecated"], value["description"]) == (True, docstring(made))


def test_the_bundle_itself_is_left_as_it_is() -> None:
    made = chat()
    before = {name: each.value for name, each in made.definitions.items()}
    described(made)
    assert {name: each.value for name, each in made.definitions.items()} == before
    assert not [each for each in before.values() if isinstance(each, dict) and "description" in each]
