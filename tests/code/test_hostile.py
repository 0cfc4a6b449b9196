"""A document whose every text is Python, Jinja, black's or an editor's: what is generated from it does nothing."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from protocols import TEXT, argument, connection, feed, framing, message, parameter, protocol, route, topic, write

from wsgen.pipeline import Job, compile_document
from wsgen.plan.argument import Endpoint
from wsgen.plan.protocol import Message, One, Protocol, Recognition, Role, Stream
from wsgen.settings import Settings

SAID = (
    '"""\n\'); __import__("os")._exit(7) #{{7*7}}',
    "'''\n\"); __import__('os')._exit(7) #{% raw %}",
    '\\"""\r\n__import__("os")._exit(7)\x00\x0c\x1b',
    '{__import__("os")._exit(7)}',
    "\\N{BULLET} \\x41 %s %(a)s {0} \\",
    'trailing quote "',
    "\u202e\u2066\u2028\u2029\ufeff\x85 coding: utf-7 +AGEALgBi-",
    "# type: ignore\n# fmt: off\n# -*- coding: latin-1 -*-",
    "\ud800 half a pair",
)


def hostile(said: str) -> Protocol:
    """A protocol in which `said` stands wherever a document's text can."""

    def poisoned(made: Message) -> Message:
        return replace(
            made,
            wire=said + made.id,
            tags=(said + made.id, said + made.id + "!"),
            role_fields=MappingProxyType({"id": said} if made.role else {}),
            request_id=(said, said),
            summary=said,
            description=said,
        )

    names = ("Ask", "Start", "Item", "End")
    messages = tuple(
        (poisoned(made), replace(schema, value={"type": "object", "required": [], "properties": {}, "title": said}))
        for made, schema in (
            *(message(each, {"text": TEXT}) for each in names),
            message("Ping", {}, role=Role.PING),
        )
    )
    address = f"{said}:{{{said}}}"
    named = replace(parameter("of", fields={"Ask": said}, description=said), name=said, enum=(said,), examples=(said,))
    topics = (
        replace(topic("room", address, named, up=("Ask",), down=names[1:], title=said, description=said), channel=said),
        replace(topic("lobby", said, down=("Item",), title=said), channel=said + said),
    )
    asked = replace(
        route("Ask", reply=Stream("Start", ("Item",), ("End",)), alias="AskReply", summary=said), topics=(said,)
    )
    told = replace(argument("token", "query", "str", security=True, description=said), name=said)
    way = replace(framing(tag=(said, said)), reason=said, recognition=Recognition.TAG)
    made = connection(
        "Evil",
        url=said,
        path=said,
        up=(asked,),
        down=(
            replace(route("Item", from_client=False, summary=said), topics=(said,)),
            route("Ping", from_client=False),
        ),
        topics=topics,
        arguments=(told,),
        up_framing=way,
        down_framing=way,
        description=said,
    )
    made = replace(made, endpoints=(*made.endpoints, Endpoint(said, said, f"/{said}")))
    whole = protocol("Evil", messages, replace(made, name=said), title=said, spec_path=said)
    return replace(whole, name=said, description=said)


