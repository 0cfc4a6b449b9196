"""`wsgen fmt`: what it writes, what it leaves alone, and what its exit code says."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from shell import Run, change

UGLY = "asyncapi:   3.0.0   # the version\ninfo: {title: A, version: '1'}\nchannels:\n    a:\n        address:  /a\n"
NEAT = "asyncapi: 3.0.0  # the version\ninfo: {title: A, version: '1'}\nchannels:\n  a:\n    address: /a\n"


def test_what_has_another_layout_is_rewritten(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(UGLY)
    (tmp_path / "b.yml").write_text(NEAT)
    (tmp_path / "a.yml").chmod(0o640)

    done = run(tmp_path, "fmt", ".")

    assert (done.code, done.out, done.err) == (0, "a.yml changed\n1 of 2 files changed\n", "")
    assert (tmp_path / "a.yml").read_text() == NEAT
    assert (tmp_path / "a.yml").stat().st_mode & 0o777 == 0o640
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.yml", "b.yml"]
    assert run(tmp_path, "fmt", ".").out == "2 files laid out already\n"


def test_a_check_writes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(UGLY)

    checked = run(tmp_path, "fmt", "a.yml", "--check")

    assert checked.code == 1
    assert checked.out == "a.yml would change\n1 of 1 file would change. Run `wsgen fmt`.\n"
    assert (tmp_path / "a.yml").read_text() == UGLY


def test_without_a_name_it_is_the_document_of_the_settings_with_its_files(run: Run, project: Path) -> None:
    spec = project / "asyncapi" / "small.yml"
    change(spec, "{type: object, required: [type], properties: {type: {const: tock}}}", "{$ref: x.yml}")
    (project / "asyncapi" / "x.yml").write_text("type:   object\n")
    (project / "asyncapi" / "y.yml").write_text("type:   object\n")

    done = run(project, "fmt")

    assert done.code == 0
    assert "asyncapi/x.yml changed\n" in done.out
    assert (project / "asyncapi" / "x.yml").read_text() == "type: object\n"
    assert (project / "asyncapi" / "y.yml").read_text() == "type:   object\n"


def test_what_has_a_fault_is_told_and_left(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("asyncapi: 3.0.0\na: [\n")
    (tmp_path / "b.yml").write_text(UGLY)

    done = run(tmp_path, "fmt", "a.yml", "b.yml", "c.yml")

    assert done.code == 1
    assert "a.yml:2:4: WSG101 " in done.err
    assert "c.yml can't be opened: there is no such file" in done.err
    assert (tmp_path / "a.yml").read_text() == "asyncapi: 3.0.0\na: [\n"
    assert (tmp_path / "b.yml").read_text() == NEAT


def test_a_file_that_is_not_there_is_no_answer(run: Run, tmp_path: Path) -> None:
    assert run(tmp_path, "fmt", "c.yml").code == 2


def test_a_link_stays_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "real.yml").write_text(UGLY)
    (tmp_path / "a.yml").symlink_to("real.yml")

    run(tmp_path, "fmt", "a.yml")

    assert (tmp_path / "a.yml").is_symlink()
    assert (tmp_path / "real.yml").read_text() == NEAT


def test_a_file_that_cant_be_written_stays_whole(run: Run, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (tmp_path / "a.yml").write_text(UGLY)
    tmp_path.chmod(0o500)

    done = run(tmp_path, "fmt", "a.yml")

    tmp_path.chmod(0o700)
    assert done.code == 2
    assert "a.yml can't be written" in done.err
    assert (tmp_path / "a.yml").read_text() == UGLY


def test_standard_input_is_laid_out_on_standard_output(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(UGLY.encode())))

    done = run(tmp_path, "fmt", "-")

    assert (done.code, done.out, done.err) == (0, NEAT, "")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_an_editor_gets_the_text_whatever_the_terminal_is_and_how_quiet_it_asks(encoding: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wsgen", "fmt", "-", "--quiet"],
        cwd=tmp_path,
        input="a:   é 中\r\nb:  1\r\n".encode(),
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, "a: é 中\r\nb: 1\r\n", b"")


def test_a_file_without_text_is_told_of(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.yml").touch()

    done = run(tmp_path, "fmt", "--check", "empty.yml")

    assert done.code == 1
    assert "empty.yml:1:1: WSG114" in done.out + done.err
