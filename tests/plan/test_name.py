from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wsgen.plan.draft import split_place
from wsgen.plan.protocol import Direction, Protocol
from wsgen.plan.reserved import DEFAULT
from wsgen.plan.settings import PlanSettings
from wsgen.plan.spelling import class_name, method_name

from .documents import (
    HEAD,
    SERVER,
    channel,
    codes,
    document,
    document_at,
    named,
    only,
    plan,
    planned,
    protocol_of,
    route,
    tagged,
)

CLIENT = ", x-wsgen-direction: client-to-server"
BODY = "{type: object}"


def component(message: str, name: str, schema: str) -> str:
    """A message whose payload is the component `schema`."""
    return (
        f"channels: {{main: {{address: /ws, messages: {{{message}: {{name: {name}, "
        f"payload: {{$ref: '#/components/schemas/{schema}'}}}}}}}}}}\n"
        f"components: {{schemas: {{{schema}: {{type: object}}}}}}\n"
    )


@pytest.mark.parametrize(
    ("message", "name", "schema", "model", "handler"),
    [
        ("SendMessage", "send_message", "SendMessage", "SendMessage", "on_send_message"),
        ("SendMessageRequest", "send_message", "SendMessageData", "SendMessageData", "on_send_message"),
        ("PingMessage", "ping", "PingPayload", "PingPayload", "on_ping"),
        ("SystemMessage", "SystemMessage", "Envelope", "SystemMessage", "on_system_message"),
        ("hello", "hello", "hello_body", "HelloBody", "on_hello"),
    ],
)
def test_a_model_has_its_component_s_name_where_both_mean_the_same(
    message: str, name: str, schema: str, model: str, handler: str
) -> None:
    protocol = protocol_of(component(message, name, schema))
    (found,) = protocol.messages.values()

    assert found.model == model
    assert only(protocol).client_to_server[0].handler == handler


def test_a_component_of_two_messages_gives_each_a_model_of_its_own() -> None:
    text = (
        "channels: {main: {address: /ws, messages: {A: {payload: {$ref: '#/components/schemas/Both'}}, "
        "B: {payload: {$ref: '#/components/schemas/Both'}}}}}\n"
        "components: {schemas: {Both: {properties: {k: {enum: [x, y]}}}}}\n"
    )
    protocol = protocol_of(text)

    assert [each.model for each in protocol.messages.values()] == ["A", "B"]
    # What stands inside is the component's, and shared.
    assert [str(each) for each in protocol.definitions] == ["A", "B", "BothK"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Chat", "Chat"),
        ("Zerg WebSocket Protocol", "Zerg"),
        ("Deriv API", "Deriv"),
        ("WebSocket API", "WebSocket"),
        ("my service", "My"),
    ],
)
def test_the_protocol_is_called_like_its_title(title: str, name: str) -> None:
    text = f"asyncapi: 3.0.0\ninfo: {{title: {title}, version: '1'}}\n" + channel(tagged("A", "a"))
    protocol = protocol_of(text)

    assert (protocol.name, only(protocol).server_class) == (name, f"{name}Server")


def test_the_setting_names_the_protocol() -> None:
    protocol = protocol_of(channel(tagged("A", "a")), PlanSettings(name="Other", perspective="server"))

    assert (only(protocol).client_class, only(protocol).arguments_class) == ("OtherClient", "OtherArguments")


def test_several_connections_are_told_apart_by_their_channels() -> None:
    text = "channels:\n" + "".join(
        f"  {name}Channel: {{address: /{name}, messages: {{A: {{payload: {BODY}}}}}}}\n" for name in ("room", "admin")
    )

    assert [(each.server_class, each.constant, each.path) for each in protocol_of(text).connections] == [
        ("CaseRoomServer", "ROOM", "/room"),
        ("CaseAdminServer", "ADMIN", "/admin"),
    ]


def test_no_constant_of_a_connection_is_another_one_s_or_a_table_s() -> None:
    names = ("userID", "userId", "chat", "chatServerToClient")
    channels = "".join(
        f"  {name}: {{address: /{index}, messages: {{M{index}: {{payload: {{type: object}}}}}}}}\n"
        for index, name in enumerate(names)
    )
    found = [str(each.constant) for each in protocol_of(f"channels:\n{channels}").connections]
    assert found == ["USER_ID", "USER_ID_CONNECTION", "CHAT", "CHAT_SERVER_TO_CLIENT_CONNECTION"]
    alone = f"{channel(tagged('a', 'a'))}\nx-wsgen-name: ClientToServer\n"
    assert only(protocol_of(alone)).constant == "CLIENT_TO_SERVER_CONNECTION"


def test_a_topic_is_called_like_its_channel() -> None:
    messages = "messages: {A: {payload: {type: object}}}"
    text = f"channels: {{ThreadChannel: {{address: 'thread:{{id}}', parameters: {{id: {{}}}}, {messages}}}}}\n"
    (topic,) = only(protocol_of(text)).topics

    assert (topic.class_name, topic.handle, topic.method) == ("Thread", "ThreadChannel", "thread")


