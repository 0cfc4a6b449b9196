"""Decides who sends each message: client → server, server → client, or both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from ..spec.document import Action, Channel, Document, Message, Operation
from .draft import Travel, messages_by_id, told_name
from .extensions import text_of
from .protocol import Direction
from .settings import PlanSettings
from .spelling import words

BOTH: Final = (Direction.CLIENT_TO_SERVER, Direction.SERVER_TO_CLIENT)
_TOLD: Final[Mapping[str, tuple[Direction, ...]]] = {
    "client-to-server": (Direction.CLIENT_TO_SERVER,),
    "server-to-client": (Direction.SERVER_TO_CLIENT,),
    "both": BOTH,
}
_ONE_OF_TWO_WAYS: Final = {
    Direction.CLIENT_TO_SERVER: "clients send {}",
    Direction.SERVER_TO_CLIENT: "the server sends {}",
}
_ONE_WAY: Final = {
    Direction.CLIENT_TO_SERVER: "clients send all messages, such as {}, and the server sends none",
    Direction.SERVER_TO_CLIENT: "the server sends all messages, such as {}, and clients send none",
}
# Words that a message's name begins with where clients send it.
_CLIENT_WORDS: Final = frozenset({"subscribe", "unsubscribe", "send", "login", "authenticate"})


def direct(document: Document, settings: PlanSettings) -> tuple[tuple[Travel, ...], tuple[Diagnostic, ...]]:
    """Say of every message of every channel which way it goes (AsyncAPI 3.0 §Operation Object, `action`).

    `perspective` says whose actions the document describes; without it the server's are taken, and a note shows one
    sentence that follows. A reply goes the other way than its request. A message that no operation names goes both
    ways.
    """
    perspective = settings.perspective or text_of(document.extensions, "x-wsgen-perspective")
    channels = {each.name: each for each in document.channels}
    view = _View(document, perspective or "server", messages_by_id(document), channels)
    travels = list(
        dict.fromkeys(travel for operation in document.operations for travel in _of_operation(view, operation))
    )
    named = {(each.channel, each.message) for each in travels}
    diagnostics: list[Diagnostic] = []
    for channel in document.channels:
        silent = [each for each in channel.messages if (channel.name, each.id) not in named]
        for message in silent:
            ways = _told(message, None, channel) or BOTH
            travels.extend(Travel(message.id, channel.name, way, None) for way in ways)
        diagnostics.extend(_unnamed(document, channel, silent))
    if perspective is None:
        diagnostics.extend(_assumed(view, travels))
        diagnostics.extend(_misnamed(document))
    diagnostics.extend(_contradictions(view, travels))
    return tuple(travels), tuple(diagnostics)


@dataclass(frozen=True, slots=True)
class _View:
    document: Document
    perspective: str
    messages: Mapping[str, Message]
    channels: Mapping[str, Channel]

    def of_action(self, action: Action) -> Direction:
        sent_by_client = (action is Action.RECEIVE) == (self.perspective == "server")
        return Direction.CLIENT_TO_SERVER if sent_by_client else Direction.SERVER_TO_CLIENT


def _of_operation(view: _View, operation: Operation) -> Iterator[Travel]:
    channel = view.channels.get(operation.channel)
    if channel is None:
        return
    usual = (view.of_action(operation.action),)
    for id_ in operation.messages:
        message = view.messages.get(id_)
        if message is not None:
            for way in _told(message, operation, channel) or usual:
                yield Travel(id_, channel.name, way, operation.name)
    if operation.reply is None:
        return
    answering = view.channels.get(operation.reply.channel or operation.channel) or channel
    requests = _told(None, operation, channel) or usual
    for id_ in operation.reply.messages:
        message = view.messages.get(id_)
        if message is not None:
            told = _told(message, None, None)
            for way in told or tuple(opposite(each) for each in requests):
                yield Travel(id_, answering.name, way, operation.name)


def opposite(direction: Direction) -> Direction:
    """The other way."""
    return BOTH[1 - BOTH.index(direction)]


def _told(
    message: Message | None, operation: Operation | None, channel: Channel | None
) -> tuple[Direction, ...] | None:
    """What `x-wsgen-direction` says, the nearest first."""
    for place in (message, operation, channel):
        word = text_of(place.extensions, "x-wsgen-direction") if place else None
        if word:
            return _TOLD[word]
    return None


def _unnamed(document: Document, channel: Channel, silent: list[Message]) -> Iterator[Diagnostic]:
    undecided = [each for each in silent if not _told(each, None, channel)]
    # A document without operations leaves it to the reader as a whole; one that has some may have forgotten these.
    if undecided and document.operations:
        names = ", ".join(f"`{told_name(each)}`" for each in undecided[:4]) + (", …" if len(undecided) > 4 else "")
        goes = "it goes" if len(undecided) == 1 else "they go"
        message = f"no operation names {names}, so {goes} both ways"
        hint = "name it in an operation, or set `x-wsgen-direction`"
        yield found("WSG405", undecided[0].location, message, hint=hint)


def _assumed(view: _View, travels: list[Travel]) -> Iterator[Diagnostic]:
    """The one question that shows what the default perspective means for this document."""
    if all(_told(view.messages[each.message], None, None) for each in travels):
        return
    is_one_way = len({each.direction for each in travels}) == 1
    for operation in view.document.operations:
        messages = [view.messages[id_] for id_ in operation.messages if id_ in view.messages]
        if not messages:
            continue
        way = view.of_action(operation.action)
        names = ", ".join(f"`{told_name(each)}`" for each in messages[:3])
        says = _ONE_WAY[way] if is_one_way else _ONE_OF_TWO_WAYS[way]
        yield found(
            "WSG403",
            operation.location,
            f"the document is taken to describe the server, so {says.format(names)}: is that so?",
            hint="set `perspective` to `server` or `client` in [tool.wsgen], or `x-wsgen-perspective` at the root",
        )
        return


def _contradictions(view: _View, travels: list[Travel]) -> Iterator[Diagnostic]:
    operations = {each.name: each for each in view.document.operations}
    ways: dict[str, set[Direction]] = {}
    first: dict[str, str] = {}
    for each in travels:
        ways.setdefault(each.message, set()).add(each.direction)
        if each.operation:
            first.setdefault(each.message, each.operation)
    for id_, found_ways in ways.items():
        message = view.messages[id_]
        reason = _reason(told_name(message), found_ways)
        operation = first.get(id_)
        if reason is None or operation is None or _told(message, operations[operation], None):
            continue
        yield found(
            "WSG404",
            operations[operation].location,
            f"{reason}, but operation `{operation}` says otherwise with `{operations[operation].action.value}`",
            hint=f"set `perspective` (it is `{view.perspective}`), or `x-wsgen-direction` on the message",
            related=((f"message `{told_name(message)}`", message.location),),
        )


def _misnamed(document: Document) -> Iterator[Diagnostic]:
    """Operations whose name says `send` and whose action `receive`, or the other way round."""
    for operation in document.operations:
        verb = words(operation.name)[0]
        if verb in {"send", "receive"} and verb != operation.action.value:
            yield found(
                "WSG404",
                operation.location,
                f"operation `{operation.name}` has the action `{operation.action.value}`",
                hint="set `perspective`, so that it is certain whose side the actions are written from",
            )


def _reason(name: str, ways: set[Direction]) -> str | None:
    """Why a name speaks against its direction, in one clause; None where it doesn't."""
    if len(ways) > 1:
        return None
    spelled = words(name)
    if ways == {Direction.CLIENT_TO_SERVER}:
        if spelled in {("ping",), ("ping", "message")}:
            return f"`{name}` is usually the server's"
        if spelled in {("error",), ("error", "message")} or spelled[-1:] == ("ack",):
            return f"`{name}` is usually the server's"
        return None
    if spelled in {("pong",), ("pong", "message")} or (
        spelled[0] in _CLIENT_WORDS and spelled[-1] not in {"ack", "error"}
    ):
        if len(spelled) > 1 and spelled[-1] in {
            "response",
            "reply",
            "result",
            "ok",
            "success",
            "confirmation",
            "event",
        }:
            return None
        return f"`{name}` is usually the client's"
    return None
