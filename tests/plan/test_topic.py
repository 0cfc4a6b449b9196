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


SERVER = """\
servers:
  one:
    host: localhost
    protocol: ws
    security: [{security}]
"""
KEY = "{type: httpApiKey, in: query, name: token, description: Yours.}"
HEADER = "{type: httpApiKey, in: header, name: X-Api-Key}"
BEARER = "{type: http, scheme: bearer}"
BINDING = """\
    bindings:
      ws:
        query:
          type: object
          required: [lang]
          properties: {lang: {type: string, description: Of texts.}, rate: {type: integer}, url: {type: string}}
        headers:
          type: object
          properties: {X-Trace: {type: boolean}, x-api-key: {type: string}}
"""


def arguments(security: str, extra: str = "", address: str = "/ws") -> list[tuple[str, str, str, str, bool, bool]]:
    text = SERVER.format(security=security) + channel(tagged("A", "a"), address=address, extra=extra)
    return [
        (each.name, each.python, each.where, each.type, each.required, each.security)
        for each in only(protocol_of(text)).arguments
    ]


def test_an_api_key_is_a_required_argument() -> None:
    assert arguments(KEY) == [("token", "token", "query", "str", True, True)]


def test_of_several_schemes_none_is_required() -> None:
    assert arguments(f"{KEY}, {HEADER}, {BEARER}") == [
        ("token", "token", "query", "str", False, True),
        ("X-Api-Key", "x_api_key", "header", "str", False, True),
        ("Authorization", "authorization", "header", "str", False, True),
    ]


def test_the_binding_s_query_and_headers_are_arguments_each_once() -> None:
    assert arguments(HEADER, BINDING) == [
        ("X-Api-Key", "x_api_key", "header", "str", True, True),
        ("lang", "lang", "query", "str", True, False),
        ("rate", "rate", "query", "int", False, False),
        # `url` is the client's own first argument.
        ("url", "query_url", "query", "str", False, False),
        ("X-Trace", "x_trace", "header", "bool", False, False),
    ]


def test_a_parameter_in_the_query_of_an_address_is_an_argument() -> None:
    assert arguments("", "    parameters: {pair: {}}\n", "/ws?symbol={pair}") == [
        ("symbol", "symbol", "query", "str", True, False)
    ]


def test_a_path_parameter_is_typed_like_a_topic_s() -> None:
    text = channel(tagged("A", "a", "id: {type: integer}"), address="/rooms/{id}", extra=f"    {ID}\n")

    assert [(each.name, each.where, each.type) for each in only(protocol_of(text)).arguments] == [("id", "path", "int")]
