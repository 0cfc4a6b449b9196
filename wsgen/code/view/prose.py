"""Turns facts of the protocol into the sentences of docstrings; plain text, quoted later."""

from collections.abc import Iterable
from textwrap import fill

from ...plan.protocol import Argument, Connection, Direction, One, Protocol, Route, Stream


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
    named = tuple(dict.fromkeys(addresses))
    return f"{heading(direction)} on {quoted(named)}." if named else f"{heading(direction)}."


def route_summary(protocol: Protocol, route: Route) -> str:
    """What the operation says of itself, else what its message does; may be empty."""
    return sentence(route.summary or protocol.messages[route.message].summary)


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
    if not connection.arguments:
        return ""
    return f"A client gives {quoted(each.name for each in connection.arguments)} when it connects."


def about(protocol: Protocol, connection: Connection) -> str:
    """What a connection is for: the beginning of the document's description, where it is the only one."""
    first = protocol.description.strip().partition("\n\n")[0]
    return first if first and len(protocol.connections) == 1 else connection.description


def wrapped(text: str) -> str:
    """One line broken into several, all but the first indented; for what is written with eight blanks before it."""
    return fill(one_line(text), 88, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def argument(each: Argument) -> str:
    """Where a value of the handshake stands, and what becomes of a connection without it."""
    place = "Part of the path" if each.where == "path" else each.where.capitalize()
    need = "required" if each.required else "optional"
    refused = "; the server closes with 4401 where it is missing" if each.security and each.required else ""
    return f"{place}, {need}{refused}."


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


def _either(protocol: Protocol, messages: Iterable[str]) -> str:
    return " or ".join(f"`{protocol.messages[message].model}`" for message in messages)
