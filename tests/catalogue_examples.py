"""Completes the catalogue's examples to whole specifications, by the place where they stand, and looks at them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from wsgen.commands.breaking import Request, breaking
from wsgen.commands.outcome import Answer
from wsgen.commands.project import Arguments, project
from wsgen.diagnostics.catalogue.entry import Entry
from wsgen.diagnostics.diagnostic import Diagnostic, Severity, SpecError
from wsgen.diagnostics.location import Location
from wsgen.options import FindingsFormat
from wsgen.pipeline import check
from wsgen.spec.load import read
from wsgen.spec.node import Value, plain

Tree = dict[str, Value]
HERE = Location("spec.json", 1, 1, 1, 1)

CHAT: Tree = {"$ref": "#/channels/chat"}
WHOLE: Tree = {
    "asyncapi": "3.0.0",
    "info": {"title": "Chat", "version": "1.0.0"},
    "servers": {
        "socket": {"host": "example.com", "protocol": "ws"},
        "kafka": {"host": "example.com", "protocol": "kafka"},
    },
    "channels": {
        "chat": {
            "address": "/chat",
            "messages": {
                "Hello": {"$ref": "#/components/messages/Hello"},
                "Note": {"$ref": "#/components/messages/Note"},
            },
        },
    },
    "operations": {
        "hello": {
            "action": "receive",
            "channel": CHAT,
            "messages": [{"$ref": "#/channels/chat/messages/Hello"}, {"$ref": "#/channels/chat/messages/Note"}],
        }
    },
    "components": {
        "messages": {"Hello": {"payload": {"$ref": "#/components/schemas/Hello"}}, "Note": {}},
        "schemas": {
            "Hello": {
                "type": "object",
                "properties": {
                    "part": {"$ref": "#/components/schemas/Part"},
                    "text": {"$ref": "#/components/schemas/Text"},
                },
            },
            "Part": {},
            "Text": {"type": "string"},
        },
    },
}
"""What an example leaves out: what isn't said in it is said here."""

OF_2X: Tree = {
    "asyncapi": "2.6.0",
    "info": {"title": "Chat", "version": "1.0.0"},
    "servers": {"socket": {"url": "example.com", "protocol": "ws"}},
    "channels": {"/chat": {"publish": {"message": {"payload": {"type": "object"}}}}},
    "components": {
        "securitySchemes": {
            "token": {"type": "httpApiKey", "name": "token", "in": "query"},
            "login": {"type": "http", "scheme": "basic"},
        }
    },
}
OF_TOPICS: Tree = {
    "asyncapi": "3.0.0",
    "info": {"title": "Chat", "version": "1.0.0"},
    "channels": {"room": {"address": "room:{id}", "parameters": {"id": {}}}},
}
OF_MESSAGES: Tree = {
    "asyncapi": "3.0.0",
    "info": {"title": "Chat", "version": "1.0.0"},
    "channels": {"chat": {"address": "/chat", "messages": {}}},
}
_NAMES = ("Ask", "Answer", "StreamStart", "StreamChunk", "StreamEnd")
OF_REPLIES: Tree = {
    "asyncapi": "3.0.0",
    "info": {"title": "Chat", "version": "1.0.0"},
    "channels": {
        "chat": {
            "address": "/chat",
            "messages": {name: {"payload": {"properties": {"type": {"const": name}}}} for name in _NAMES},
        }
    },
    "operations": {
        "ask": {
            "action": "receive",
            "channel": CHAT,
            "messages": [{"$ref": "#/channels/chat/messages/Ask"}],
            "reply": {"messages": [{"$ref": "#/channels/chat/messages/Answer"}]},
        }
    },
}


AT: Value = {"type": "string", "format": "date-time"}


def _tagged(name: str, direction: str) -> Value:
    payload: Value = {"type": "object", "required": ["type"], "properties": {"type": {"const": name}, "at": AT}}
    return {"name": name, "x-wsgen-direction": direction, "payload": payload}


OF_TALK: Tree = {
    "asyncapi": "3.0.0",
    "info": {"title": "Chat", "version": "1.0.0"},
    "x-wsgen-connection": "shared",
    "servers": {"main": {"host": "example.com", "protocol": "ws", "pathname": "/ws"}},
    "channels": {
        "room": {
            "address": "room:{id}",
            "messages": {
                "Ask": _tagged("ask", "client-to-server"),
                "News": _tagged("news", "server-to-client"),
                "Done": _tagged("done", "server-to-client"),
                "Ping": _tagged("ping", "server-to-client"),
                "Pong": _tagged("pong", "client-to-server"),
            },
        }
    },
}
"""What a change is made in: a document that was something else before."""

