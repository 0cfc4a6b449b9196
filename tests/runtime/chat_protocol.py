"""A chat-like protocol written by hand, so that the runtime is tested without generation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import Field

from wsgen.runtime.protocol import (
    Argument,
    Channel,
    Envelope,
    Framing,
    Heartbeat,
    Message,
    One,
    Protocol,
    Role,
    Route,
    Scalar,
    Stream,
)
from wsgen.runtime.schemas import Schemas
from wsgen.runtime.wire import UNSET, WireModel

REQUEST_ID: Final = ("request_id",)
ModelT = TypeVar("ModelT", bound=WireModel)


class Ping(WireModel):
    type: Literal["ping"] = "ping"
    ping_id: str


class Pong(WireModel):
    type: Literal["pong"] = "pong"
    ping_id: str


class Error(WireModel):
    type: Literal["error"] = "error"
    code: int
    message: str
    details: dict[str, Any] | None = None
    request_id: Annotated[str | None, UNSET] = None


class Subscribe(WireModel):
    type: Literal["subscribe"] = "subscribe"
    topics: list[str]
    after: Annotated[dict[str, int] | None, UNSET] = None


class Unsubscribe(WireModel):
    type: Literal["unsubscribe"] = "unsubscribe"
    topics: list[str]


class SubscribeThread(WireModel):
    type: Literal["subscribe_thread"] = "subscribe_thread"
    thread_id: int
    request_id: Annotated[str | None, UNSET] = None


class ThreadHistory(WireModel):
    type: Literal["thread_history"] = "thread_history"
    thread_id: int
    messages: list[str]
    request_id: Annotated[str | None, UNSET] = None


class SendMessage(WireModel):
    type: Literal["send_message"] = "send_message"
    thread_id: int
    content: Annotated[str, Field(min_length=1)]
    metadata: Annotated[dict[str, Any] | None, UNSET] = None
    request_id: Annotated[str | None, UNSET] = None


class StreamStart(WireModel):
    type: Literal["stream_start"] = "stream_start"
    thread_id: int
    request_id: Annotated[str | None, UNSET] = None


class StreamChunk(WireModel):
    type: Literal["stream_chunk"] = "stream_chunk"
    thread_id: int
    content: str
    request_id: Annotated[str | None, UNSET] = None


class StreamEnd(WireModel):
    type: Literal["stream_end"] = "stream_end"
    thread_id: int
    request_id: Annotated[str | None, UNSET] = None


class AgentEvent(WireModel):
    type: Literal["agent_event"] = "agent_event"
    agent_id: int
    data: dict[str, Any]
    seq: Annotated[int | None, UNSET] = None


def _frame(tag: str, required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", *required],
        "properties": {"type": {"const": tag}, **required, **(optional or {})},
    }


ID: Final = {"type": "string", "minLength": 1, "maxLength": 64}
NUMBER: Final = {"type": "integer", "minimum": 1}
TEXT: Final = {"type": "string"}
TOPICS: Final = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}
ANSWERED: Final = {"request_id": {"$ref": "#/definitions/RequestId"}}
DEFINITIONS: Final[dict[str, Any]] = {
    "RequestId": ID,
    "Ping": _frame("ping", {"ping_id": ID}),
    "Pong": _frame("pong", {"ping_id": ID}),
    "Error": _frame(
        "error", {"code": {"type": "integer"}, "message": TEXT}, {"details": {"type": ["object", "null"]}, **ANSWERED}
    ),
    "Subscribe": _frame(
        "subscribe", {"topics": TOPICS}, {"after": {"type": "object", "additionalProperties": {"type": "integer"}}}
    ),
    "Unsubscribe": _frame("unsubscribe", {"topics": TOPICS}),
    "SubscribeThread": _frame("subscribe_thread", {"thread_id": NUMBER}, ANSWERED),
    "ThreadHistory": _frame(
        "thread_history", {"thread_id": NUMBER, "messages": {"type": "array", "items": TEXT}}, ANSWERED
    ),
    "SendMessage": _frame(
        "send_message",
        {"thread_id": NUMBER, "content": {"type": "string", "minLength": 1}},
        {"metadata": {"type": "object"}, **ANSWERED},
    ),
    "StreamStart": _frame("stream_start", {"thread_id": NUMBER}, ANSWERED),
    "StreamChunk": _frame("stream_chunk", {"thread_id": NUMBER, "content": TEXT}, ANSWERED),
    "StreamEnd": _frame("stream_end", {"thread_id": NUMBER}, ANSWERED),
    "AgentEvent": _frame("agent_event", {"agent_id": NUMBER, "data": {"type": "object"}}, {"seq": NUMBER}),
}

PING = Message("ping", Ping, schema="Ping", tags=("ping",), role=Role.PING, role_fields={"id": "ping_id"})
PONG = Message("pong", Pong, schema="Pong", tags=("pong",), role=Role.PONG, role_fields={"id": "ping_id"})
ERROR = Message(
    "error",
    Error,
    schema="Error",
    tags=("error",),
    role=Role.ERROR,
    role_fields={"code": "code", "message": "message", "details": "details"},
    request_id=REQUEST_ID,
)
SUBSCRIBE = Message(
    "subscribe",
    Subscribe,
    schema="Subscribe",
    tags=("subscribe",),
    role=Role.SUBSCRIBE,
    role_fields={"topics": "topics", "after": "after"},
)
UNSUBSCRIBE = Message(
    "unsubscribe",
    Unsubscribe,
    schema="Unsubscribe",
    tags=("unsubscribe",),
    role=Role.UNSUBSCRIBE,
    role_fields={"topics": "topics"},
)
SUBSCRIBE_THREAD = Message(
    "subscribe_thread", SubscribeThread, schema="SubscribeThread", tags=("subscribe_thread",), request_id=REQUEST_ID
)
THREAD_HISTORY = Message(
    "thread_history", ThreadHistory, schema="ThreadHistory", tags=("thread_history",), request_id=REQUEST_ID
)
SEND_MESSAGE = Message("send_message", SendMessage, schema="SendMessage", tags=("send_message",), request_id=REQUEST_ID)
STREAM_START = Message("stream_start", StreamStart, schema="StreamStart", tags=("stream_start",), request_id=REQUEST_ID)
STREAM_CHUNK = Message("stream_chunk", StreamChunk, schema="StreamChunk", tags=("stream_chunk",), request_id=REQUEST_ID)
STREAM_END = Message("stream_end", StreamEnd, schema="StreamEnd", tags=("stream_end",), request_id=REQUEST_ID)
AGENT_EVENT = Message("agent_event", AgentEvent, schema="AgentEvent", tags=("agent_event",), sequence=("seq",))

BY_THREAD: Final = {"thread_id": "thread_id"}
SYSTEM = Channel("system", "system")
THREAD = Channel(
    "thread",
    "thread:{thread_id}",
    parameters={"thread_id": int},
    fields={
        message.name: BY_THREAD
        for message in (SUBSCRIBE_THREAD, THREAD_HISTORY, SEND_MESSAGE, STREAM_START, STREAM_CHUNK, STREAM_END)
    },
)
AGENT = Channel(
    "agent", "agent:{agent_id}", parameters={"agent_id": int}, fields={"agent_event": {"agent_id": "agent_id"}}
)

CLIENT_TO_SERVER: Final[Mapping[Scalar, Route]] = {
    "pong": Route(PONG, handler="on_pong", channels=(SYSTEM,)),
    "subscribe": Route(SUBSCRIBE, handler="on_subscribe", channels=(SYSTEM,)),
    "unsubscribe": Route(UNSUBSCRIBE, handler="on_unsubscribe", channels=(SYSTEM,)),
    "subscribe_thread": Route(
        SUBSCRIBE_THREAD, handler="on_subscribe_thread", reply=One((THREAD_HISTORY,)), channels=(THREAD,)
    ),
    "send_message": Route(
        SEND_MESSAGE,
        handler="on_send_message",
        reply=Stream(STREAM_START, (STREAM_CHUNK,), (STREAM_END,)),
        channels=(THREAD,),
    ),
}
SERVER_TO_CLIENT: Final[Mapping[Scalar, Route]] = {
    "ping": Route(PING, handler=None, channels=(SYSTEM,)),
    "error": Route(ERROR, handler=None, channels=(SYSTEM,)),
    "thread_history": Route(THREAD_HISTORY, handler=None, channels=(THREAD,)),
    "stream_start": Route(STREAM_START, handler=None, channels=(THREAD,)),
    "stream_chunk": Route(STREAM_CHUNK, handler=None, channels=(THREAD,)),
    "stream_end": Route(STREAM_END, handler=None, channels=(THREAD,)),
    "agent_event": Route(AGENT_EVENT, handler=None, channels=(AGENT,)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatArguments:
    """What a client gives when it connects."""

    token: str


CHAT: Final = Protocol(
    name="Chat",
    path="/ws",
    schemas=Schemas.of({"definitions": DEFINITIONS}),
    client_to_server=Framing(tag=("type",), routes=CLIENT_TO_SERVER),
    server_to_client=Framing(tag=("type",), routes=SERVER_TO_CLIENT),
    arguments_class=ChatArguments,
    arguments=(Argument("token", "token", "query", security=True),),
    channels=(SYSTEM, THREAD, AGENT),
    heartbeat=Heartbeat(30.0, 60.0, PING, PONG),
    error=ERROR,
    subscribe=SUBSCRIBE,
    unsubscribe=UNSUBSCRIBE,
    by_model={route.message.model: route.message for route in (*CLIENT_TO_SERVER.values(), *SERVER_TO_CLIENT.values())},
)


# The other kind of real protocol: an envelope whose `type` is the message's name, payloads without a tag.


class Note(WireModel):
    thread_id: int
    text: str


class Beat(WireModel):
    timestamp: Annotated[int | None, UNSET] = None


def _enveloped(tag: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["v", "type", "topic", "ts", "data"],
        "additionalProperties": False,
        "properties": {
            "v": {"type": "integer", "const": 1},
            "type": {"const": tag},
            "topic": TEXT,
            "req_id": TEXT,
            "ts": {"type": "integer"},
            "data": data,
        },
    }


_NOTE_DATA: Final = {
    "type": "object",
    "required": ["thread_id", "text"],
    "properties": {"thread_id": NUMBER, "text": TEXT},
}
_BEAT_DATA: Final = {"type": "object", "properties": {"timestamp": {"type": "integer", "minimum": 0}}}

ENVELOPE: Final = Envelope(
    tag=("type",), data=("data",), topic=("topic",), request_id=("req_id",), timestamp=("ts",), constants={("v",): 1}
)


def _inside(name: str, model: type[ModelT], schema: str, **more: Any) -> Message[ModelT]:
    """A message whose payload travels in the envelope."""
    return Message(name, model, schema, request_id=("req_id",), envelope=ENVELOPE, **more)


NOTE = _inside("note", Note, "NoteFrame", tags=("note", "memo"))
BEAT = _inside("ping", Beat, "PingFrame", tags=("ping",), role=Role.PING, role_fields={"id": "timestamp"})
BEAT_ANSWER = _inside("pong", Beat, "PongFrame", tags=("pong",), role=Role.PONG, role_fields={"id": "timestamp"})
NOTES = Channel(
    "thread", "thread:{thread_id}", parameters={"thread_id": int}, fields={"note": {"thread_id": "thread_id"}}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoArguments:
    """Nothing is asked of a client that connects."""


ENVELOPED: Final = Protocol(
    name="Notes",
    path="/notes/ws",
    schemas=Schemas.of(
        {
            "definitions": {
                "NoteFrame": _enveloped("note", _NOTE_DATA)
                | {"properties": _enveloped("note", _NOTE_DATA)["properties"] | {"type": {"enum": ["note", "memo"]}}},
                "PingFrame": _enveloped("ping", _BEAT_DATA),
                "PongFrame": _enveloped("pong", _BEAT_DATA),
            }
        }
    ),
    client_to_server=Framing(
        tag=("type",),
        routes={
            "note": Route(NOTE, handler="on_note", reply=One((NOTE,)), channels=(NOTES,)),
            "memo": Route(NOTE, handler="on_note", reply=One((NOTE,)), channels=(NOTES,)),
            "pong": Route(BEAT_ANSWER, handler="on_pong", channels=(SYSTEM,)),
        },
    ),
    server_to_client=Framing(
        tag=("type",),
        routes={
            "note": Route(NOTE, handler=None, channels=(NOTES,)),
            "ping": Route(BEAT, handler=None, channels=(SYSTEM,)),
        },
    ),
    arguments_class=NoArguments,
    channels=(SYSTEM, NOTES),
    heartbeat=Heartbeat(30.0, 60.0, BEAT, BEAT_ANSWER),
    by_model={Note: NOTE, Beat: BEAT},
)
