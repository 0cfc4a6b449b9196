"""Says what holds for a connection as a whole: a line of words for each of its parts."""

import json
from collections.abc import Iterable, Iterator, Sequence, Sized
from typing import Final

from ..plan.argument import Argument
from ..plan.assumption import Part
from ..plan.place import as_place
from ..plan.protocol import Envelope, Message, Path, Protocol, Topic
from .columns import GLUE
from .overview import Line

_MANY: Final = 4


def facts(protocol: Protocol, line: Line) -> Iterator[tuple[str, str]]:
    """Label and text of each fact; what there are several of has its label with each."""
    connection, marks = line.connection, line.marks
    yield "classes", f"{connection.server_class}, {connection.client_class}, {connection.client_class_sync}"
    if connection.url:
        yield "url", connection.url + marked(marks.of(Part.URL))
    for each in connection.endpoints[1:]:
        yield "url", f"{each.url or each.path}, at {each.server}"
    for argument in connection.arguments:
        yield "arguments", _argument(argument)
    if beat := connection.heartbeat:
        ping, pong = (protocol.messages[each].wire for each in (beat.ping, beat.pong))
        interval, timeout = (f"{each:g}{GLUE}s" for each in (beat.interval, beat.timeout))
        text = f"{ping} every {interval}, closed with 4408 when {pong} takes more than {timeout}"
        yield "heartbeat", text + marked(marks.of(Part.HEARTBEAT))
    for closing in connection.close_codes:
        yield "closes", f"{closing.code}{GLUE}{closing.meaning}"
    for text in _envelopes(line):
        yield "envelope", text + marked(marks.of(Part.ENVELOPE))
    for topic in connection.topics:
        numbers = marks.of(Part.TOPIC) if topic.channel in line.marked_topics else ()
        yield "topics", _topic(topic) + marked(numbers)
    for text in _request_ids(line):
        yield "request id", text
    for text in _sequences(line):
        yield "sequence", text
    if line.error:
        yield "errors", _error(line.error)
    for text in _exactness(line):
        yield "exactness", text


def marked(numbers: Sequence[int]) -> str:
    """The numbers of notes behind what they are about; nothing where there are none."""
    return f"{GLUE}[{','.join(map(str, numbers))}]" if numbers else ""


def place(path: Path) -> str:
    """A path as a document may say it: `type`, `/data/type`; `frame` where it has no steps."""
    return as_place(path) or "frame"


def as_json(value: object) -> str:
    """A value as it stands in a frame."""
    return json.dumps(value, ensure_ascii=False)


def _argument(each: Argument) -> str:
    name = each.name if each.name == each.python else f"{each.name} (in Python {each.python})"
    where = f"a part of the {each.where}" if each.where in {"path", "host"} else f"in the {each.where}"
    if each.where == "subprotocol":
        where = "among the subprotocols that are offered"
    where += f" as `{each.form}`" if each.form and each.form != "{token}" else ""
    values = " | ".join(map(as_json, each.kind.values)) or each.kind.type
    several = ", any number of them" if each.kind.many else ""
    need = "" if each.required else ", optional"
    default = "" if each.kind.default is None else f", {as_json(each.kind.default)} by default"
    refused = ", closed with 4401 without it" if each.security and each.required else ""
    return f"{name}: {values}{several}, {where}{need}{default}{refused}"


def _envelopes(line: Line) -> Iterator[str]:
    """Each kind of envelope, and whose it is where it isn't everybody's."""
    names: dict[str, dict[str, None]] = {}
    everybody: dict[str, None] = {}
    for row in (row for way in line.ways for row in way.rows):
        everybody[row.message.wire] = None
        if row.message.envelope:
            names.setdefault(_envelope(row.message.envelope), {})[row.message.wire] = None
    for text, several in names.items():
        yield text if several == everybody else f"{text}; of {_some(several)}"


def _request_ids(line: Line) -> Iterator[str]:
    """Where requests and replies carry the request's id, where no envelope says so already."""
    names: dict[str, dict[str, None]] = {}
    for message in (row.message for way in line.ways for row in way.rows):
        envelope = message.envelope
        if message.request_id and (envelope is None or message.request_id != envelope.request_id):
            names.setdefault(place(message.request_id), {})[message.wire] = None
    for where, several in names.items():
        yield f"`{where}` in {_some(several)}"


def _sequences(line: Line) -> Iterator[str]:
    """Where messages carry the sequence of their topic."""
    names: dict[str, dict[str, None]] = {}
    for message in (row.message for way in line.ways for row in way.rows):
        if message.sequence:
            names.setdefault(place(message.sequence), {})[message.wire] = None
    for where, several in names.items():
        yield f"`{where}` in {_some(several)}"


def _exactness(line: Line) -> Iterator[str]:
    """Of how many messages the model's yes is enough, and of how many the schema goes first."""
    whole = {row.message.id: row.schema_first for way in line.ways for row in way.rows}
    count = sum(map(bool, whole.values()))
    if count < len(whole):
        yield f"{_of(len(whole) - count, whole)} never looser than the schema: the model's yes is enough"
    if count:
        why = f", because {line.schema_first}" if line.schema_first else ""
        yield f"{_of(count, whole)} schema first, then the model{why}"


def _of(count: int, whole: Sized) -> str:
    return "all" if count == len(whole) > 1 else str(count)


def _some(names: Iterable[str]) -> str:
    """The names, or how many there are."""
    listed = [*names]
    return " and ".join(listed) if len(listed) < _MANY else f"{len(listed)} messages"


def _envelope(envelope: Envelope) -> str:
    fields = (
        ("payload", envelope.data),
        ("tag", envelope.tag),
        ("topic", envelope.topic),
        ("request id", envelope.request_id),
        (f"time ({envelope.timestamp_unit})", envelope.timestamp),
    )
    said = [f"{word} in `{place(path)}`" for word, path in fields if path is not None]
    said += [f"`{place(path)}` is {as_json(value)}" for path, value in envelope.constants.items()]
    return ", ".join((f"{envelope.schema}:", *said) if envelope.schema else said).replace(":,", ":", 1)


def _topic(topic: Topic) -> str:
    parameters = ", ".join(f"{each.python}: {each.type}" for each in topic.parameters)
    return f"{topic.address} as {topic.method}({parameters})"


def _error(message: Message) -> str:
    fields = (word if word == name else f"{word} in `{name}`" for word, name in message.role_fields.items())
    said = f" ({', '.join(fields)})" if message.role_fields else ""
    return f"{message.wire} answers what can't be done{said}"
