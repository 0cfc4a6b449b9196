"""The arguments of a connection: where they come from, and what they may be."""

import pytest

from wsgen.plan.argument import Given, Kind

from .documents import channel, only, planned, protocol_of, tagged

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
        (each.name, each.python, each.where, each.kind.type, each.required, each.security)
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
    text = channel(tagged("A", "a", "id: {type: integer}"), address="/rooms/{id}", extra="    parameters: {id: {}}\n")

    assert [(each.name, each.where, each.kind.type) for each in only(protocol_of(text)).arguments] == [
        ("id", "path", "int")
    ]


def binding(schema: str, *, components: str = "", required: bool = False) -> Kind:
    """What is made of the query parameter `a`."""
    needs = "required: [a], " if required else ""
    extra = f"    bindings: {{ws: {{query: {{type: object, {needs}properties: {{a: {schema}}}}}}}}}\n"
    (argument,) = only(protocol_of(channel(tagged("A", "a"), extra=extra) + components)).arguments
    return argument.kind


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ("{type: string}", Kind("str")),
        ("{}", Kind("str")),
        ("true", Kind("str")),
        ("{type: object}", Kind("str")),
        ("{type: [integer, 'null']}", Kind("int")),
        ("{type: integer, nullable: true}", Kind("int")),
        ("{type: [integer, number]}", Kind("float")),
        ("{type: [integer, string]}", Kind("str")),
        ("{oneOf: [{type: boolean}, {type: 'null'}]}", Kind("bool")),
        ("{type: string, enum: [a, b]}", Kind("str", values=("a", "b"))),
        ("{enum: [a, b, null], nullable: true}", Kind("str", values=("a", "b"))),
        ("{anyOf: [{enum: [a]}, {const: b}, {type: 'null'}]}", Kind("str", values=("a", "b"))),
        ("{enum: [1, 2, 2.0]}", Kind("int", values=(1, 2))),
        ("{type: number, enum: [0.5, 1]}", Kind("float", values=(0.5, 1.0))),
        ("{enum: [auto, 1, true]}", Kind("str", values=("auto", "1", "true"))),
        ("{type: integer, default: 5}", Kind("int", default=5)),
        ("{type: number, default: 20}", Kind("float", default=20.0)),
        ("{type: boolean, default: false}", Kind("bool", default=False)),
        ("{type: string, default: ''}", Kind("str", default="")),
        ("{type: integer, default: many}", Kind("int")),
        ("{type: boolean, default: 1}", Kind("bool")),
        ("{enum: [a, b], default: b}", Kind("str", values=("a", "b"), default="b")),
        ("{enum: [a, b], default: c}", Kind("str", values=("a", "b"))),
        ("{type: string, nullable: true, default: null}", Kind("str")),
        ("{$ref: '#/components/schemas/Unit'}", Kind("str", values=("c", "f"), default="c")),
        ("{allOf: [{$ref: '#/components/schemas/Unit'}]}", Kind("str", values=("c", "f"), default="c")),
        ("{type: array, items: {type: integer}}", Kind("int", many=True)),
        ("{type: array, items: {}, default: [x]}", Kind("str", many=True, default=("x",))),
        ("{type: array, items: {type: integer}, default: [x]}", Kind("int", many=True)),
        (
            "{type: array, items: {$ref: '#/components/schemas/Unit'}, default: [f]}",
            Kind("str", many=True, values=("c", "f"), default=("f",)),
        ),
        ("{type: array, items: {type: array, items: {type: integer}}}", Kind("str")),
        ("{type: array, items: [{type: integer}]}", Kind("str")),
        ("{type: array}", Kind("str")),
    ],
)
def test_an_argument_is_what_its_schema_describes(schema: str, kind: Kind) -> None:
    unit = "components: {schemas: {Unit: {enum: [c, f], default: c}}}\n"
    assert binding(schema, components=unit) == kind


def test_a_required_argument_of_one_value_has_it_as_its_default() -> None:
    assert binding("{const: 2}", required=True) == Kind("int", values=(2,), default=2)
    assert binding("{const: 2}") == Kind("int", values=(2,))


