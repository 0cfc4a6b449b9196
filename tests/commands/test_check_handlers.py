"""`wsgen check-handlers` and `wsgen regen --scaffold`: the user's own file, its missing and its dead handlers."""

import json
import stat
from pathlib import Path

import pytest
from shell import Run, change

SERVER = """\
from generated import Connection, SmallServer
from generated.models import Tick


class Small(SmallServer):
    async def on_tick(self, connection: Connection, message: Tick) -> None:
        print(message.n)
"""
TACK = """\
    Tack:
      payload: {type: object, required: [type], properties: {type: {const: tack}}}
"""


def declare_tack(project: Path) -> None:
    """Lets clients send one more message."""
    spec = project / "asyncapi" / "small.yml"
    change(spec, "      Tock: {$ref", "      Tack: {$ref: '#/components/messages/Tack'}\n      Tock: {$ref")
    change(spec, "  sendTock:", "  receiveTack:\n    action: receive\n    channel: {$ref: '#/channels/main'}\n"
        "    messages: [{$ref: '#/channels/main/messages/Tack'}]\n  sendTock:")  # fmt: skip
    spec.write_text(spec.read_text() + TACK)


def test_scaffold_writes_what_is_missing_once(project: Path, generated: Path, run: Run) -> None:
    server = project / "server.py"
    server.write_bytes(b"\xef\xbb\xbf" + SERVER.replace("\n", "\r\n").encode())
    server.chmod(0o750)
    assert run(project, "check-handlers").out == "server.py has every handler, and none too many\n"
    declare_tack(project)
    checked = run(project, "check-handlers")
    assert checked.code == 1
    assert checked.out.startswith("server.py:5:7: WSG611 `Small` lacks the handler `on_tack`\n")
    added = run(project, "regen", "--scaffold")
    assert (added.code, added.err) == (0, "")
    assert added.out.endswith("server.py has 1 handler more, to be written by you:\n  Small.on_tack\n")
    text = server.read_bytes().decode()
    rest = iter(text)
    assert all(each in rest for each in SERVER.replace("\n", "\r\n"))
    assert text.count("\n") == text.count("\r\n")
    assert text.startswith("\ufefffrom generated import Connection, SmallServer\r\n")
    assert "from generated.models import Tack, Tick\r\n" in text
    assert "    async def on_tack(self, connection: Connection, message: Tack) -> None:\r\n" in text
    assert stat.S_IMODE(server.stat().st_mode) == 0o750
    assert sorted(each.name for each in project.iterdir()) == ["asyncapi", "generated", "pyproject.toml", "server.py"]
    assert run(project, "check-handlers").code == 0
    assert run(project, "regen", "--scaffold").out.endswith("server.py has every handler\n")
    assert server.read_bytes().decode() == text


def test_what_a_message_left_behind_is_found(project: Path, run: Run) -> None:
    (project / "server.py").write_text(SERVER.replace("on_tick", "on_tik"))
    found = run(project, "check-handlers", "--format", "concise")
    assert found.code == 1
    assert found.out.splitlines()[:2] == [
        "server.py:5:7: WSG611 `Small` lacks the handler `on_tick` (`wsgen regen --scaffold` writes it)",
        "server.py:6:15: WSG612 warning: no message has the handler `on_tik` (did you mean `on_tick`?)",
    ]
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text() + '[tool.wsgen.rules]\nWSG612 = "off"\n')
    (project / "server.py").write_text(SERVER + "\n    def on_my_own(self) -> None: ...\n")
    assert run(project, "check-handlers").code == 0
    assert json.loads(run(project, "check-handlers", "--format", "json").out)["diagnostics"] == []


def test_a_file_that_is_named_and_missing_is_made(project: Path, generated: Path, run: Run) -> None:
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text() + 'handlers = "app/handlers.py"\n')
    missing = run(project, "check-handlers")
    assert (missing.code, missing.err) == (
        2,
        "wsgen: there is no app/handlers.py; `wsgen regen --scaffold` writes it\n",
    )
    assert run(project, "regen", "--scaffold").code == 0
    assert "class Small(SmallServer):\n    async def on_tick(" in (project / "app" / "handlers.py").read_text()
    assert run(project, "check-handlers").code == 0


@pytest.mark.parametrize("place", ["server/app.py", "src/server/app/__init__.py"])
def test_the_application_says_where_handlers_are(place: str, project: Path, run: Run) -> None:
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text() + 'app = "server.app:app"\n')
    assert "there is no module server/app for `app`" in run(project, "check-handlers").err
    (project / place).parent.mkdir(parents=True)
    (project / place).write_text(SERVER)
    assert run(project, "check-handlers").out.startswith(place)


def test_where_no_file_is_meant_it_is_said_how_to_name_one(project: Path, run: Run) -> None:
    told = run(project, "check-handlers")
    assert (told.code, told.out) == (2, "")
    assert told.err == 'wsgen: say where your handlers are: `handlers = "server.py"` below [tool.wsgen]\n'


def test_what_is_no_python_is_left_alone(project: Path, generated: Path, run: Run) -> None:
    server = project / "server.py"
    server.write_text("class Small(SmallServer)\n")
    checked = run(project, "check-handlers")
    assert checked.code == 1
    assert checked.out.startswith("server.py:1:25: WSG613 this is no Python: ")
    added = run(project, "regen", "--scaffold")
    assert added.code == 1
    assert "server.py:1:25: WSG613 " in added.err
    assert server.read_text() == "class Small(SmallServer)\n"
    server.write_bytes(b"# \xff\n")
    assert run(project, "check-handlers").err == "wsgen: server.py is not UTF-8\n"


def test_a_document_with_errors_is_told_first(project: Path, run: Run) -> None:
    (project / "server.py").write_text(SERVER)
    change(project / "asyncapi" / "small.yml", "asyncapi: 3.0.0", "asyncapi: 9.0.0")
    for command in (["check-handlers"], ["regen", "--scaffold"]):
        ran = run(project, *command)
        assert ran.code == 1
        assert "WSG206" in ran.out + ran.err
    assert (project / "server.py").read_text() == SERVER
