"""`wsgen add message`: adds a message to a document, recognised as the others are, and who sends it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..authoring.additions import (
    Addition,
    channel_named,
    check_name,
    is_old,
    is_there,
    message_edits,
    message_steps,
    near_message,
    operation_edits,
    place_of_payload,
    reply_edits,
)
from ..authoring.message import Draft, Field, drafts
from ..authoring.peers import around
from ..authoring.places import CannotAddError, Edit, text_at
from ..collecting import RefusedError
from ..diagnostics import report
from ..diagnostics.diagnostic import Severity
from ..diagnostics.excerpt import visible
from ..pipeline import Step
from ..plan.protocol import Direction, Message
from ..spec.edit.written import at
from ..spec.node import escape
from .adding import Edited, Tried, directions_of, edited, new_remarks, tried, weight, write
from .findings import refused
from .outcome import Answer, NoAnswerError, Outcome
from .project import Arguments, shown

_FIELD: Final = re.compile(r"(?P<name>[^:?]+)(?P<optional>\??)(?::(?P<type>\w+))?")
_TYPES: Final = ("string", "integer", "number", "boolean", "object", "array")
_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Request:
    """The message: its name, the channel that carries it, whether clients send it, what answers it, its fields."""

    name: str
    channel: str | None
    is_clients: bool
    reply: str | None
    fields: Sequence[str]


def add_message(arguments: Arguments, request: Request, step: Step, *, has_color: bool) -> Outcome:
    """Writes the message into the document, valid or not at all; what was added is said on standard output.

    Raises NoAnswerError where it can't be added.
    """
    fields = [_field(each) for each in request.fields]
    try:
        document = edited(arguments, step)
        best, additions = _best(document, request, fields)
    except RefusedError as error:
        findings = refused(error, arguments)
        err = report.full(findings.diagnostics, findings.texts, color=has_color)
        return Outcome(Answer.NO, err=f"{err}Nothing was written.\n")
    except CannotAddError as error:
        raise NoAnswerError(f"{error}\nNothing was written.") from error
    write(document, best.text)
    lines = "".join(_told(document, best, each) for each in additions)
    warnings = [each for each in new_remarks(document, best.checked) if each.severity is not Severity.NOTE]
    remarks = shown(warnings, document.subject.job.folder, arguments.cwd)
    return Outcome(Answer.YES, f"{lines}Now describe what it holds, then run `wsgen regen`.\n", report.concise(remarks))


def _field(text: str) -> Field:
    match = _FIELD.fullmatch(text)
    type_ = (match["type"] or "string") if match else ""
    if match is None or type_ not in _TYPES:
        raise NoAnswerError(f"{text!r} is no field: write NAME:TYPE, or NAME?:TYPE, with {', '.join(_TYPES)}")
    return Field(match["name"], type_, bool(match["optional"]))


def _best(document: Edited, request: Request, fields: Sequence[Field]) -> tuple[Tried, list[Addition]]:
    """The document with the message in it, as it is recognised best, and what was added.

    Raises CannotAddError, and RefusedError where every draft makes the document invalid.
    """
    root = document.root
    check_name(root, request.name, "message")
    channel = channel_named(root, request.channel)
    direction = Direction.CLIENT_TO_SERVER if request.is_clients else Direction.SERVER_TO_CLIENT
    other = Direction.SERVER_TO_CLIENT if request.is_clients else Direction.CLIENT_TO_SERVER
    perspective = document.subject.job.settings.perspective or text_at(root, "x-wsgen-perspective") or "server"
    addition = Addition(request.name, channel, direction, perspective == "server")
    additions = [addition]
    reply = request.reply
    if reply is not None:
        _check_reply(document, request)
        if not is_there(root, reply):
            answer = Addition(reply, channel, other, addition.is_servers)
            document = _kept(document, [_chosen(document, answer, (), None, is_reply=True)])
            additions.append(answer)
    found = _chosen(document, addition, fields, reply)
    return found, additions


def _check_reply(document: Edited, request: Request) -> None:
    if is_old(document.root):
        raise CannotAddError("AsyncAPI 2 has no replies: leave --reply out, or upgrade the document to 3.0")
    reply = str(request.reply)
    if is_there(document.root, reply):
        return
    if reply == request.name:
        raise CannotAddError("a message can't be new and answer itself")
    if meant := near_message(document.root, reply):
        raise CannotAddError(
            f"there is no message `{reply}`; did you mean `{meant}`? If it is another one, add it first:\n"
            f"  wsgen add message {reply} --direction {'server' if request.is_clients else 'client'}"
        )
    check_name(document.root, reply, "message")


def _kept(document: Edited, steps: Sequence[Tried]) -> Edited:
    """The document after a first change that isn't written yet."""
    last = steps[-1]
    return Edited(document.subject, document.content, last.text, last.root, document.checked, last.protocol)