@pytest.mark.parametrize("address", ["/rooms/{id}", "/rooms?id={id}"])
@pytest.mark.parametrize(
    ("type_", "values", "default"),
    [("{type: integer}", (1, 2), 2), ("{type: string}", ("1", "2"), "2")],
)
def test_the_values_and_the_default_of_a_parameter_are_its_argument_s(
    address: str, type_: str, values: tuple[Given, ...], default: Given
) -> None:
    extra = "    parameters: {id: {enum: ['1', '2'], default: '2'}}\n"
    (argument,) = only(protocol_of(channel(tagged("A", "a", f"id: {type_}"), address=address, extra=extra))).arguments
    if argument.where == "query":
        # What has no place in the address is text.
        values, default = ("1", "2"), "2"
    assert argument.kind == Kind(type(default).__name__, values=values, default=default)


def handshake(*security: str) -> list[tuple[str, str, str, bool]]:
    text = SERVER.format(security=", ".join(security)) + channel(tagged("A", "a"), address="/ws")
    return [(each.python, each.where, each.form, each.required) for each in only(protocol_of(text)).arguments]


OFFERED = "{type: httpApiKey, in: header, name: Sec-WebSocket-Protocol"


@pytest.mark.parametrize(
    ("scheme", "argument"),
    [
        (BEARER, ("authorization", "header", "Bearer {token}", True)),
        ("{type: http, scheme: bearer, bearerFormat: JWT}", ("authorization", "header", "Bearer {token}", True)),
        ("{type: http, scheme: Basic}", ("authorization", "header", "Basic {token:base64}", True)),
        ("{type: http, scheme: digest}", ("authorization", "header", "", True)),
        ("{type: httpApiKey, in: cookie, name: session}", ("session", "cookie", "", True)),
        (f"{OFFERED}}}", ("token", "subprotocol", "{token}", True)),
        (
            f"{OFFERED}, x-wsgen-subprotocol: 'bearer, {{token}}'}}",
            ("token", "subprotocol", "bearer, {token}", True),
        ),
    ],
)
def test_a_scheme_that_a_handshake_can_hold_is_an_argument_in_its_form(
    scheme: str, argument: tuple[str, str, str, bool]
) -> None:
    assert handshake(scheme) == [argument]


@pytest.mark.parametrize(
    "scheme",
    ["{type: userPassword}", "{type: apiKey, in: user}", "{type: X509}", "{type: scramSha256}", "{type: gssapi}"],
)
def test_a_scheme_that_no_handshake_can_hold_asks_for_nothing(scheme: str) -> None:
    assert handshake(scheme) == []


def test_alternatives_in_one_header_are_both_arguments() -> None:
    found = handshake(BEARER, "{type: http, scheme: basic}")
    assert [each[1:] for each in found] == [
        ("header", "Bearer {token}", False),
        ("header", "Basic {token:base64}", False),
    ]
    assert len({each[0] for each in found}) == 2


def test_a_form_that_has_no_place_for_the_token_is_said() -> None:
    text = SERVER.format(security=f"{OFFERED}, x-wsgen-subprotocol: bearer}}") + channel(tagged("A", "a"))
    _, diagnostics = planned(text)
    assert "WSG402" in {each.code for each in diagnostics}


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        ("{const: chat.v1}", ("chat.v1",)),
        ("{enum: [chat.v1, chat.v2]}", ("chat.v1", "chat.v2")),
        ("{enum: [chat.v1, chat.v2], default: chat.v2}", ("chat.v2", "chat.v1")),
        ("{type: string, default: 'graphql-transport-ws, graphql-ws'}", ("graphql-transport-ws", "graphql-ws")),
        ("{type: array, items: {enum: [a, b]}}", ("a", "b")),
        ("{enum: ['no name', a]}", ("a",)),
    ],
)
def test_the_header_that_subprotocols_are_offered_in_names_them(schema: str, names: tuple[str, ...]) -> None:
    headers = f"{{type: object, required: [Sec-WebSocket-Protocol], properties: {{Sec-WebSocket-Protocol: {schema}}}}}"
    extra = f"    bindings: {{ws: {{headers: {headers}}}}}\n"
    connection = only(protocol_of(channel(tagged("A", "a"), address="/ws", extra=extra)))
    assert (connection.subprotocols, connection.arguments) == (names, ())


def test_that_header_with_any_text_is_an_argument_that_is_offered() -> None:
    extra = "    bindings: {ws: {headers: {type: object, properties: {sec-websocket-protocol: {type: string}}}}}\n"
    connection = only(protocol_of(channel(tagged("A", "a"), address="/ws", extra=extra)))
    assert connection.subprotocols == ()
    assert [(each.where, each.form, each.required) for each in connection.arguments] == [
        ("subprotocol", "{token}", False)
    ]
