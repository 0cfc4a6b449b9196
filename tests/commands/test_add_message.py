"""`wsgen add message`: the message is recognised, the document is valid, and what was there stays."""

import difflib
import json
import shutil
from pathlib import Path

import pytest
from shell import Run

ROOT = Path(__file__).parents[2]


def changed(before: str, after: str) -> list[str]:
    """The lines that are no longer there."""
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line.startswith("- ")]


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    """This repository's own document."""
    (tmp_path / "asyncapi").mkdir()
    shutil.copy(ROOT / "asyncapi" / "chat.yml", tmp_path / "asyncapi")
    (tmp_path / "pyproject.toml").write_text('[tool.wsgen]\nspec = "asyncapi/chat.yml"\nperspective = "server"\n')
    return tmp_path / "asyncapi" / "chat.yml"


def test_a_request_and_its_reply_are_as_the_others_are(run: Run, chat: Path) -> None:
    before = chat.read_text()

    done = run(
        chat.parents[1], "add", "message", "SendPhoto", "--channel", "thread", "--field", "url", "--field",
        "note?:string", "--reply", "PhotoSaved",
    )  # fmt: skip

    after = chat.read_text()
    assert (done.code, done.err) == (0, "")
    assert "SendPhoto, client → server on thread, handler on_send_photo\n" in done.out
    assert "PhotoSaved, server → client on thread\n" in done.out
    assert not changed(before, after)
    assert (
        "    SendPhoto:\n      type: object\n      required: [type, thread_id, url]\n      properties:\n"
        "        type:\n          type: string\n          const: send_photo\n"
        "        thread_id:\n          $ref: '#/components/schemas/ThreadId'\n"
        "        request_id:\n          $ref: '#/components/schemas/RequestId'\n"
        "        url:\n          type: string\n        note:\n          type: string\n"
    ) in after
    assert "  receiveSendPhoto:\n    action: receive\n" in after
    strict = run(chat.parents[1], "validate", "--strict")
    assert strict.code == 0, strict.out
    assert run(chat.parents[1], "fmt", "--check").code == 0


def test_it_is_added_once(run: Run, chat: Path) -> None:
    before = chat.read_text()

    done = run(chat.parents[1], "add", "message", "Ping", "--channel", "system")

    assert done.code == 2
    assert "there is a message `Ping` already, at asyncapi/chat.yml:" in done.err
    assert chat.read_text() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["New"], "say which channel carries it: --channel system | thread | agent"),
        (["New", "--channel", "thraed"], "there is no channel `thraed`. Did you mean `thread`?"),
        (["New", "--channel", "thread", "--reply", "ThreadHistroy"], "did you mean `ThreadHistory`?"),
        (["Ne w", "--channel", "thread"], "'Ne w' can't name a message"),
        (["New", "--channel", "thread", "--field", "a:text"], "'a:text' is no field: write NAME:TYPE"),
    ],
)
def test_what_cant_be_meant_is_said_and_nothing_written(run: Run, chat: Path, arguments: list[str], said: str) -> None:
    before = chat.read_text()

    done = run(chat.parents[1], "add", "message", *arguments)

    assert done.code == 2
    assert said in done.err
    assert chat.read_text() == before


def test_an_invalid_document_is_left(run: Run, chat: Path) -> None:
    chat.write_text(chat.read_text().replace("action: send", "action: sent", 1))
    before = chat.read_text()

    done = run(chat.parents[1], "add", "message", "New", "--channel", "thread")

    assert done.code == 1
    assert "WSG" in done.err
    assert done.err.endswith("Nothing was written.\n")
    assert chat.read_text() == before


FRAMED = {
    # A folder of tests/golden, the channel, and how the new message is recognised there.
    "envelope": ("desk", '"NewThing"'),
    "envelopes": ("room", '"new_thing"'),
    "flat": ("table", '"new_thing"'),
    "framings": ("keys", "new_thing"),
    "paths": ("/maintenance", '"new_thing"'),
    "authenticate": ("desk", '"new_thing"'),
}


@pytest.mark.parametrize("name", FRAMED)
@pytest.mark.parametrize("side", ["client", "server"])
def test_it_is_recognised_as_its_neighbours_are(run: Run, tmp_path: Path, name: str, side: str) -> None:
    channel, tag = FRAMED[name]
    spec = tmp_path / "spec.yml"
    shutil.copy(ROOT / "tests" / "golden" / name / "spec.yml", spec)
    before = spec.read_text()

    done = run(tmp_path, "add", "message", "NewThing", "--spec", "spec.yml", "--channel", channel, "--direction", side)

    assert done.code == 0, done.err
    assert done.err == ""
    assert all("messages: [" in line or "$ref" in line for line in changed(before, spec.read_text()))
    explained = run(tmp_path, "explain-protocol", "spec.yml")
    assert explained.code == 0
    if name != "framings" or side == "client":
        assert tag in explained.out


def test_json_stays_json(run: Run, tmp_path: Path) -> None:
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": "A", "version": "1"},
        "channels": {"main": {"address": "/ws"}},
    }
    (tmp_path / "a.json").write_text(json.dumps(document, indent=4))

    done = run(tmp_path, "add", "message", "Hello", "--spec", "a.json", "--reply", "Welcome")

    after = json.loads((tmp_path / "a.json").read_text())
    assert done.code == 0, done.err
    assert after["components"]["messages"]["Hello"]["payload"]["properties"]["type"]["const"] == "hello"
    assert after["operations"]["receiveHello"]["reply"]["messages"] == [{"$ref": "#/channels/main/messages/Welcome"}]
    assert run(tmp_path, "validate", "a.json").code == 0


def test_the_clients_side_of_a_document_is_said_the_other_way(run: Run, project: Path) -> None:
    pyproject = project / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace('"server"', '"client"'))

    done = run(project, "add", "message", "Tack", "--direction", "server")

    assert done.code == 0, done.err
    assert "Tack, server → client on main" in done.out
    assert "  receiveTack:\n    action: receive\n" in (project / "asyncapi" / "small.yml").read_text()
