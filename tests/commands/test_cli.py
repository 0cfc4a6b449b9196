"""The command line itself: help, version, encodings, speed, and what a fault of ours looks like."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from shell import Run, change

from wsgen import __version__
from wsgen.cli import COMMANDS
from wsgen.commands.outcome import MEANINGS, Answer

# Typer itself brings pydantic.
HEAVY = {"black", "jinja2", "datamodel_code_generator", "jsonschema", "pydantic", "yaml"}


def process(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "wsgen", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=60,
        check=False,
    )


def loaded(code: str, cwd: Path) -> set[str]:
    """The heavy libraries that are in memory after a command."""
    script = f"import sys\nsys.argv = ['wsgen', *{code.split()!r}]\n" + (
        "from wsgen.cli import main\n"
        "try:\n    main()\nexcept SystemExit as ended:\n    assert not ended.code\n"
        f"print([name for name in {sorted(HEAVY)!r} if name in sys.modules], file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=cwd, capture_output=True, text=True, check=True)
    names = ran.stderr.strip().splitlines()[-1].strip("[]").replace("'", "")
    return set(names.split(", ")) if names else set()


@pytest.mark.parametrize("command", ["--help", "--version", "explain", "explain WSG601", "init demo"])
def test_what_compiles_nothing_loads_no_compiler(command: str, tmp_path: Path) -> None:
    assert loaded(command, tmp_path) == set()


@pytest.mark.parametrize(
    "command", ["validate", "validate asyncapi/small.yml --config pyproject.toml", "validate --format full"]
)
def test_validate_loads_nothing_that_it_does_not_need(command: str, project: Path) -> None:
    assert not loaded(command, project) & {"black", "jinja2", "datamodel_code_generator", "jsonschema"}
    assert ("pydantic" in loaded(command, project)) is ("--format" in command)


def test_examples_that_fit_are_judged_without_the_validator_that_tells_faults_apart(project: Path) -> None:
    document = project / "asyncapi" / "small.yml"
    change(
        document,
        "    Tick:\n      payload:",
        "    Tick:\n      examples: [{payload: {type: tick, n: 1}}]\n      payload:",
    )
    assert loaded("validate", project) == {"yaml"}
    change(document, "n: 1}", "n: x}")
    assert loaded("validate", project) == {"yaml", "jsonschema"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_that_fits_80_columns(run: Run, tmp_path: Path, command: str) -> None:
    ran = run(tmp_path, *command.split(), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert re.search(rf"Example:  wsgen {command}\s", ran.out)
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    assert run(tmp_path, *command.split(), "-h").out == ran.out


def test_without_a_command_help_is_shown(run: Run, tmp_path: Path) -> None:
    ran = run(tmp_path)
    assert ran.code == 2
    assert "diff-check" in ran.out + ran.err
    assert "..." not in ran.err.split("\n", 1)[1], "each command is told in one line"


def test_the_version_is_the_packages(run: Run, tmp_path: Path) -> None:
    ran = run(tmp_path, "--version")
    assert (ran.code, ran.out) == (0, f"wsgen {__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [("valdate",), ("regen", "--outt", "x"), ("regen", "a", "b"), ("validate", "--format", "xml"), ("init",)],
)
def test_wrong_usage_is_no_answer(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ran = run(tmp_path, *arguments)
    assert (ran.code, ran.out) == (2, "")
    first, second = ran.err.splitlines()
    assert first.startswith("wsgen: ")
    assert second.startswith("wsgen: `wsgen")
    assert second.endswith(" --help` says more")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_a_terminal_that_cannot_show_a_character_gets_it_in_ascii(project: Path, encoding: str) -> None:
    ran = process("init", "демо", cwd=project, PYTHONIOENCODING=encoding, LC_ALL="C", PYTHONUTF8="0")
    assert ran.returncode == 2
    assert b"can't name a project" in ran.stderr
    assert b"Traceback" not in ran.stderr


def test_a_reader_that_has_seen_enough_ends_the_command_quietly(tmp_path: Path) -> None:
    command = f"{sys.executable} -m wsgen explain | head -n 1; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.count("\n") == 1


def test_a_reader_that_never_reads_ends_the_command_quietly(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(
        [sys.executable, "-m", "wsgen", "explain"], cwd=tmp_path, stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_fault_of_ours_is_a_traceback_and_how_to_report_it(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("wsgen.commands.validate.check", broken)
    ran = run(project, "validate")
    assert (ran.code, ran.out) == (2, "")
    assert "ZeroDivisionError: a fault of ours" in ran.err
    assert f"This is a fault of wsgen {__version__}" in ran.err


def test_an_interrupt_ends_the_command_quietly(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("wsgen.commands.validate.check", interrupted)
    ran = run(project, "validate")
    assert (ran.code, ran.out, ran.err) == (130, "", "")


def test_exit_codes_stand_in_one_table() -> None:
    assert {each.name: each.value for each in Answer} == {"YES": 0, "NO": 1, "NONE": 2, "INTERRUPTED": 130}
    assert list(MEANINGS) == list(Answer)


@pytest.mark.parametrize("command", ["validate", "explain", "--version", "--help"])
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_stream_that_is_closed_changes_no_answer(project: Path, command: str, closed: str) -> None:
    ran = shell(f"{command} {closed}", project)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("command", ["regen nope.yml", "nonsense"])
@pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full"])
def test_an_error_that_nobody_can_see_keeps_its_exit_code(project: Path, command: str, closed: str) -> None:
    assert shell(f"{command} {closed}", project).returncode == Answer.NONE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is full")
@pytest.mark.parametrize("command", ["validate", "explain", "--version", "--help"])
def test_a_full_disk_is_no_answer_and_no_fault_of_ours(project: Path, command: str) -> None:
    ran = shell(f"{command} >/dev/full", project)
    assert ran.returncode == Answer.NONE
    assert ran.stderr == "wsgen: the output can't be written: No space left on device\n"


@pytest.mark.parametrize("command", ["--help", "--version", "validate"])
def test_help_that_nobody_reads_is_not_the_answer_no(project: Path, command: str) -> None:
    ran = shell(f"{command} | true; exit ${{PIPESTATUS[0]}}", project)
    assert (ran.returncode, ran.stderr) == (0, "")


def shell(line: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs `wsgen line` in bash, which can close streams."""
    command = ["bash", "-c", f"{sys.executable} -m wsgen {line}"]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)
