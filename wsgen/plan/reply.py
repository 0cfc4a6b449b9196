"""Decides what answers each request, and where both carry the request's id."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import did_you_mean, found
from ..spec.document import CorrelationId, Document, Message, Operation, Reply
from ..spec.node import Value
from .draft import Framings, Replies, Socket, Travel, any_of, messages_by_id, told_name
from .envelope import payload_in
from .extensions import node_at, value_of
from .protocol import Direction, One, Path, Stream
from .shape import shape_of
from .spelling import words

_STARTS: Final = frozenset({"start", "started", "begin", "began", "open", "opened"})
_ENDS: Final = frozenset(
    {"end", "ended", "done", "complete", "completed", "finish", "finished", "final", "close", "closed"}
)
_ITEMS: Final = frozenset({"chunk", "delta", "token", "part", "partial", "item", "piece", "progress", "batch", "row"})
REQUEST_IDS: Final = (
    "request_id",
    "requestId",
    "req_id",
    "reqId",
    "reqid",
    "correlation_id",
    "correlationId",
    "rid",
    "msg_id",
    "msgId",
    "msgID",
    "message_id",
    "messageId",
    "nonce",
    "id",
)
"""Fields that usually carry a request's id, the surest first."""


@dataclass(frozen=True, slots=True)
class _Answered:
    operation: Operation
    reply: Reply
    answer: One | Stream


def find_replies(
    document: Document, sockets: Sequence[Socket], travels: Sequence[Travel], framings: Framings
) -> tuple[Replies, tuple[Diagnostic, ...]]:
    """The reply of each request (AsyncAPI 3.0 §Operation Reply Object) and the place of its id.

    Several messages are a stream as `x-wsgen-stream` says, else where their names do. The id stands where the message's
    correlation id says, else in the envelope's field, else in a field of a usual name that request and
    replies share. A client's request that is answered on another connection than its own has no reply, which is a
    warning; several answers of which one is a stream are an error.
    """
    messages = messages_by_id(document)
    asked = {(each.channel, each.message) for each in travels if each.direction is Direction.CLIENT_TO_SERVER}
    answers: dict[tuple[str, str], list[_Answered]] = {}
    diagnostics: list[Diagnostic] = []
    carriers = {channel: socket for socket in sockets for channel in socket.channels}
    for operation in document.operations:
        if operation.reply is None:
            continue
        replies = tuple(id_ for id_ in operation.reply.messages if id_ in messages)
        if not replies:
            continue
        requests = [(operation.channel, id_) for id_ in operation.messages]
        astray = _astray(operation, operation.reply, carriers) if asked.intersection(requests) else None
        if astray:
            diagnostics.append(astray)
            continue
        answer, remarks = _answer(operation, operation.reply, [messages[id_] for id_ in replies])
        diagnostics.extend(remarks)
        for key in requests:
            answers.setdefault(key, []).append(_Answered(operation, operation.reply, answer))
    diagnostics.extend(_either_way(messages, {key: answers[key] for key in answers if key in asked}, carriers))
    by_channel: dict[str, dict[str, One | Stream]] = {}
    replies_of: dict[str, dict[str, None]] = {}
    for (channel, request), each in answers.items():
        if settled := any_of(one.answer for one in each):
            by_channel.setdefault(channel, {})[request] = settled
            replies_of.setdefault(request, {}).update(dict.fromkeys(settled.messages))
    view = _View(document, messages, framings)
    request_ids, remarks = _request_ids(view, replies_of)
    return Replies(by_channel, request_ids), (*diagnostics, *remarks)


def _either_way(
    messages: Mapping[str, Message],
    answers: Mapping[tuple[str, str], Sequence[_Answered]],
    carriers: Mapping[str, Socket],
) -> Iterator[Diagnostic]:
    """The requests that one operation answers by a stream and another otherwise, on the same connection."""
    by_request: dict[tuple[str, str], list[_Answered]] = {}
    for (channel, request), each in answers.items():
        if channel in carriers:
            by_request.setdefault((carriers[channel].key, request), []).extend(each)
    for (_, request), several in by_request.items():
        stream = next((each for each in several if isinstance(each.answer, Stream)), None)
        other = next((each for each in several if stream and each.answer != stream.answer), None)
        if stream is None or other is None:
            continue
        kind = "another stream" if isinstance(other.answer, Stream) else "a single reply"
        message = (
            f"`{told_name(messages[request])}` is answered by a stream in `{stream.operation.name}`"
            f" and by {kind} in `{other.operation.name}`"
        )
        hint = f"set `x-wsgen-stream: false` on the reply of `{stream.operation.name}`, or give both the same reply"
        if isinstance(other.answer, Stream):
            hint = "give both the same replies, start and end"
        related = ((f"the stream of `{stream.operation.name}`", stream.reply.location),)
        yield found("WSG425", other.reply.location, message, hint=hint, related=related)


def _astray(operation: Operation, reply: Reply, carriers: Mapping[str, Socket]) -> Diagnostic | None:
    """What to say of a reply on another connection than its request; None where it's on the same one."""
    asking = carriers.get(operation.channel)
    if asking is None or reply.channel is None:
        return None
    answering = carriers.get(reply.channel)
    if answering is asking:
        return None
    place = f"the connection at {answering.key}" if answering else "no WebSocket server"
    asks = f"`{operation.name}` asks on the connection at {asking.key}"
    message = f"{asks}, and its reply's channel is on {place}, so nobody waits for it"
    hint = f"reply on channel `{operation.channel}`"
    if answering:
        hint += ", or set `x-wsgen-connection: shared` where one connection carries both channels"
    return found("WSG424", reply.location, message, hint=hint)


