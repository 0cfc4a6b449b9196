import pytest

from wsgen.diagnostics.diagnostic import Severity
from wsgen.plan.protocol import One, Stream

from .documents import HEAD, channel, codes, named, names, operation, planned, route, tagged

NAMES = ("Ask", "AnswerStart", "AnswerChunk", "AnswerEnd")
CORRELATED = ", correlationId: {location: '$message.payload#/meta/rid'}"


def asking(*replies: str, extra: str = "", field: str = "", reply: str = "") -> str:
    """A document in which `Ask` is answered by `replies`; `field` is a property of all, `extra` more keys of all."""
    fields = (field,) if field else ()
    refs = ", ".join(f"{{$ref: '#/channels/main/messages/{each}'}}" for each in replies)
    answer = f"    reply: {{channel: {{$ref: '#/channels/main'}}, messages: [{refs}]{reply}}}\n"
    return (
        channel(*(tagged(each, each.lower(), *fields, extra=extra) for each in NAMES))
        + "operations:\n"
        + operation("ask", "receive", "Ask", extra=answer)
    )


def answer(text: str) -> One | Stream:
    """What answers `Ask`, with the messages by their names."""
    protocol, _ = planned(text)
    (found,) = [each.reply for each in protocol.connections[0].client_to_server if each.reply]
    match found:
        case One():
            return One(tuple(names(protocol, found.messages)))
        case Stream():
            start = names(protocol, (found.start,))[0] if found.start else None
            return Stream(start, tuple(names(protocol, found.items)), tuple(names(protocol, found.end)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (asking("AnswerEnd"), One(("AnswerEnd",))),
        (asking("AnswerStart", "AnswerChunk"), One(("AnswerStart", "AnswerChunk"))),
        (
            asking("AnswerStart", "AnswerChunk", "AnswerEnd"),
            Stream("AnswerStart", ("AnswerChunk",), ("AnswerEnd",)),
        ),
        (asking("AnswerChunk", "AnswerEnd"), Stream(None, ("AnswerChunk",), ("AnswerEnd",))),
        (
            asking("AnswerStart", "AnswerChunk", "AnswerEnd", reply=", x-wsgen-stream: false"),
            One(("AnswerStart", "AnswerChunk", "AnswerEnd")),
        ),
        (
            asking("AnswerStart", "AnswerChunk", reply=", x-wsgen-stream: {end: AnswerChunk}"),
            Stream(None, ("AnswerStart",), ("AnswerChunk",)),
        ),
        (
            asking(
                "AnswerStart",
                "AnswerChunk",
                "AnswerEnd",
                reply=", x-wsgen-stream: {start: AnswerStart, end: [AnswerChunk, AnswerEnd]}",
            ),
            Stream("AnswerStart", (), ("AnswerChunk", "AnswerEnd")),
        ),
    ],
)
def test_what_answers_a_request(text: str, expected: One | Stream) -> None:
    assert answer(text) == expected


def test_a_stream_that_was_told_needs_no_note_and_one_that_was_inferred_does() -> None:
    told = asking("AnswerStart", "AnswerEnd", reply=", x-wsgen-stream: {start: AnswerStart, end: AnswerEnd}")

    assert "WSG413" not in codes(planned(told)[1])
    assert "WSG413" in codes(planned(asking("AnswerStart", "AnswerEnd"))[1])


def test_a_union_of_replies_has_a_name_of_its_own() -> None:
    protocol, _ = planned(asking("AnswerStart", "AnswerEnd"))
    (ask,) = [each for each in protocol.connections[0].client_to_server if each.reply]

    assert ask.reply_alias == "AskReply"


def test_one_reply_needs_no_alias() -> None:
    protocol, _ = planned(asking("AnswerEnd"))

    assert route(protocol, "Ask").reply_alias is None


def test_the_request_s_id_stands_where_the_correlation_id_says() -> None:
    protocol, diagnostics = planned(asking("AnswerEnd", extra=CORRELATED, field="req_id: {type: string}"))

    assert named(protocol, "Ask").request_id == ("meta", "rid")
    assert "WSG415" not in codes(diagnostics)


