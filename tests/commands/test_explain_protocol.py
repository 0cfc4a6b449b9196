"""`wsgen explain-protocol` at a user's level: what is printed, and the exit code."""

import json
import re
import sys
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from shell import Run, change

from wsgen.diagnostics.excerpt import columns

ROOT = Path(__file__).parents[2]
CHAT = ROOT / "asyncapi" / "chat.yml"

SMALL = """\
Small 1.0.0
asyncapi/small.yml
1 connection, 2 messages

/ws
  classes    SmallServer, SmallClient, SmallClientSync
  url        ws://localhost:8000/ws
  exactness  all never looser than the schema: the model's yes is enough

  client → server: by tag, because `type` has a constant in each message

  type    message, model  server's handler  client's method
  ──────  ──────────────  ────────────────  ───────────────
  "tick"  Tick            on_tick           tick()

  server → client: by tag, because `type` has a constant in each message

  type    message, model  server sends by    client gets by
  ──────  ──────────────  ─────────────────  ──────────────
  "tock"  Tock            connection.send()  messages()
"""


def test_a_document_that_leaves_nothing_open_has_its_tables_and_no_notes(run: Run, project: Path) -> None:
    ran = run(project, "explain-protocol")
    assert (ran.code, ran.out, ran.err) == (0, SMALL, "")


def test_what_the_document_leaves_open_is_marked_and_says_what_settles_it(run: Run, project: Path) -> None:
    change(project / "pyproject.toml", 'perspective = "server"\n', "")
    ran = run(project, "explain-protocol")
    assert (ran.code, ran.err) == (0, "")
    assert "  client → server: by tag, because `type` has a constant in each message [1]\n" in ran.out
    assert ran.out.endswith(
        "\n"
        "Taken for granted\n"
        "[1] the document is taken to describe the server, so clients send `Tick`: is\n"
        "    that so?\n"
        "    → set `perspective` to `server` or `client` in [tool.wsgen], or\n"
        "      `x-wsgen-perspective` at the root\n"
        "    asyncapi/small.yml:12:3 (WSG403)\n"
    )


def test_a_note_that_is_ignored_is_still_explained(run: Run, project: Path) -> None:
    settings = project / "pyproject.toml"
    change(settings, 'perspective = "server"\n', 'rules.WSG403 = "off"\n')
    assert "WSG403" not in run(project, "validate").out
    assert "(WSG403)" in run(project, "explain-protocol").out


def test_the_settings_and_the_document_can_be_named(run: Run, project: Path, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('[tool.wsgen]\nname = "Clock"\nperspective = "client"\n')
    ran = run(project, "explain-protocol", "asyncapi/small.yml", "--config", "../other.toml")
    assert ran.code == 0
    assert "  classes    ClockServer, ClockClient, ClockClientSync\n" in ran.out
    assert re.search(r'"tock" +Tock +on_tock +tock\(\)', ran.out)


def test_a_document_is_read_from_standard_input(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (project / "asyncapi" / "small.yml").read_bytes()
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(text), "utf-8"))
    ran = run(project, "explain-protocol", "-")
    assert (ran.code, ran.out) == (0, SMALL.replace("asyncapi/small.yml", "<stdin>"))


def test_an_error_has_its_place_its_line_and_exit_code_1(run: Run, project: Path) -> None:
    change(project / "asyncapi" / "small.yml", "action: receive", "action: recieve")
    ran = run(project, "explain-protocol")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("asyncapi/small.yml:13:13: WSG2")
    ran = run(project, "explain-protocol", "--format", "json")
    (found,) = json.loads(ran.out)["diagnostics"]
    assert (ran.code, found["path"], found["line"]) == (1, "asyncapi/small.yml", 13)


def test_a_document_that_is_missing_is_no_answer(run: Run, project: Path) -> None:
    ran = run(project, "explain-protocol", "asyncapi/none.yml")
    assert ran.code == 2
    assert "asyncapi/none.yml" in ran.out
    ran = run(project.parent, "explain-protocol")
    assert (ran.code, ran.out) == (2, "")
    assert "no document is named" in ran.err


AVRO = """\
    Tack:
      payload:
        schemaFormat: application/vnd.apache.avro;version=1.9.0
        schema: {type: record, name: Tack, fields: []}
"""


def test_what_is_valid_and_cant_be_generated_is_explained_too(run: Run, project: Path) -> None:
    spec = project / "asyncapi" / "small.yml"
    change(spec, "      Tock: {$ref", "      Tack: {$ref: '#/components/messages/Tack'}\n      Tock: {$ref")
    change(spec, "messages/Tock'}]\n", "messages/Tock'}, {$ref: '#/channels/main/messages/Tack'}]\n")
    spec.write_text(spec.read_text() + AVRO)
    ran = run(project, "explain-protocol")
    assert ran.code == 0
    assert '"tock"' in ran.out
    assert "Tack" in ran.out
    assert "WSG307" in ran.err
    assert ran.err.endswith("asyncapi/small.yml is valid AsyncAPI, but wsgen can't generate code for it.\n")
    refusals = json.loads(run(project, "explain-protocol", "--format", "json").out)["refusals"]
    assert [each["code"] for each in refusals] == ["WSG307"]


