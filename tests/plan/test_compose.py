import csv

import pytest

from wsgen.diagnostics.diagnostic import has_errors
from wsgen.plan.protocol import Direction, One, Protocol, Recognition, Role, Stream
from wsgen.plan.settings import PlanSettings

from .documents import CORPUS, ROOT, SERVER, codes, corpus, document, document_at, named, names, only, plan, route

C2S, S2C = Direction


@pytest.fixture(scope="module")
def chat() -> Protocol:
    return plan(document_at(ROOT / "asyncapi" / "chat.yml"), SERVER)[0]


def test_the_chat_is_one_connection_with_a_token(chat: Protocol) -> None:
    connection = only(chat)

    assert (connection.server_class, connection.client_class) == ("ChatServer", "ChatClient")
    assert (connection.url, connection.path) == ("ws://localhost:8000/ws", "/ws")
    assert [(each.python, each.where, each.required, each.security) for each in connection.arguments] == [
        ("token", "query", True, True)
    ]
    assert [(each.method, each.class_name, each.handle) for each in connection.topics] == [
        ("system", "System", "SystemChannel"),
        ("thread", "Thread", "ThreadChannel"),
        ("agent", "Agent", "AgentChannel"),
    ]
    assert [(each.name, each.type) for topic in connection.topics for each in topic.parameters] == [
        ("thread_id", "int"),
        ("agent_id", "int"),
    ]


def test_the_chat_s_frames_are_told_by_their_type(chat: Protocol) -> None:
    for framing in only(chat).framing.values():
        assert (framing.recognition, framing.tag, framing.untagged) == (Recognition.TAG, ("type",), ())
    assert named(chat, "send_message").tags == ("send_message",)


def test_the_chat_s_roles_and_heartbeat(chat: Protocol) -> None:
    roles = {each.wire: each.role for each in chat.messages.values() if each.role}

    assert roles == {
        "ping": Role.PING,
        "pong": Role.PONG,
        "error": Role.ERROR,
        "subscribe": Role.SUBSCRIBE,
        "unsubscribe": Role.UNSUBSCRIBE,
    }
    assert dict(named(chat, "error").role_fields) == {"code": "code", "message": "message", "details": "details"}
    heartbeat = only(chat).heartbeat
    assert heartbeat is not None
    assert (heartbeat.interval, heartbeat.timeout) == (30, 60)


def test_the_chat_s_requests_are_answered_as_declared(chat: Protocol) -> None:
    history, stream = route(chat, "subscribe_thread").reply, route(chat, "send_message").reply

    assert isinstance(history, One)
    assert names(chat, history.messages) == ["thread_history"]
    assert isinstance(stream, Stream)
    assert names(chat, stream.messages) == ["stream_start", "stream_chunk", "stream_end"]
    assert route(chat, "send_message").reply_alias == "SendMessageReply"
    assert named(chat, "send_message").request_id == ("request_id",)


def test_the_zerg_chat_of_the_corpus_needs_to_be_told_whose_side_it_is_from() -> None:
    spec = document_at(corpus("149-cipher982-chat/chat.yml"))
    _, doubts = plan(spec, PlanSettings())
    protocol, diagnostics = plan(spec, PlanSettings(perspective="client"))

    assert {"WSG403", "WSG404"} <= set(codes(doubts))
    assert set(codes(diagnostics)) == {"WSG406", "WSG412"}
    assert names(protocol, tuple(each.message for each in only(protocol).client_to_server)) == ["SendMessage", "Pong"]
    assert names(protocol, only(protocol).framing[S2C].untagged) == ["SystemMessage"]
    assert only(protocol).heartbeat is not None


PROTOCOL = "153-cipher982-ws-protocol-asyncapi/ws-protocol-asyncapi.yml"


def test_the_zerg_protocol_of_the_corpus_is_an_envelope_and_the_notes_ask() -> None:
    protocol, diagnostics = plan(document_at(corpus(PROTOCOL)), SERVER)

    assert set(codes(diagnostics)) == {"WSG404", "WSG406", "WSG408"}
    assert only(protocol).framing[S2C].tag == ("type",)
    assert named(protocol, "thread_event").tags == (
        "thread_event",
        "thread_created",
        "thread_updated",
        "thread_deleted",
    )


def test_the_zerg_protocol_can_be_told_everything() -> None:
    text = corpus(PROTOCOL).read_text(encoding="utf-8")
    text += "x-wsgen-envelope: {schema: '#/components/schemas/Envelope'}\nx-wsgen-connection: shared\n"
    for name in ("pong", "subscribe", "unsubscribe", "send_message"):
        text = text.replace(f"      name: {name}\n", f"      name: {name}\n      x-wsgen-direction: client-to-server\n")
    protocol, diagnostics = plan(document(text), SERVER)
    sent = only(protocol).client_to_server

    assert codes(diagnostics) == []
    assert names(protocol, tuple(each.message for each in sent)) == ["pong", "subscribe", "unsubscribe", "send_message"]
    assert [each.handler for each in sent] == [
        "handle_pong",
        "handle_subscribe",
        "handle_unsubscribe",
        "handle_send_message",
    ]
    assert [each.method for each in sent] == [None, None, None, "send_message"]
    assert named(protocol, "send_message").model == "SendMessageData"
    assert named(protocol, "send_message").frame == "SendMessageDataFrame"
    assert only(protocol).heartbeat is not None


def websocket_documents() -> list[str]:
    index = CORPUS / "index.tsv"
    if not index.exists():
        return []
    with index.open(encoding="utf-8", newline="") as file:
        return [
            row["entry"]
            for row in csv.DictReader(file, delimiter="\t")
            if row["websocket"] == "y" and row["official"] == "valid"
        ]


@pytest.mark.skipif(not websocket_documents(), reason="the corpus isn't beside this checkout")
@pytest.mark.parametrize("entry", websocket_documents())
def test_every_real_document_has_a_protocol_without_an_error(entry: str) -> None:
    protocol, diagnostics = plan(document_at(CORPUS / entry), PlanSettings())

    assert not has_errors(diagnostics)
    for connection in protocol.connections:
        for way, routes in ((C2S, connection.client_to_server), (S2C, connection.server_to_client)):
            framing = connection.framing[way]
            # Nothing is dropped: each message is told by a tag, or tried.
            for each in routes:
                assert (framing.tag and protocol.messages[each.message].tags) or each.message in framing.untagged
            # Only what nothing tells apart shares a handler, and what has a tag never does.
            told = [each for each in routes if each.message not in framing.untagged or way is S2C]
            assert len({each.handler for each in told}) == len(told)
            assert len({(each.handler, each.reply) for each in routes}) == len({each.handler for each in routes})
    assert {each.frame for each in protocol.messages.values()} <= protocol.definitions.keys()
    assert set(protocol.models) <= protocol.definitions.keys()


def test_a_document_without_channels_is_one_of_messages_only() -> None:
    protocol, found = plan(
        document("""
          components:
            messages:
              Lent: {payload: {$ref: '#/components/schemas/Book'}}
              Returned: {payload: {type: object, properties: {late: {type: boolean}}}}
            messageTraits:
              Named: {name: named}
            schemas:
              Book: {type: object, required: [title], properties: {title: {type: string}}}
        """),
        SERVER,
    )

    assert codes(found) == ["WSG420"]
    assert protocol.connections == ()
    assert [each.wire for each in protocol.messages.values()] == ["Lent", "Returned"]
    assert set(protocol.models) == {"Lent", "Returned"}
