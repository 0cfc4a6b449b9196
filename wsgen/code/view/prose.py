"""Turns facts of the protocol into the sentences of docstrings; plain text, quoted later."""

import re
from collections.abc import Iterable, Mapping
from itertools import takewhile
from textwrap import fill
from typing import Final

from ...plan.argument import Argument
from ...plan.protocol import Connection, Direction, Message, One, Protocol, Route, Stream
from ..literal import LINE_LENGTH

# What a line begins with that is more than prose in CommonMark: code, tables, headings, quotes, HTML, rules, lists.
_MARKED: Final = re.compile(r"[ \t|#>~<=]|---|[-*+] |\d+[.)] ")

# Between two sentences. What goes on with a small letter or a digit is rather an abbreviation, such as `e.g. this`.
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.) (?=[^\W\d_a-z]|[`*\"'(\[])")


def paragraphs(*parts: str) -> str:
    """The parts that say something, with empty lines between."""
    return "\n\n".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


def one_line(text: str) -> str:
    """`text` with its line breaks as blanks."""
    return " ".join(text.split())


def sentence(text: str) -> str:
    """`text` on one line, with a full stop."""
    line = one_line(text)
    return line if not line or line.endswith((".", "!", "?", "…", ":")) else f"{line}."


def quoted(words: Iterable[str]) -> str:
    """`a`, `b` and `c`."""
    *first, last = (f"`{one_line(word)}`" for word in words)
    return f"{', '.join(first)} and {last}" if first else last


def heading(direction: Direction) -> str:
    """The direction at the start of a sentence."""
    return direction.value[0].upper() + direction.value[1:]


def where(direction: Direction, addresses: Iterable[str]) -> str:
    """Who sends a message, and on which topics."""
    said = _way(direction, tuple(dict.fromkeys(addresses)))
    return f"{said[0].upper()}{said[1:]}."


def addresses_of(protocol: Protocol, message: Message) -> Mapping[Direction, tuple[str, ...]]:
    """The ways that a message takes, and the topics on each; where it has none, the paths of several connections."""
    found: dict[Direction, tuple[str, ...]] = {}
    for direction in Direction:
        for connection in protocol.connections:
            is_up = direction is Direction.CLIENT_TO_SERVER
            for route in connection.client_to_server if is_up else connection.server_to_client:
                if route.message != message.id:
                    continue
                places = tuple(topic.address for topic in connection.topics if topic.channel in route.topics)
                if not places and len(protocol.connections) > 1:
                    places = (connection.path,)
                found[direction] = tuple(dict.fromkeys((*found.get(direction, ()), *places)))
    return found


def travels(protocol: Protocol, message: Message) -> str:
    """Who sends a message, and on which topics, as the beginning of a sentence; empty where nobody does."""
    ways = addresses_of(protocol, message)
    if len(ways) == len(Direction) and len(set(ways.values())) == 1:
        (addresses,) = set(ways.values())
        return f"Both ways on {quoted(addresses)}" if addresses else "Both ways"
    said = "; ".join(_way(direction, addresses) for direction, addresses in ways.items())
    return said[:1].upper() + said[1:]


def route_summary(protocol: Protocol, route: Route) -> str:
    """What the operation says of itself, else what its message does: its summary, or how its description begins."""
    message = protocol.messages[route.message]
    return sentence(route.summary or message.summary) or first_sentence(message.description)


def first_sentence(text: str) -> str:
    """The first sentence of CommonMark text; empty where it begins with something else, such as a heading or a list."""
    prose = takewhile(lambda line: not _MARKED.match(line) and not line.startswith("```"), beginning(text).split("\n"))
    return sentence(_SENTENCE_END.split(one_line(" ".join(prose)), maxsplit=1)[0])


def headed(summary: str, facts: Iterable[str]) -> tuple[str, str]:
    """The first line of a docstring and the lines below it; without a summary the first fact is that line."""
    first, *others = filter(None, (summary, *facts))
    return first, "\n".join(others)


def reply(protocol: Protocol, route: Route) -> str:
    """What answers a route's message; empty where nothing does."""
    match route.reply:
        case None:
            return ""
        case One(messages):
            return f"Reply, to the sender: {_either(protocol, messages)}."
        case Stream(start, items, end):
            steps = [
                *([_either(protocol, (start,))] if start else []),
                *([f"any number of {_either(protocol, items)}"] if items else []),
                *([f"then {_either(protocol, end)}"] if end else []),
            ]
            return f"Replies, to the sender: {', '.join(steps)}."


def arguments(connection: Connection) -> str:
    """What a client gives when it connects; empty where that is nothing."""
    if not connection.handshake:
        return ""
    return f"A client gives {quoted(each.name for each in connection.handshake)} when it connects."


def about(protocol: Protocol, connection: Connection) -> str:
    """What a connection is for: the beginning of the document's description, where it is the only one."""
    first = beginning(protocol.description)
    return first if first and len(protocol.connections) == 1 else connection.description


def beginning(text: str) -> str:
    """The first paragraph of `text`."""
    return text.strip().replace("\r\n", "\n").partition("\n\n")[0]


def first_line(indent: int) -> int:
    """How long the only line of a docstring may be that stands `indent` blanks from the left, quotes left out."""
    return LINE_LENGTH - indent - 6


def item(text: str, indent: int) -> str:
    """`text` as one item of a list: lines that are short enough, all but the first indented."""
    return _broken(text, LINE_LENGTH - indent, hanging="    ")


def filled(text: str, indent: int) -> str:
    """`text` with lines that are short enough for a docstring that stands `indent` blanks from the left.

    A paragraph of prose that has a longer line is broken anew, which is the same text to CommonMark. Every other
    keeps its author's lines: lists, tables, code.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if "```" in lines or "~~~" in lines:
        return lines
    first, *others = lines.split("\n\n")
    shown = (_paragraph(each, LINE_LENGTH - indent) for each in others)
    return "\n\n".join((_paragraph(first, first_line(indent)), *shown))


def _paragraph(text: str, width: int) -> str:
    lines = text.split("\n")
    is_long = any(len(line) > width for line in lines)
    # A backslash or two blanks at a line's end are CommonMark's hard line break.
    is_prose = not any(_MARKED.match(line) or line.endswith(("\\", "  ")) for line in lines)
    return _broken(text, width) if is_long and is_prose else text


def _broken(text: str, width: int, hanging: str = "") -> str:
    line = one_line(text)
    return fill(line, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)


def argument(each: Argument) -> str:
    """Where a value of the handshake stands, and what becomes of a connection without it."""
    place = f"Part of the {each.where}" if each.where in {"path", "host"} else each.where.capitalize()
    if each.where == "subprotocol":
        place = "Among the subprotocols that are offered"
    need = "required" if each.required else "optional"
    refused = "; the server closes with 4401 where it is missing" if each.security and each.required else ""
    form = f", as `{each.form}`" if each.form and each.form != "{token}" else ""
    form = ", as `user:password`" if "base64}" in each.form else form
    return f"{place}{form}, {need}{refused}."


def heartbeat(protocol: Protocol, connection: Connection) -> str:
    """How the connection is kept alive; empty where the protocol declares no heartbeat."""
    beat = connection.heartbeat
    if beat is None:
        return ""
    ping, pong = (one_line(protocol.messages[message].wire) for message in (beat.ping, beat.pong))
    return (
        f"Heartbeat: the server sends `{ping}` every {_seconds(beat.interval)}, the client answers `{pong}`.\n"
        f"The server closes with 4408 when a ping is unanswered for {_seconds(beat.timeout)}."
    )


def _seconds(number: float) -> str:
    return f"{int(number) if number == int(number) else number} s"


def _way(direction: Direction, addresses: tuple[str, ...]) -> str:
    return f"{direction.value} on {quoted(addresses)}" if addresses else direction.value


def _either(protocol: Protocol, messages: Iterable[str]) -> str:
    return " or ".join(f"`{protocol.messages[message].model}`" for message in messages)