@pytest.mark.parametrize("width", [40, 60, 80, 100, 250])
def test_no_line_is_wider_than_the_terminal_but_a_place(run: Run, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = run(ROOT, "explain-protocol", "tests/golden/names/spec.yml").out.splitlines()
    assert lines
    assert not [line for line in lines if columns(line) > width and "spec.yml" not in line]


def test_where_there_is_room_each_message_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    lines = run(ROOT, "explain-protocol", str(CHAT)).out.splitlines()
    (line,) = [line for line in lines if '"subscribe_thread"' in line]
    names = ("SubscribeThread", "on_subscribe_thread", "subscribe_thread()", "thread_history", "thread")
    assert line.split() == ['"subscribe_thread"', *names]


def test_colours_change_nothing_but_colours(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run(ROOT, "explain-protocol", str(CHAT)).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    colored = run(ROOT, "explain-protocol", str(CHAT)).out
    assert "\x1b[" in colored
    assert [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", colored).splitlines()] == plain.splitlines()
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(ROOT, "explain-protocol", str(CHAT)).out == plain


def test_a_message_whose_schema_goes_first_says_why(run: Run, project: Path) -> None:
    change(project / "asyncapi" / "small.yml", "n: {type: integer}", "n: {type: integer, not: {const: 7}}")
    ran = run(project, "explain-protocol")
    assert "  exactness  1 never looser than the schema: the model's yes is enough\n" in ran.out
    assert "             1 schema first, then the model\n" in ran.out
    answer = json.loads(run(project, "explain-protocol", "--format", "json").out)
    ((tick,), (tock,)) = (answer["connections"][0][way]["messages"] for way in ("clientToServer", "serverToClient"))
    assert (tick["exactness"], tock["exactness"]) == ("schema first", "never looser")
    assert tick["exactnessReason"] in " ".join(ran.out.split())


def test_names_of_the_document_do_nothing_to_a_terminal(run: Run, project: Path) -> None:
    change(project / "asyncapi" / "small.yml", "title: Small", 'title: "Sm\\e[31mall"')
    change(project / "asyncapi" / "small.yml", "address: /ws", 'address: "/w\\ns\\e[2J"')
    assert "\x1b" not in run(project, "explain-protocol").out


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            # What a document's own names are keys of.
            if key not in {"roleFields", "constants", "closeCodes"}:
                yield from keys(each)
    elif isinstance(value, list):
        for each in value:
            yield from keys(each)


def test_the_page_lists_every_key_of_the_json_and_no_other(run: Run) -> None:
    documents = ("asyncapi/chat.yml", *(f"tests/golden/{each}/spec.yml" for each in ("envelope", "paths", "mixed")))
    page = (ROOT / "docs" / "protocol.md").read_text().split("\n## `--format json`\n", 1)[1]
    cells = re.findall(r"^\| (.*?) \| (.*?)\|", page, re.MULTILINE)
    listed = {word for row in cells for cell in row for word in re.findall(r"`(\w+)`", cell)}
    found = {
        key
        for each in documents
        for key in keys(json.loads(run(ROOT, "explain-protocol", each, "--format", "json").out))
    }
    assert found == listed


def test_close_codes_are_told_with_their_meaning(run: Run, project: Path) -> None:
    change(project / "asyncapi" / "small.yml", "servers:\n", "x-wsgen-close-codes: {'4401': who are you?}\nservers:\n")
    ran = run(project, "explain-protocol")
    assert "  closes     4401 who are you?\n" in ran.out
    (connection,) = json.loads(run(project, "explain-protocol", "--format", "json").out)["connections"]
    assert connection["closeCodes"] == {"4401": "who are you?"}


def test_json_has_what_the_tables_have(run: Run) -> None:
    answer = json.loads(run(ROOT, "explain-protocol", str(CHAT), "--format", "json").out)
    (connection,) = answer["connections"]
    way = connection["clientToServer"]
    (message,) = [each for each in way["messages"] if each["name"] == "send_message"]
    assert (answer["version"], connection["path"], way["recognition"], way["tag"]) == (1, "/ws", "tag", ["type"])
    assert {key: message[key] for key in ("model", "tags", "server", "client", "role", "reply", "topics")} == {
        "model": "SendMessage",
        "tags": ["send_message"],
        "server": ["on_send_message"],
        "client": ["send_message()"],
        "role": None,
        "reply": {
            "kind": "stream",
            "messages": ["stream_start", "stream_chunk", "stream_end"],
            "start": "stream_start",
            "items": ["stream_chunk"],
            "end": ["stream_end"],
        },
        "topics": ["thread"],
    }
    assert (message["exactness"], message["exactnessReason"]) == ("never looser", None)
    (event,) = [each for each in connection["serverToClient"]["messages"] if each["name"] == "agent_event"]
    assert (event["server"], event["client"]) == (["agent(…).send()"], ["agent(…)"])
    assert {each["part"] for each in answer["assumptions"]} == {"topic", "role"}
