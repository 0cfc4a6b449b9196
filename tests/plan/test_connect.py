import pytest

from wsgen.plan.settings import PlanSettings

from .documents import codes, only, planned, protocol_of

MESSAGE = "messages: {Hello: {payload: {type: object}}}"
SOCKET = "servers: {local: {host: 'localhost:8000', pathname: /ws, protocol: ws}}\n"


def channels(**addresses: str) -> str:
    return "channels:\n" + "".join(f"  {name}: {{{address}, {MESSAGE}}}\n" for name, address in addresses.items())


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        pytest.param(SOCKET + channels(a="address: a", b="address: b"), {"/ws": ["a", "b"]}, id="topics"),
        pytest.param(channels(a="address: a", b="address: b"), {"/": ["a", "b"]}, id="no server"),
        pytest.param(channels(a="address: /a", b="address: /b"), {"/a": [], "/b": []}, id="paths"),
        pytest.param(SOCKET + channels(a="address: /a"), {"/ws/a": []}, id="path below the server's"),
        pytest.param(channels(a="address: /a", b="address: b"), {"/a": [], "/": ["b"]}, id="a path and a topic"),
        pytest.param(SOCKET + channels(a="address: /", b="address: b"), {"/ws": ["b"]}, id="the server's own path"),
        pytest.param(channels(a="address: 'a', bindings: {ws: {method: GET}}"), {"/a": []}, id="a binding"),
        pytest.param(channels(a="address: /a/"), {"/a/": []}, id="a slash at the end is kept"),
        pytest.param(channels(a="address: '/a?x={x}'"), {"/a": []}, id="a query is no part of the path"),
        pytest.param(
            channels(a="address: /a, x-wsgen-connection: shared", b="address: b"), {"/": ["a", "b"]}, id="told shared"
        ),
        pytest.param("x-wsgen-connection: own\n" + channels(a="address: a"), {"/a": []}, id="told own"),
    ],
)
def test_channels_are_grouped_by_the_connection_that_carries_them(text: str, paths: dict[str, list[str]]) -> None:
    protocol = protocol_of(text)

    assert {each.path: [topic.channel for topic in each.topics] for each in protocol.connections} == paths


def test_the_settings_say_what_the_document_does_not() -> None:
    protocol, diagnostics = planned(
        channels(a="address: a", b="address: b"), PlanSettings(perspective="server", connection="own")
    )

    assert [each.path for each in protocol.connections] == ["/a", "/b"]
    assert "WSG406" not in codes(diagnostics)


def test_what_was_inferred_of_several_channels_is_a_note() -> None:
    _, diagnostics = planned(channels(a="address: a", b="address: b"))

    assert [each.message for each in diagnostics if each.code == "WSG406"] == [
        "taken for granted: channels `a`, `b` share one connection at /"
    ]


def test_a_topic_beside_a_connection_is_not_called_a_connection() -> None:
    _, diagnostics = planned(channels(a="address: /a", b="address: b"))

    assert [(each.message, each.hint) for each in diagnostics if each.code == "WSG406"] == [
        (
            "taken for granted: channel `a` is a connection of its own at /a; "
            "channel `b` is a topic on a connection at /",
            "say so with `x-wsgen-connection: shared` or `own`, at the root or in a channel; "
            "a shared connection's path is the server's `pathname`",
        )
    ]


def test_one_channel_leaves_nothing_to_ask() -> None:
    assert "WSG406" not in codes(planned(channels(a="address: a"))[1])


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ("{host: 'localhost:8000', pathname: /ws, protocol: ws}", "ws://localhost:8000/ws"),
        ("{host: example.com, protocol: WSS}", "wss://example.com/"),
        ("{host: '{zone}.example.com', protocol: wss, variables: {zone: {default: eu}}}", "wss://eu.example.com/"),
        ("{host: '{zone}.example.com', protocol: wss, variables: {zone: {enum: [eu]}}}", "wss://eu.example.com/"),
        ("{host: '{zone}.example.com', protocol: wss, variables: {zone: {}}}", "wss://{zone}.example.com/"),
        ("{host: a, pathname: '/b?v=2&k={k}', protocol: ws, variables: {k: {}}}", "ws://a/b?v=2"),
        ("{host: example.com, protocol: kafka}", None),
    ],
)
def test_the_url_is_the_first_websocket_server_s(server: str, url: str | None) -> None:
    protocol = protocol_of(f"servers: {{one: {server}}}\n" + channels(a="address: a"))

    assert only(protocol).url == url


def test_the_servers_of_a_channel_decide_its_url() -> None:
    servers = "servers: {one: {host: one, protocol: ws}, two: {host: two, protocol: ws}}\n"
    protocol = protocol_of(servers + channels(a="address: a, servers: [{$ref: '#/servers/two'}]"))

    assert only(protocol).url == "ws://two/"


def test_a_path_keeps_its_parameters_as_arguments() -> None:
    connection = only(protocol_of(channels(a="address: '/rooms/{room}', parameters: {room: {}}")))

    assert connection.path == "/rooms/{room}"
    assert [(each.name, each.where, each.kind.type, each.required) for each in connection.arguments] == [
        ("room", "path", "str", True)
    ]