def test_reserved_names_are_given_to_nobody() -> None:
    text = (
        channel(tagged("connect", "connect", extra=CLIENT), tagged("send", "send", extra=CLIENT), address="state")
    ).replace("  main:", "  state:")
    protocol, diagnostics = planned(text)
    connect, send = route(protocol, "connect"), route(protocol, "send")

    assert (connect.handler, connect.method) == ("on_connect_message", "connect_message")
    assert (send.handler, send.method) == ("on_send", "send_message")
    assert only(protocol).topics[0].method == "state_topic"
    assert set(codes(diagnostics)) == {"WSG502"}


def test_a_topic_keeps_its_method_and_the_message_takes_another() -> None:
    protocol = protocol_of(channel(tagged("main", "main", extra=CLIENT), address="main"))

    assert (only(protocol).topics[0].method, route(protocol, "main").method) == ("main", "main_message")


def test_a_keyword_is_none_with_something_before_it() -> None:
    found = route(protocol_of(channel(tagged("return", "r", extra=CLIENT))), "return")

    assert (found.handler, found.method) == ("on_return", "return_")


def test_a_handler_is_called_as_the_document_orders() -> None:
    ordered = CLIENT + ", x-handler-method: handle_it"
    protocol = protocol_of(
        channel(tagged("A", "a", extra=ordered), tagged("B", "b", extra=CLIENT + ", x-handler-method: null"))
    )

    assert [each.handler for each in only(protocol).client_to_server] == ["handle_it", "on_b"]


def test_a_told_name_is_the_model_s_and_the_methods() -> None:
    protocol = protocol_of(channel(tagged("a", "a", extra=CLIENT + ", x-wsgen-name: OrderPlaced")))

    assert named(protocol, "a").model == "OrderPlaced"
    assert (route(protocol, "a").handler, route(protocol, "a").method) == ("on_order_placed", "order_placed")


def test_messages_of_one_name_are_told_apart_by_their_channels() -> None:
    text = "x-wsgen-connection: shared\nchannels:\n" + "".join(
        f"  {name}: {{address: {name}, messages: {{{tagged('Failed', name)}}}}}\n" for name in ("orders", "users")
    )
    protocol = protocol_of(text)

    assert [each.model for each in protocol.messages.values()] == ["Failed", "UsersFailed"]
    assert [each.handler for each in only(protocol).client_to_server] == ["on_failed", "on_users_failed"]
    assert len({each.wire for each in protocol.messages.values()}) == 2


def test_a_component_keeps_its_name_from_an_inline_payload() -> None:
    text = (
        "channels: {main: {address: /ws, messages: {note: {payload: {properties: "
        "{body: {$ref: '#/components/schemas/Note'}}}}}}}\n"
        "components: {schemas: {Note: {properties: {a: {}}}}}\n"
    )
    protocol = protocol_of(text)

    assert (named(protocol, "note").model, sorted(protocol.definitions)) == ("NoteMessage", ["Note", "NoteMessage"])


SPELLED = st.lists(
    st.one_of(
        st.text("aAbB_-.1é", min_size=1, max_size=5),
        st.sampled_from(
            ["connect", "send", "class", "List", "Connection", "名前", "имя", "ﬁ", "🙂", "🙃", "main", "state"]
        ),
    ),
    unique=True,
    min_size=1,
    max_size=6,
)


def of_names(spelled: list[str]) -> Protocol:
    messages = ", ".join(
        f"'{each}': {{payload: {{type: object, required: [t], properties: {{t: {{const: '{each}'}}, "
        f"inner: {{properties: {{k: {{enum: [a, b]}}}}}}}}}}}}"
        for each in spelled
    )
    return plan(document(f"channels: {{main: {{address: room, messages: {{{messages}}}}}}}\n"), SERVER)[0]


def all_names(protocol: Protocol) -> dict[str, tuple[str, ...]]:
    """By message, the names that users write."""
    connection = only(protocol)
    routes = {each.message: each for each in connection.client_to_server}
    return {
        each.id.rpartition("/")[2]: (
            str(each.model),
            str(each.constant),
            str(routes[each.id].handler),
            str(routes[each.id].method),
        )
        for each in protocol.messages.values()
    }


@settings(deadline=None, max_examples=60)
@given(SPELLED)
def test_every_name_is_given_once(spelled: list[str]) -> None:
    protocol = of_names(spelled)
    names = all_names(protocol)
    topic = only(protocol).topics[0]

    assert len(names) == len(spelled)
    for kind in zip(*names.values(), strict=True):
        assert len(set(kind)) == len(spelled)
    assert len(protocol.definitions) == 3 * len(spelled)
    assert not DEFAULT.classes & set(protocol.definitions)
    assert not (DEFAULT.server | {topic.method}) & {each[2] for each in names.values()}
    assert not (DEFAULT.client | {topic.method}) & {each[3] for each in names.values()}