def test_an_id_in_headers_is_a_note_unless_the_frame_has_one_too() -> None:
    in_headers = CORRELATED.replace("$message.payload#", "$message.header#")
    protocol, diagnostics = planned(asking("AnswerEnd", extra=in_headers))

    assert named(protocol, "Ask").request_id is None
    assert "WSG429" in codes(diagnostics)
    assert "WSG429" not in codes(planned(asking("AnswerEnd", extra=in_headers, field="req_id: {type: string}"))[1])


def test_without_one_a_field_that_request_and_reply_share_is_taken_with_a_note() -> None:
    protocol, diagnostics = planned(asking("AnswerEnd", field="req_id: {type: string}"))

    assert {each: named(protocol, each).request_id for each in ("Ask", "AnswerEnd", "AnswerChunk")} == {
        "Ask": ("req_id",),
        "AnswerEnd": ("req_id",),
        "AnswerChunk": None,
    }
    assert "WSG415" in codes(diagnostics)


@pytest.mark.parametrize("field", ["req_id: {type: object}", "req_id: {const: 1}", "question: {type: string}"])
def test_a_field_that_can_be_no_id_is_not_taken(field: str) -> None:
    protocol, _ = planned(asking("AnswerEnd", field=field))

    assert named(protocol, "Ask").request_id is None


SHARED = """
channels:
  spot:
    address: SPOT
    messages: {Get: {$ref: '#/components/messages/Get'}, SpotGot: {payload: {type: object}}}
  futures:
    address: FUTURES
    messages: {Get: {$ref: '#/components/messages/Get'}, FuturesGot: {payload: {type: object}}}
operations:
  one:
    action: receive
    channel: {$ref: '#/channels/spot'}
    reply: {channel: {$ref: '#/channels/spot'}, messages: [{$ref: '#/channels/spot/messages/SpotGot'}]}
    messages: [{$ref: '#/channels/spot/messages/Get'}]
  other:
    action: receive
    channel: {$ref: '#/channels/futures'}
    reply: {channel: {$ref: '#/channels/futures'}, messages: [{$ref: '#/channels/futures/messages/FuturesGot'}]}
    messages: [{$ref: '#/channels/futures/messages/Get'}]
components: {messages: {Get: {payload: {type: object, required: [get]}}}}
"""


def test_channels_that_share_a_message_have_its_replies_each_for_itself() -> None:
    protocol, _ = planned(SHARED.replace("SPOT", "/spot").replace("FUTURES", "/futures"))
    found = {each.path: each.client_to_server[0].reply for each in protocol.connections}
    replies = {path: names(protocol, each.messages) for path, each in found.items() if each}
    assert replies == {"/spot": ["SpotGot"], "/futures": ["FuturesGot"]}


def test_on_one_connection_any_of_the_replies_may_come() -> None:
    protocol, _ = planned(SHARED.replace("SPOT", "spot").replace("FUTURES", "futures"))
    (get,) = [each for each in protocol.connections[0].client_to_server if each.reply]
    assert isinstance(get.reply, One)
    assert (names(protocol, get.reply.messages), get.reply_alias) == (["SpotGot", "FuturesGot"], "GetReply")


def test_two_operations_of_one_channel_add_their_replies() -> None:
    text = asking("AnswerStart") + asking("AnswerChunk").partition("operations:\n")[2].replace("  ask:", "  again:")
    assert answer(text) == One(("AnswerStart", "AnswerChunk"))


def test_a_reply_on_another_connection_than_its_request_is_a_warning_and_is_not_planned() -> None:
    astray = SHARED.replace("SPOT", "/spot").replace("FUTURES", "/futures")
    astray = astray.replace(
        "{channel: {$ref: '#/channels/spot'}, messages: [{$ref: '#/channels/spot/messages/SpotGot'}]}",
        "{channel: {$ref: '#/channels/futures'}, messages: [{$ref: '#/channels/futures/messages/FuturesGot'}]}",
    )
    protocol, diagnostics = planned(astray)
    (fault,) = [each for each in diagnostics if each.code == "WSG424"]
    assert fault.severity is Severity.WARNING

    assert "`one`" in fault.message
    assert "/spot" in fault.message
    assert "/futures" in fault.message
    assert fault.location.line == next(n for n, line in enumerate((HEAD + astray).splitlines(), 1) if "reply" in line)
    assert {each.path: bool(each.client_to_server[0].reply) for each in protocol.connections} == {
        "/spot": False,
        "/futures": True,
    }