SEVERAL = """\
servers:
  one: {host: one, pathname: /a, protocol: ws}
  two: {host: two, pathname: /b, protocol: wss}
  kafka: {host: three, protocol: kafka}
  four: {host: four, pathname: /a, protocol: wss}
"""


def on(*names: str) -> str:
    refs = ", ".join(f"{{$ref: '#/servers/{name}'}}" for name in names)
    return f"servers: [{refs}]"


def test_a_connection_knows_all_its_servers_in_the_document_s_order() -> None:
    text = channels(a=f"address: a, {on('two', 'kafka', 'one')}")
    connection = only(protocol_of(SEVERAL + text))

    assert [(each.server, each.url, each.path) for each in connection.endpoints] == [
        ("one", "ws://one/a", "/a"),
        ("two", "wss://two/b", "/b"),
    ]
    assert (connection.url, connection.path) == ("ws://one/a", "/a")


@pytest.mark.parametrize(
    ("on_servers", "connections"),
    [
        pytest.param((("one",), ("two",)), [("OneServer", "/a", "a"), ("TwoServer", "/b", "b")], id="paths"),
        pytest.param((("one",), ("four",)), [("OneServer", "/a", "a"), ("FourServer", "/a", "b")], id="hosts"),
        pytest.param((("four",), ("one",)), [("FourServer", "/a", "a"), ("OneServer", "/a", "b")], id="other order"),
        pytest.param((("one", "two"), ("two",)), [("Server", "/a", "ab")], id="one in common"),
        pytest.param((("one", "two"), ("four",), ("two", "four")), [("Server", "/a", "abc")], id="through another"),
        pytest.param((("one",), ("four",), ()), [("Server", "/a", "abc")], id="one that is on all"),
    ],
)
def test_topics_share_a_connection_where_they_share_a_server(
    on_servers: tuple[tuple[str, ...], ...], connections: list[tuple[str, str, str]]
) -> None:
    named = {name: f"address: {name}" for name in "abc"[: len(on_servers)]}
    told = {
        name: f"{text}, {on(*on_servers[at])}" if on_servers[at] else text
        for at, (name, text) in enumerate(named.items())
    }
    protocol = protocol_of(SEVERAL + channels(**told))

    found = [
        (each.server_class.removeprefix("Case"), each.path, "".join(topic.channel for topic in each.topics))
        for each in protocol.connections
    ]
    assert found == connections


def test_a_channel_s_own_connection_is_one_at_each_of_its_servers() -> None:
    text = channels(
        a=f"address: /x, {on('one', 'four')}", b=f"address: /x, {on('two')}", c=f"address: /x, {on('four')}"
    )
    protocol = protocol_of(SEVERAL + text)

    assert [[each.url for each in one.endpoints] for one in protocol.connections] == [
        ["ws://one/a/x", "wss://four/a/x"],
        ["wss://two/b/x"],
    ]


VARIABLES = """\
servers:
  one:
    host: '{region}.{company}.example.com:{port}'
    pathname: '/{version}/{tenant}/{base}/{mixed}?key={secret}'
    protocol: wss
    variables:
      region: {enum: [north, south], default: south, description: Where.}
      company: {}
      port: {default: '8443'}
      version: {enum: [v1, v2]}
      tenant: {description: Whose.}
      base: {default: api/ws}
      mixed: {enum: [a, b/c], default: b/c}
      secret: {}
  two:
    host: two.example.com
    pathname: /{version}/{room}
    protocol: wss
    variables: {version: {default: v3}}
"""


def test_what_a_server_s_variables_leave_open_are_arguments() -> None:
    connection = only(protocol_of(VARIABLES + channels(a="address: a")))

    assert [each.url for each in connection.endpoints] == [
        "wss://{region}.{company}.example.com:8443/{version}/{tenant}/api/ws/b/c",
        "wss://two.example.com/v3/{room}",
    ]
    assert [
        (each.where, each.name, each.kind.values, each.kind.default, each.required) for each in connection.arguments
    ] == [
        ("path", "version", ("v1", "v2"), "v1", False),
        ("path", "tenant", (), None, False),
        ("path", "room", (), None, False),
        ("query", "key", (), None, False),
        ("host", "region", ("north", "south"), "south", False),
        ("host", "company", (), None, False),
    ]


def test_the_parameters_of_the_only_path_are_required() -> None:
    text = VARIABLES[: VARIABLES.index("  two:")] + channels(a="address: a")

    assert [(each.name, each.required) for each in only(protocol_of(text)).arguments if each.where == "path"] == [
        ("version", True),
        ("tenant", True),
    ]


def test_what_only_other_servers_ask_for_isn_t_required() -> None:
    key = "security: [{type: httpApiKey, in: query, name: token}]"
    one, two = "one: {{host: one, protocol: ws{}}}", "two: {{host: two, protocol: ws{}}}"
    first = f"servers: {{{one.format(', ' + key)}, {two.format('')}}}\n"
    second = f"servers: {{{one.format('')}, {two.format(', ' + key)}}}\n"

    def found(servers: str) -> list[tuple[str, bool, bool]]:
        arguments = only(protocol_of(servers + channels(a="address: a"))).arguments
        return [(each.name, each.required, each.security) for each in arguments]

    assert found(first) == [("token", True, True)]
    assert found(second) == [("token", False, True)]