@settings(deadline=None, max_examples=60)
@given(SPELLED, st.integers(0, 5))
def test_adding_a_message_renames_none_that_has_another_name(spelled: list[str], place: int) -> None:
    added = spelled[place % len(spelled)]
    before = all_names(of_names([each for each in [*spelled, "kept"] if each != added]))
    after = all_names(of_names([*spelled, "kept"]))

    changed = [name for name in before if before[name] != after[name]]
    assert all(method_name(added) == method_name(name) or class_name(added) == class_name(name) for name in changed)


@settings(deadline=None, max_examples=40)
@given(SPELLED)
def test_the_order_of_the_messages_decides_no_name(spelled: list[str]) -> None:
    assert all_names(of_names(spelled)) == all_names(of_names(spelled[::-1]))


# Bodies of messages without a tag: told by a key, by their type, and not at all.
BODIES = st.sampled_from(
    (
        "{type: object}",
        "{type: object, properties: {x: {}}}",
        "{type: object, required: [x], properties: {x: {}}}",
        "{type: object, required: [y], properties: {y: {}}}",
        "{type: string}",
        "{type: [string, object]}",
    )
)


def handlers_of(bodies: dict[str, str]) -> dict[str, str]:
    """By message, its handler."""
    messages = ", ".join(f"{name}: {{payload: {body}}}" for name, body in bodies.items())
    connection = only(protocol_of(f"channels: {{main: {{address: /ws, messages: {{{messages}}}}}}}\n"))
    return {each.message.rpartition("/")[2]: str(each.handler) for each in connection.client_to_server}


@settings(deadline=None, max_examples=60)
@given(st.lists(BODIES, min_size=1, max_size=6))
def test_the_order_of_messages_without_a_tag_decides_no_handler(bodies: list[str]) -> None:
    named = {f"m{index}": body for index, body in enumerate(bodies)}

    assert handlers_of(named) == handlers_of(dict(reversed(named.items())))


@settings(deadline=None, max_examples=60)
@given(st.lists(BODIES, min_size=1, max_size=5), BODIES, st.integers(0, 5))
def test_a_message_without_a_tag_renames_only_handlers_that_it_or_others_join(
    bodies: list[str], added: str, place: int
) -> None:
    before = handlers_of({f"m{index}": body for index, body in enumerate(bodies)})
    after = handlers_of({f"m{index}": body for index, body in enumerate(bodies)} | {f"m{place}x": added})

    shared = [each for each in after.values() if list(after.values()).count(each) > 1]
    alone = [name for name in before if after[name] not in shared and before[name] == f"on_{name}"]
    assert all(after[name] == before[name] for name in alone)
    assert set(after.values()) <= {f"on_{name}" for name in after}


def test_handlers_of_both_sides_are_named() -> None:
    protocol = protocol_of(channel(tagged("A", "a")))
    connection = only(protocol)

    assert [each.handler for each in (*connection.client_to_server, *connection.server_to_client)] == ["on_a", "on_a"]
    assert set(connection.framing) == set(Direction)


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        ("a/spec.yml#/channels/x", ("a/spec.yml", "/channels/x")),
        ("spec.yml#/components/schemas/a#b", ("spec.yml", "/components/schemas/a#b")),
        ("tea#cup.yml#/Cup", ("tea#cup.yml", "/Cup")),
        ("tea#cup.json#", ("tea#cup.json", "")),
    ],
)
def test_a_place_is_a_file_and_a_pointer(place: str, parts: tuple[str, str]) -> None:
    assert split_place(place) == parts


def test_a_schema_of_another_file_is_called_like_its_place(tmp_path: Path) -> None:
    (tmp_path / "tea#cup.yml").write_text("Cup: {type: object, properties: {x: {}}}\n")
    (tmp_path / "order.new.json").write_text('{"type": "object", "properties": {"y": {}}}')
    (tmp_path / "spec.yml").write_text(
        HEAD
        + "channels: {main: {address: /ws, messages: {Pour: {payload: {properties: "
        + "{a: {$ref: './tea%23cup.yml#/Cup'}, b: {$ref: order.new.json}}}}}}}\n"
    )
    protocol = plan(document_at(tmp_path / "spec.yml"), SERVER)[0]

    assert [str(each) for each in protocol.models] == ["Cup", "OrderNew", "Pour"]


def test_two_channels_of_one_path_give_the_connection_one_name_in_either_order() -> None:
    hub, room, chat = (
        f"{name}: {{address: {address}, messages: {{M: {{payload: {{type: object}}}}}}}}"
        for name, address in (("hub", "/hub"), ("hub_room", "/hub"), ("chat", "/chat"))
    )

    def classes(*channels: str) -> set[str]:
        protocol = protocol_of("channels:\n" + "".join(f"  {each}\n" for each in channels))
        return {each.server_class for each in protocol.connections}

    assert classes(hub, room, chat) == classes(chat, room, hub) == {"CaseHubServer", "CaseChatServer"}