def _chosen(
    document: Edited, addition: Addition, fields: Sequence[Field], reply: str | None, *, is_reply: bool = False
) -> Tried:
    """Of everything that the message could be, what the plan likes best."""
    where = around(document.protocol, document.root, addition.channel, addition.direction)
    best: tuple[tuple[int, ...], Tried] | None = None
    refusal: RefusedError | None = None
    for number, (draft, says_direction) in enumerate(_options(drafts(where, addition.name, fields))):
        edits = message_edits(where, addition, draft, says_direction=says_direction)
        edits += _operations(document, addition, reply, is_reply=is_reply)
        result = tried(document, edits)
        if isinstance(result, RefusedError):
            refusal = refusal or result
            continue
        pointer = "".join(f"/{escape(each)}" for each in message_steps(result.root, addition))
        is_astray = not is_reply and directions_of(result.protocol, pointer) != {addition.direction}
        message = _message(result, pointer)
        is_unknown = bool(where.framing and where.framing.tag and not (message and message.tags))
        errors, warnings, notes = weight(document, result.checked)
        score = (int(is_astray), errors, int(is_unknown), warnings, notes, number)
        if best is None or score < best[0]:
            best = (score, result)
        if not any(score[:4]):
            break
    if best is None:
        raise refusal or CannotAddError("no way was found to write this message")
    if best[0][0]:
        raise CannotAddError("the document says otherwise who sends this channel's messages; add it by hand")
    if best[0][1]:
        raise CannotAddError(f"`{addition.name}` couldn't be told apart from other messages; add it by hand")
    return best[1]


def _options(found: Iterator[Draft]) -> Iterator[tuple[Draft, bool]]:
    """Each draft as it is, then each with its direction said, which a document seldom needs."""
    kept = list(found)[:_MOST]
    yield from ((each, False) for each in kept)
    yield from ((each, True) for each in kept)


def _operations(document: Edited, addition: Addition, reply: str | None, *, is_reply: bool) -> list[Edit]:
    """An answer needs no operation of its own: that of the question names it."""
    if is_reply:
        return []
    also = reply_edits(document.root, addition, reply) if reply else []
    return [*also, *operation_edits(document.root, addition, reply)]


def _message(result: Tried, pointer: str) -> Message | None:
    return next((each for each in result.protocol.messages.values() if each.location.pointer == pointer), None)


def _told(document: Edited, result: Tried, addition: Addition) -> str:
    """What was added, with the place of its payload, and what Python has for it."""
    where = around(result.protocol, result.root, addition.channel, addition.direction)
    place = at(result.root, place_of_payload(where, addition))
    line = f"{place.location.path}:{place.location.line}" if place else document.subject.name
    pointer = "".join(f"/{escape(each)}" for each in message_steps(result.root, addition))
    routes = [
        route
        for connection in result.protocol.connections
        for route in (*connection.client_to_server, *connection.server_to_client)
        if result.protocol.messages[route.message].location.pointer == pointer
    ]
    is_clients = addition.direction is Direction.CLIENT_TO_SERVER
    handler = f", handler {routes[0].handler}" if routes and is_clients else ""
    told = f"{visible(line)}: {addition.name}, {addition.direction.value} on {visible(addition.channel)}"
    return f"{told}{handler}\n"