@dataclass(frozen=True, slots=True)
class _View:
    document: Document
    messages: Mapping[str, Message]
    framings: Framings


def _answer(operation: Operation, reply: Reply, messages: Sequence[Message]) -> tuple[One | Stream, list[Diagnostic]]:
    ids = tuple(each.id for each in messages)
    told = value_of(reply.extensions, "x-wsgen-stream")
    if isinstance(told, dict):
        return _told_stream(reply, messages, told)
    if told is False or len(messages) < 2:
        return One(ids), []
    stream = _named_stream(messages)
    if stream is None:
        return One(ids), []
    names = {each.id: told_name(each) for each in messages}
    ends = ", ".join(f"`{names[id_]}`" for id_ in stream.end)
    message = f"the replies of `{operation.name}` are taken for a stream that ends with {ends}"
    hint = "say so with `x-wsgen-stream: {start: …, end: …}` on the reply, or `x-wsgen-stream: false`"
    return stream, [found("WSG413", reply.location, message, hint=hint)]


def _told_stream(
    reply: Reply, messages: Sequence[Message], told: Mapping[str, Value]
) -> tuple[One | Stream, list[Diagnostic]]:
    diagnostics: list[Diagnostic] = []
    chosen: dict[str, tuple[str, ...]] = {}
    for word in ("start", "end"):
        written = told.get(word)
        names: list[Value] = written if isinstance(written, list) else [written] if written else []
        chosen[word] = tuple(each.id for name in names for each in messages if name in {each.key, each.name})
        for name in names:
            if all(name not in {each.key, each.name} for each in messages):
                near = did_you_mean(str(name), [each.key for each in messages])
                keys = ", ".join(f"`{each.key}`" for each in messages)
                place = node_at(reply.extensions["x-wsgen-stream"], word).location
                hint = f"did you mean `{near}`?" if near else f"it is one of {keys}"
                diagnostics.append(found("WSG414", place, f"`{name}` is no message of this reply", hint=hint))
    ids = tuple(each.id for each in messages)
    if not chosen["end"]:
        return One(ids), diagnostics
    start = chosen["start"][0] if chosen["start"] else None
    items = tuple(id_ for id_ in ids if id_ != start and id_ not in chosen["end"])
    return Stream(start, items, chosen["end"]), diagnostics


def _named_stream(messages: Sequence[Message]) -> Stream | None:
    """The stream that names such as StreamStart, StreamChunk and StreamEnd describe: an end, and a start or items."""
    last = {each.id: words(told_name(each))[-1] for each in messages}
    ends = tuple(id_ for id_, word in last.items() if word in _ENDS)
    starts = [id_ for id_, word in last.items() if word in _STARTS]
    items = tuple(id_ for id_ in last if id_ not in ends and id_ not in starts)
    if not ends or len(starts) > 1 or not (starts or any(last[id_] in _ITEMS for id_ in items)):
        return None
    return Stream(starts[0] if starts else None, items, ends)


def _request_ids(view: _View, replies_of: Mapping[str, Iterable[str]]) -> tuple[Mapping[str, Path], list[Diagnostic]]:
    found_ids: dict[str, Path] = {}
    for id_, message in view.messages.items():
        correlation, envelope = message.correlation_id, view.framings.envelopes.get(id_)
        if correlation is not None and correlation.source == "payload" and correlation.pointer:
            before = envelope.data if envelope and envelope.is_around else ()
            found_ids[id_] = (*before, *correlation.pointer)
        elif envelope and envelope.request_id:
            found_ids[id_] = envelope.request_id
    diagnostics: list[Diagnostic] = []
    for request, replies in replies_of.items():
        if request not in found_ids and request in view.messages:
            diagnostics.extend(_named_id(view, request, replies, found_ids))
            correlation = view.messages[request].correlation_id
            if correlation is not None and correlation.source == "header" and request not in found_ids:
                diagnostics.append(_in_headers(view.messages[request], correlation))
    return found_ids, diagnostics


def _in_headers(message: Message, correlation: CorrelationId) -> Diagnostic:
    text = (
        f"the id of `{told_name(message)}` is in headers, which a frame has none of, so its replies go by their order"
    )
    hint = "put the id into the payload, `location: '$message.payload#/request_id'`, or into an envelope"
    return found("WSG429", correlation.location, text, hint=hint)


def _named_id(view: _View, request: str, replies: Iterable[str], found_ids: dict[str, Path]) -> Iterator[Diagnostic]:
    """Adds to `found_ids` the field that request and replies share, where they do, and notes that it was its name."""
    together = dict.fromkeys((request, *replies))
    for name in REQUEST_IDS:
        if all(_carries(view, id_, name) for id_ in together):
            for id_ in together:
                envelope = view.framings.envelopes.get(id_)
                found_ids.setdefault(id_, (*envelope.data, name) if envelope else (name,))
            message = view.messages[request]
            text = f"`{name}` of `{told_name(message)}` and its replies is taken for the request's id"
            hint = f"say so with a `correlationId` whose location is `$message.payload#/{name}`"
            yield found("WSG415", message.location, text, hint=hint)
            return


def _carries(view: _View, id_: str, name: str) -> bool:
    message = view.messages[id_]
    if message.payload is None:
        return False
    value = payload_in(view.document.schemas, message, view.framings.envelopes.get(id_))
    each = shape_of(view.document.schemas, value).properties.get(name)
    return (
        each is not None and each.values is None and each.types - {"null"} <= {"string", "integer"} and bool(each.types)
    )
