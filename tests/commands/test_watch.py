"""`wsgen watch`: files are generated again when the document changes, and what is wrong meanwhile ends nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import SPEC
from shell import Run, change

from wsgen.cache_folder import cache_folder
from wsgen.commands.project import Arguments
from wsgen.commands.watch import Surroundings, watch
from wsgen.commands.watching import Watch

Edit = Callable[[], object]


class Editor:
    """Someone who edits a file whenever it is waited for one, and goes when nothing is left to be done."""

    def __init__(self, *edits: Edit) -> None:
        self._edits: Iterator[Edit] = iter(edits)
        self._is_saving = False
        self.said: list[str] = []

    def pause(self) -> None:
        # A file that was just written is looked at a second time: nobody writes in between.
        self._is_saving = not self._is_saving
        if self._is_saving:
            edit = next(self._edits, None)
            if edit is None:
                raise KeyboardInterrupt
            edit()

    def around(self) -> Surroundings:
        return Surroundings(lambda out, err: self.said.append(err + out), self.pause, lambda: 0.0, has_color=False)


def watched(project: Path, *edits: Edit) -> list[str]:
    """What `wsgen watch` says at the beginning and after each edit."""
    editor = Editor(*edits)
    with pytest.raises(KeyboardInterrupt):
        watch(Arguments(project, cache=cache_folder(os.environ, sys.platform)), editor.around(), lambda _: None)
    summary, watching, *said = editor.said
    return [summary + watching, *said]


def test_who_is_quiet_hears_of_trouble_alone(project: Path, generated: Path) -> None:
    spec = project / "asyncapi" / "small.yml"
    editor = Editor(
        lambda: change(spec, "info: {title", "info:  {title"),
        lambda: change(spec, "asyncapi: 3.0.0", "asyncapi: 9.0.0"),
    )
    with pytest.raises(KeyboardInterrupt):
        watch(
            Arguments(project, cache=cache_folder(os.environ, sys.platform)),
            replace(editor.around(), is_quiet=True),
            lambda _: None,
        )
    (trouble,) = editor.said
    assert "WSG206" in trouble


def test_each_change_is_one_line_that_says_what_was_written(project: Path, generated: Path) -> None:
    spec = project / "asyncapi" / "small.yml"
    first, second, third = watched(
        project,
        lambda: change(spec, "required: [type, n]", "required: [type]"),
        lambda: change(spec, "info: {title", "info:  {title"),
    )
    assert first.splitlines()[-1] == "Watching 2 files. Ctrl-C ends it."
    assert second.startswith("asyncapi/small.yml → generated/: ")
    assert "models.py" in second
    assert second.count("\n") == 1
    assert third == "asyncapi/small.yml → nothing to write  (0.0 s)\n"
    assert "n: Annotated[int | None, UNSET] = None" in (generated / "models.py").read_text()


def test_what_is_wrong_is_printed_until_it_is_right_again(project: Path, generated: Path) -> None:
    spec, settings = project / "asyncapi" / "small.yml", project / "pyproject.toml"
    before = (generated / "models.py").read_bytes()
    _, broken, unreadable, gone, back, unset, reset = watched(
        project,
        lambda: change(spec, "asyncapi: 3.0.0", "asyncapi: 9.0.0"),
        lambda: spec.write_text("{"),
        spec.unlink,
        lambda: (spec.write_text(SPEC), change(spec, "const: tick", "const: tack")),
        lambda: change(settings, "spec =", "sepc ="),
        lambda: change(settings, "sepc =", "spec ="),
    )
    assert "asyncapi/small.yml:1:11: WSG206 " in broken
    assert broken.endswith("Nothing was written.\n")
    assert "asyncapi/small.yml:1:" in unreadable
    assert "there is no such file" in gone
    assert back.startswith("asyncapi/small.yml → generated/: ")
    assert (generated / "models.py").read_bytes() != before
    assert "did you mean `spec`?" in unset
    assert reset == "pyproject.toml → nothing to write  (0.0 s)\n"


def test_settings_that_name_no_document_any_more_are_no_end(project: Path, generated: Path) -> None:
    settings = project / "pyproject.toml"
    _, without, again = watched(
        project,
        lambda: change(settings, 'spec = "asyncapi/small.yml"', ""),
        lambda: settings.write_text('[tool.wsgen]\nspec = "asyncapi/small.yml"\nperspective = "client"\n'),
    )
    assert "wsgen: no document is named" in without
    assert again.startswith("pyproject.toml → generated/: ")
    assert "on_tock" in (generated / "server.py").read_text()


def test_a_file_that_is_referred_to_may_come_later(project: Path, generated: Path) -> None:
    spec, part = project / "asyncapi" / "small.yml", project / "asyncapi" / "n.yml"
    _, missing, come, changed = watched(
        project,
        lambda: change(spec, "n: {type: integer}", "n: {$ref: n.yml}"),
        lambda: part.write_text("type: number\n"),
        lambda: part.write_text("type: string\n"),
    )
    assert "WSG302 there is no file `n.yml`" in missing
    assert come.startswith("asyncapi/n.yml → generated/: ")
    assert changed.startswith("asyncapi/n.yml → generated/: ")
    assert "N: TypeAlias = str" in (generated / "models.py").read_text()


def test_templates_and_the_overlay_are_watched(project: Path, generated: Path) -> None:
    settings, own, overlay = project / "pyproject.toml", project / "own", project / "overlay.yml"
    own.mkdir()
    template = (Path(__file__).parents[2] / "templates" / "messages.py.jinja").read_text()
    overlay.write_text("'#/info': {version: 1.0.1}\n")
    settings.write_text(settings.read_text() + 'templates = "own"\noverlay = "overlay.yml"\n')
    _, added, laid, taken = watched(
        project,
        lambda: (own / "messages.py.jinja").write_text(template + "\n# Ours.\n"),
        lambda: overlay.write_text("'#/info': {version: 1.0.2}\n"),
        (own / "messages.py.jinja").unlink,
    )
    assert added == "own/messages.py.jinja → generated/: messages.py  (0.0 s)\n"
    assert laid.startswith("overlay.yml → generated/: ")
    assert taken == "own/messages.py.jinja → generated/: messages.py  (0.0 s)\n"
    assert "# Ours." not in (generated / "messages.py").read_text()


def test_remarks_are_made_once(project: Path, generated: Path) -> None:
    settings, spec = project / "pyproject.toml", project / "asyncapi" / "small.yml"
    first, second, third = watched(
        project,
        lambda: settings.write_text('[tool.wsgen]\nspec = "asyncapi/small.yml"\n'),
        lambda: change(spec, "info: {title", "info:  {title"),
    )
    assert "WSG" not in first
    assert "WSG" in second
    assert third == "asyncapi/small.yml → nothing to write  (0.0 s)\n"


def test_without_a_document_there_is_nothing_to_watch(tmp_path: Path, run: Run) -> None:
    assert run(tmp_path, "watch").code == 2
    missing = run(tmp_path, "watch", "chat.yml")
    assert missing.code == 2
    assert "chat.yml:1:1: WSG115 there is no such file" in missing.err


def test_a_process_follows_the_document_until_it_is_interrupted(project: Path, generated: Path) -> None:
    spec = project / "asyncapi" / "small.yml"
    command = [sys.executable, "-m", "wsgen", "watch"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout is not None
            assert "Watching" in process.stdout.readline() + process.stdout.readline()
            change(spec, "const: tick", "const: tack")
            line = process.stdout.readline()
        finally:
            process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(30) == 130
    assert line.startswith("asyncapi/small.yml → generated/: ")
    assert rest == ""
    assert "tack" in (generated / "models.py").read_text()


def test_what_is_written_while_it_is_generated_is_not_lost(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("")
    files = Watch(Editor(lambda: one.write_text("a"), lambda: other.write_text("a")).pause, [one])
    assert files.changed() == (one,)
    one.write_text("ab")
    files.follow([one, other])
    # Both: the second edit comes while the first is waited to be whole.
    assert files.changed() == (one, other)


def test_a_file_that_is_still_being_written_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "file"
    grown = iter(range(1, 4))

    def pause() -> None:
        file.write_text("a" * next(grown, 3))

    files = Watch(pause, [file])
    assert files.changed() == (file,)
    assert file.read_text() == "aaa"
