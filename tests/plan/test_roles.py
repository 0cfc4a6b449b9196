import pytest

from wsgen.plan.protocol import Role
from wsgen.plan.settings import PlanSettings

from .documents import SERVER, channel, codes, named, only, planned, protocol_of, tagged

CLIENT, BACK = ", x-wsgen-direction: client-to-server", ", x-wsgen-direction: server-to-client"
TOPICS = "topics: {type: array, items: {type: string}}"
STRING = "{type: string}"


def role_of(message: str) -> tuple[Role | None, dict[str, str]]:
    """The role of the message, beside another one on a topic."""
    protocol = protocol_of(channel(message, tagged("Other", "other"), address="room"))
    found = next(iter(protocol.messages.values()))
    return found.role, dict(found.role_fields)


@pytest.mark.parametrize(
    ("message", "role", "fields"),
    [
        (tagged("Ping", "ping", f"ping_id: {STRING}", extra=BACK), Role.PING, {"id": "ping_id"}),
        (tagged("PingMessage", "ping", extra=BACK), Role.PING, {}),
        (tagged("Ping", "ping", "timestamp: {type: integer}", extra=BACK), Role.PING, {"id": "timestamp"}),
        (tagged("Ping", "ping"), Role.PING, {}),
        (tagged("Ping", "ping", extra=CLIENT), None, {}),
        (tagged("Pong", "pong", f"id: {STRING}", extra=CLIENT), Role.PONG, {"id": "id"}),
        (tagged("Pong", "pong", extra=BACK), None, {}),
        (tagged("Heartbeat", "heartbeat"), None, {}),
        (
            tagged(
                "Error", "error", "code: {type: integer}", f"message: {STRING}", "details: {type: [object, 'null']}"
            ),
            Role.ERROR,
            {"code": "code", "message": "message", "details": "details"},
        ),
        (tagged("Error", "error", f"error: {STRING}", extra=BACK), Role.ERROR, {"message": "error"}),
        (tagged("SubscribeError", "subscribe_error", extra=BACK), None, {}),
        (tagged("Subscribe", "subscribe", TOPICS, extra=CLIENT), Role.SUBSCRIBE, {"topics": "topics"}),
        (
            tagged("Subscribe", "subscribe", TOPICS, "after_sequence: {type: object}", extra=CLIENT),
            Role.SUBSCRIBE,
            {"topics": "topics", "after": "after_sequence"},
        ),
        # It may as well be a time.
        (
            tagged("Subscribe", "subscribe", TOPICS, "after: {type: integer}", extra=CLIENT),
            Role.SUBSCRIBE,
            {"topics": "topics"},
        ),
        (tagged("Unsubscribe", "unsubscribe", f"topic: {STRING}", extra=CLIENT), Role.UNSUBSCRIBE, {"topics": "topic"}),
        (tagged("Subscribe", "subscribe", f"symbol: {STRING}", extra=CLIENT), None, {}),
        (tagged("SubscribeThread", "subscribe_thread", TOPICS, extra=CLIENT), None, {}),
        (tagged("Ping", "ping", extra=BACK + ", x-wsgen-role: none"), None, {}),
        (
            tagged("Beat", "beat", f"nr: {STRING}", extra=BACK + ", x-wsgen-role: ping, x-wsgen-role-fields: {id: nr}"),
            Role.PING,
            {"id": "nr"},
        ),
    ],
)
def test_a_role_is_found_by_name_direction_and_fields(message: str, role: Role | None, fields: dict[str, str]) -> None:
    assert role_of(message) == (role, fields)


def test_a_ping_that_requires_what_nobody_can_fill_is_an_ordinary_message() -> None:
    ping = tagged("Ping", "ping", f"region: {STRING}", extra=BACK).replace("[type]", "[type, region]")
    protocol, diagnostics = planned(channel(ping))

    assert named(protocol, "Ping").role is None
    assert [each.message for each in diagnostics] == [
        "`Ping` is not taken for a ping, because nothing says what its `region` is"
    ]


def test_a_subscribe_means_nothing_where_there_are_no_topics() -> None:
    protocol, diagnostics = planned(channel(tagged("Subscribe", "subscribe", TOPICS, extra=CLIENT), address="/ws"))

    assert named(protocol, "Subscribe").role is None
    assert codes(diagnostics) == []


def secured(scheme: str) -> str:
    """A server whose security is this scheme."""
    server = "servers: {main: {host: example.org, protocol: wss, security: [{$ref: '#/components/securitySchemes/s'}]}}"
    return f"{server}\ncomponents: {{securitySchemes: {{s: {scheme}}}}}\n"


@pytest.mark.parametrize(
    ("name", "extra", "scheme", "role"),
    [
        ("Auth", CLIENT, "{type: userPassword}", Role.AUTHENTICATE),
        ("AuthenticateMessage", CLIENT, "{type: apiKey, in: user}", Role.AUTHENTICATE),
        ("Login", CLIENT, "{type: http, scheme: bearer}", None),
        ("Login", CLIENT, "{type: httpApiKey, in: query, name: token}", None),
        ("Login", f"{CLIENT}, x-wsgen-role: none", "{type: userPassword}", None),
        ("Hello", CLIENT, "{type: userPassword}", None),
        ("Auth", BACK, "{type: userPassword}", None),
        ("Hello", f"{CLIENT}, x-wsgen-role: authenticate", "{type: http, scheme: bearer}", Role.AUTHENTICATE),
    ],
)
def test_a_message_authenticates_where_the_handshake_has_no_place_for_it(
    name: str, extra: str, scheme: str, role: Role | None
) -> None:
    message = tagged(name, "hello", f"token: {STRING}", extra=extra)
    protocol = protocol_of(secured(scheme) + channel(message, address="/ws"))
    assert named(protocol, name).role is role


def test_what_the_runtime_sends_has_no_client_method_and_takes_no_name() -> None:
    protocol = protocol_of(channel(tagged("Pong", "pong", extra=CLIENT), tagged("Say", "say", extra=CLIENT)))

    assert [each.method for each in only(protocol).client_to_server] == [None, "say"]


BEAT = channel(tagged("Ping", "ping", extra=BACK), tagged("Pong", "pong", extra=CLIENT))


@pytest.mark.parametrize(
    ("root", "settings", "expected"),
    [
        ("", SERVER, (30, 60)),
        ("x-wsgen-heartbeat: {interval: 5, timeout: 12}\n", SERVER, (5, 12)),
        ("x-wsgen-heartbeat: {interval: 5}\n", SERVER, (5, 60)),
        (
            "x-wsgen-heartbeat: {interval: 5}\n",
            PlanSettings(perspective="server", heartbeat_interval=1, heartbeat_timeout=2.5),
            (1, 2.5),
        ),
        ("x-wsgen-heartbeat: false\n", SERVER, None),
    ],
)
def test_the_heartbeat_is_the_settings_then_the_documents_then_ours(
    root: str, settings: PlanSettings, expected: tuple[float, float] | None
) -> None:
    heartbeat = only(protocol_of(root + BEAT, settings)).heartbeat

    assert (heartbeat and (heartbeat.interval, heartbeat.timeout)) == expected


def test_without_ping_and_pong_there_is_no_heartbeat() -> None:
    protocol, diagnostics = planned("x-wsgen-heartbeat: {interval: 5}\n" + channel(tagged("Ping", "ping", extra=BACK)))

    assert only(protocol).heartbeat is None
    assert codes(diagnostics) == ["WSG418"]