PLACES: Mapping[str, tuple[Tree, tuple[str, ...]]] = {
    "": (WHOLE, ()),
    "a server": (WHOLE, ("servers", "socket")),
    "a variable of a server": (WHOLE, ("servers", "socket", "variables", "region")),
    "a channel": (WHOLE, ("channels", "chat")),
    "an operation": (WHOLE, ("operations", "hello")),
    "a message": (WHOLE, ("components", "messages", "Note")),
    "a schema": (WHOLE, ("components", "schemas", "Part")),
    "a parameter of a channel": (OF_TOPICS, ("channels", "room", "parameters", "id")),
    "the messages of a channel": (OF_MESSAGES, ("channels", "chat", "messages")),
    "the reply of an operation": (OF_REPLIES, ("operations", "ask", "reply")),
    "the messages of a channel, where Answer is the reply to Ask": (OF_REPLIES, ("channels", "chat", "messages")),
    "operations": (OF_REPLIES, ("operations",)),
    "a chat": (OF_TALK, ()),
    "the server of a chat": (OF_TALK, ("servers", "main")),
    "the channels of a chat": (OF_TALK, ("channels",)),
    "the messages of a chat": (OF_TALK, ("channels", "room", "messages")),
    "a property that clients send": (OF_TALK, ("channels", "room", "messages", "Ask", "payload", "properties", "what")),
    "the operations of a chat": (OF_TALK, ("operations",)),
    "a document of 2.x": (OF_2X, ()),
    "a server of 2.x": (OF_2X, ("servers", "socket")),
    "a schema of 2.x": (OF_2X, ("channels", "/chat", "publish", "message", "payload", "properties", "part")),
    "a message of 2.x": (OF_2X, ("channels", "/chat", "publish", "message")),
    "a channel of 2.x": (OF_2X, ("channels", "/chat")),
}
"""The specification that an example stands in, and where, by the words in which an entry says so."""

FILES: Mapping[str, str] = {
    "hello.yml": "type: object\n",
    "hello.json": "{}\n",
    "schemas/hello.yml": "type: object\n",
    "asyncapi/chat.yml": json.dumps(WHOLE),
    "asyncapi/overlay.yml": "'#/info': {title: Talk}\n",
}
"""What lies beside an example."""


def completed(fragment: Tree, within: str) -> Value:
    """The specification that `fragment` is a part of; one that names its version and itself is whole."""
    if {"asyncapi", "info"} <= fragment.keys():
        return fragment
    whole, path = PLACES[within]
    for key in reversed(path):
        fragment = {key: fragment}
    return merged(whole, fragment)


def merged(whole: Value, part: Value) -> Value:
    """`part` laid over `whole`: objects are merged, anything else is replaced."""
    if not isinstance(whole, dict) or not isinstance(part, dict):
        return part
    return {**whole, **{key: merged(whole.get(key, {}), value) for key, value in part.items()}}


# What the text of an example can't show: how its bytes are made from it.
BYTES: Mapping[str, Callable[[str], bytes]] = {
    "WSG105": lambda text: text.encode("latin-1"),
    "WSG106": lambda text: text.encode("utf-16"),
    "WSG107": lambda text: text.replace("\\x07", "\x07").encode(),
    "WSG110": lambda text: text.replace("…", "1" * (17 << 20)).encode(),
    "WSG119": lambda text: text.replace("[", "[" * 20).replace("]", "]" * 20).encode(),
}


def diagnose(entry: Entry, example: str, folder: Path, *, as_written: bool) -> list[Diagnostic]:
    """Everything that is found in the specification of `example`, one of the entry's two.

    What is wrong with a text shows before it means anything, so it is looked at `as_written`, and read only.
    """
    for path, text in FILES.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    if "[tool.wsgen" in example:
        (folder / "pyproject.toml").write_text(example)
        return _found(folder, None if "\nspec" in example else "asyncapi/chat.yml")
    encoded = example.encode()
    if as_written and example == entry.bad:
        encoded = BYTES.get(entry.code, str.encode)(example)
    (folder / "example.yml").write_bytes(encoded)
    sources = read("example.yml", root=folder)
    if as_written:
        return [each for faults in sources.missing.values() for each in faults]
    fragment = plain(sources.document)
    assert isinstance(fragment, dict)
    (folder / "spec.json").write_text(json.dumps(completed(fragment, entry.within)))
    return _found(folder, "spec.json")


def _found(folder: Path, spec: str | None) -> list[Diagnostic]:
    try:
        return list(check(project(Arguments(folder, spec)).job, lambda _: None).diagnostics)
    except SpecError as error:
        return list(error.diagnostics)


TODAY = "2026-12-01"
"""The day of every comparison of examples: before any day until which something in them stays."""


def changes(entry: Entry, example: str, folder: Path) -> list[Diagnostic]:
    """What changed from an entry's `before` to one of its two examples."""
    outcome = breaking(*written(entry, example, folder), lambda _: None, has_color=False)
    assert outcome.answer is not Answer.NONE, outcome.out
    return [
        Diagnostic(each["code"], Severity(each["severity"]), HERE, each["message"])
        for each in json.loads(outcome.out)["changes"]
    ]


def written(entry: Entry, example: str, folder: Path) -> tuple[Arguments, Request]:
    """Writes what an entry's document was and is, each with its settings in a folder of its own."""
    for name, text in (("before", entry.before), ("after", example)):
        side = folder / name
        side.mkdir(exist_ok=True)
        is_settings = "[tool.wsgen" in text
        (side / "pyproject.toml").write_text(text if is_settings else "[tool.wsgen]\n")
        (side / "example.yml").write_text("{}" if is_settings else text)
        fragment = plain(read("example.yml", root=side).document)
        assert isinstance(fragment, dict)
        (side / "spec.json").write_text(json.dumps(completed(fragment, entry.within or "a chat"), indent=2))
    request = Request("before/spec.json", TODAY, form=FindingsFormat.JSON)
    return Arguments(folder, "after/spec.json"), request
