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
        ("{host: '{zone}.example.com', protocol: wss, variables: {zone: {enum: [us, eu]}}}", "wss://us.example.com/"),
        ("{host: '{zone}.example.com', protocol: wss, variables: {zone: {}}}", None),
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
