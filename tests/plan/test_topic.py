import pytest

from .documents import channel, only, protocol_of, tagged

ID = "parameters: {id: {description: Of the room., examples: ['7']}}"


@pytest.mark.parametrize(
    ("messages", "type_", "holders"),
    [
        ((tagged("A", "a", "id: {type: integer}"), tagged("B", "b", "id: {type: integer}")), "int", ["A", "B"]),
        ((tagged("A", "a", "id: {type: integer}"), tagged("B", "b", "id: {type: string}")), "str", ["A", "B"]),
        ((tagged("A", "a", "id: {type: integer}"), tagged("B", "b")), "int", ["A"]),
        ((tagged("A", "a", "id: {type: object}"), tagged("B", "b")), "str", []),
        ((tagged("A", "a"),), "str", []),
    ],
)
def test_a_parameter_has_the_type_of_the_fields_that_hold_it(
    messages: tuple[str, ...], type_: str, holders: list[str]
) -> None:
    protocol = protocol_of(channel(*messages, address="room:{id}", extra=f"    {ID}\n"))
    (parameter,) = only(protocol).topics[0].parameters

    assert (parameter.name, parameter.python, parameter.type) == ("id", "id", type_)
    assert (parameter.description, parameter.examples) == ("Of the room.", ("7",))
    assert [protocol.messages[each].wire for each in parameter.fields] == holders
    assert set(parameter.fields.values()) <= {"id"}


def test_a_parameter_s_type_and_name_can_be_told() -> None:
    told = "    parameters: {id: {x-wsgen-type: int, x-wsgen-name: number}}\n"
    (parameter,) = only(protocol_of(channel(tagged("A", "a"), address="room:{id}", extra=told))).topics[0].parameters

    assert (parameter.type, parameter.python) == ("int", "number")