ELSEWHERE = """
channels:
  asking: {address: ASKING, messages: {Ask: {payload: {type: object, required: [ask]}}}}
  answering: {address: ANSWERING, SERVERSmessages: {Answer: {payload: {type: object, required: [answer]}}}}
operations:
  ask:
    action: ACTION
    channel: {$ref: '#/channels/asking'}
    reply: {CHANNELmessages: [{$ref: '#/channels/answering/messages/Answer'}]}
servers:
  ws: {host: example.com, protocol: ws}
  kafka: {host: example.com, protocol: kafka}
"""
OTHER = "channel: {$ref: '#/channels/answering'}, "
KAFKA = "servers: [{$ref: '#/servers/kafka'}], "


@pytest.mark.parametrize(
    ("asking_at", "answering_at", "servers", "action", "reply_channel", "is_fault"),
    [
        ("/a", "/b", "", "receive", OTHER, True),
        ("/a", "b", "", "receive", OTHER, True),
        ("/a", "b", KAFKA, "receive", OTHER, True),
        # Topics of one connection, and channels with one path.
        ("a", "b", "", "receive", OTHER, False),
        ("/a", "/a", "", "receive", OTHER, False),
        # Without a channel the reply comes where the request went.
        ("/a", "/b", "", "receive", "", False),
        # What the server asks is no request of a client's: each message is handled where it comes.
        ("/a", "/b", "", "send", OTHER, False),
    ],
)
def test_a_client_waits_for_a_reply_on_its_own_connection(
    *, asking_at: str, answering_at: str, servers: str, action: str, reply_channel: str, is_fault: bool
) -> None:
    text = ELSEWHERE.replace("ASKING", asking_at).replace("ANSWERING", answering_at).replace("SERVERS", servers)
    text = text.replace("ACTION", action).replace("CHANNEL", reply_channel)

    assert ("WSG424" in codes(planned(text)[1])) is is_fault


def twice(first: str, second: str) -> str:
    """Two operations that answer `Ask`, of the documents that `asking` makes."""
    return first + second.partition("operations:\n")[2].replace("  ask:", "  again:")


STREAM = asking("AnswerStart", "AnswerChunk", "AnswerEnd")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (twice(STREAM, asking("AnswerChunk")), "a single reply"),
        (twice(asking("AnswerChunk"), STREAM), "a single reply"),
        (twice(STREAM, asking("AnswerChunk", "AnswerEnd")), "another stream"),
    ],
)
def test_a_stream_beside_another_answer_to_one_request_is_an_error_that_names_both(text: str, kind: str) -> None:
    (fault,) = [each for each in planned(text)[1] if each.code == "WSG425"]

    assert all(each in fault.message for each in ("`ask`", "`again`", kind))
    assert len({fault.location, *(place for _, place in fault.related)}) == 2


def test_one_stream_told_twice_and_single_replies_are_none() -> None:
    several = asking("AnswerStart", "AnswerChunk", "AnswerEnd", reply=", x-wsgen-stream: false")

    assert "WSG425" not in codes(planned(twice(STREAM, STREAM))[1])
    assert "WSG425" not in codes(planned(twice(several, asking("AnswerChunk")))[1])


def test_topics_of_one_connection_are_looked_at_together_and_connections_each_for_itself() -> None:
    mixed = SHARED.replace("messages/FuturesGot'}]}", "messages/FuturesGot'}], x-wsgen-stream: {end: FuturesGot}}")

    assert "WSG425" in codes(planned(mixed.replace("SPOT", "spot").replace("FUTURES", "futures"))[1])
    assert "WSG425" not in codes(planned(mixed.replace("SPOT", "/spot").replace("FUTURES", "/futures"))[1])
