"""The codes WSG611 to WSG613: the user's own handlers."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "WSG611",
        "a handler is missing",
        Severity.ERROR,
        "Clients may send the message, and the class that extends the generated server has no method for it, so it "
        "can't be made: Python refuses it when the server starts. `wsgen regen --scaffold` writes the method's head, "
        "its types and their imports into your file, and leaves all else there as it is.",
        bad="# class Chat(ChatServer): on_hello alone, and clients send `bye` too\n",
        good="# async def on_bye(self, connection, message: Bye) -> None: ...\n",
    ),
    Entry(
        "WSG612",
        "a handler handles nothing",
        Severity.WARNING,
        "The class has a method `on_…` that is neither the handler of a message nor a hook of the runtime, so nothing "
        'calls it: mostly one that was left when its message was renamed or removed. `WSG612 = "off"` below '
        "[tool.wsgen.rules] is for methods of your own that are called so.",
        bad="# async def on_helo(self, connection, message: Hello) -> Greeting: ...\n",
        good="# async def on_hello(self, connection, message: Hello) -> Greeting: ...\n",
    ),
    Entry(
        "WSG613",
        "the file of handlers is no Python",
        Severity.ERROR,
        "Which handlers there are is read from the file's text, without running it. Where that can't be parsed nothing "
        "is known, and nothing is written into it.",
        bad="# class Chat(ChatServer)\n",
        good="# class Chat(ChatServer):\n",
    ),
)