@pytest.mark.parametrize("said", SAID, ids=range(len(SAID)))
def test_what_is_generated_from_hostile_text_is_inert(said: str, tmp_path: Path) -> None:
    write(hostile(said), tmp_path / "evil")
    program = f"""
from evil import *
import evil.dispatch, evil.client, evil.server, evil.models
said = {said.encode("utf-8", "surrogatepass")!r}.decode("utf-8", "surrogatepass")
route = evil.dispatch.CLIENT_TO_SERVER[said + "Ask"]
assert route.message.name == said + "Ask" and route.message.request_id == (said, said)
assert route.channels[0].name == said and route.channels[0].address == said + ":{{" + said + "}}"
assert evil.dispatch.EVIL.name == evil.dispatch.EVIL.path == said
assert evil.dispatch.EVIL.arguments[0].name == said
room = evil.channels.Room(of=42).address
assert room == (said + ":42" if "{{" not in said else room), room
assert evil.channels.Lobby().address == said
print("inert")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "inert\n"), done.stderr


def test_no_text_of_a_document_stands_hidden_or_alone_in_generated_code(tmp_path: Path) -> None:
    write(hostile("\u202e\u2066\x1b\x00\u200b\ufeff"), tmp_path / "evil")
    for path in tmp_path.rglob("evil/*.py"):
        assert not set(path.read_text(encoding="utf-8")) & set("\u202e\u2066\x1b\x00\u200b\ufeff"), path.name


def test_a_reply_of_one_message_and_no_topics_stay_inert_too(tmp_path: Path) -> None:
    made = feed()
    poisoned = {key: replace(each, wire=SAID[0] + key, summary=SAID[0]) for key, each in made.messages.items()}
    write(replace(made, messages=MappingProxyType(poisoned)), tmp_path / "evil")
    program = "import evil.client, evil.server; print(evil.client.BooksClient.subscribe.__doc__ is not None)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr
    assert isinstance(made.connections[0].client_to_server[0].reply, One)


def document(said: str) -> dict[str, object]:
    """A valid AsyncAPI document that says `said` wherever it may; an address has no `#`, no `?`, no other braces."""

    def schema(name: str) -> dict[str, object]:
        return {
            "type": "object",
            "title": said,
            "description": said,
            "required": ["type", said],
            "properties": {
                "type": {"const": said + name, "description": said},
                said: {"type": "string", "description": said, "minLength": 1},
                said + "?": {"enum": [said, 1, None], "default": said, "title": said},
                "inner": {"type": "object", "title": said, "properties": {said: {"type": ["string", "null"]}}},
            },
            "examples": [{"type": said + name, said: said}],
        }

    def sent(name: str) -> dict[str, object]:
        return {
            "name": said + name,
            "title": said,
            "summary": said,
            "description": said,
            "tags": [{"name": said, "description": said}],
            "payload": {"$ref": f"#/components/schemas/{name}"},
            "examples": [{"name": said, "summary": said, "payload": {"type": said + name, said: said}}],
        }

    names = ("Ask", "Answer", "News")
    messages = {name: {"$ref": f"#/components/messages/{name}"} for name in names}
    room = [{"$ref": f"#/channels/room/messages/{name}"} for name in names]
    reply = {"channel": {"$ref": "#/channels/room"}, "messages": [room[1]]}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": said, "version": said, "description": said},
        "servers": {
            "one": {
                "host": "localhost:8000",
                "pathname": "/ws",
                "protocol": "ws",
                "title": said,
                "description": said,
                "security": [{"type": "httpApiKey", "in": "query", "name": said, "description": said}],
            }
        },
        "channels": {
            "room": {
                "address": "room:" + re.sub("[{}#?]", "", said) + ":{of}",
                "title": said,
                "summary": said,
                "description": said,
                "parameters": {"of": {"description": said, "enum": [said], "default": said, "examples": [said]}},
                "messages": messages,
            }
        },
        "operations": {
            "ask": {
                "action": "receive",
                "channel": {"$ref": "#/channels/room"},
                "title": said,
                "summary": said,
                "description": said,
                "messages": [room[0]],
                "reply": reply,
            },
            "tell": {"action": "send", "channel": {"$ref": "#/channels/room"}, "summary": said, "messages": [room[2]]},
        },
        "components": {
            "schemas": {name: schema(name) for name in names},
            "messages": {name: sent(name) for name in names},
        },
    }


def write_through_every_stage(said: str, folder: Path) -> None:
    (folder / "spec.json").write_text(json.dumps(document(said)))
    job = Job(folder, "spec.json", Settings(name="Evil", perspective="server"))
    for path, text in compile_document(job, lambda _: None).tree.items():
        file = folder / "evil" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")


@pytest.mark.parametrize("said", [SAID[0], SAID[1], SAID[3], SAID[4]], ids=range(4))
def test_a_hostile_document_becomes_inert_code_through_every_stage(said: str, tmp_path: Path) -> None:
    write_through_every_stage(said, tmp_path)
    program = f"""
from evil import *
import evil.models, evil.dispatch, evil.client
said = {said!r}
assert sorted(evil.dispatch.CLIENT_TO_SERVER) == [said + "Ask"]
frame = {{"type": said + "Ask", said: said}}
model = evil.dispatch.CLIENT_TO_SERVER[said + "Ask"].message.model
assert model.model_validate(frame).to_wire() == frame
print("inert")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "inert\n"), done.stderr


@pytest.mark.slow
def test_code_from_a_hostile_document_is_typed_like_any_other(tmp_path: Path) -> None:
    write_through_every_stage(SAID[0], tmp_path)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "evil"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
