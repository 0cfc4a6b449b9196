"""`--profile` says how long each step took, beside the answer that there is without it."""

import re
from pathlib import Path

import pytest
from shell import Run

COMPILING = ["starting", "reading", "checking", "planning", "generating", "rendering", "formatting"]


def steps(err: str) -> list[str]:
    """The first words of a table's lines."""
    assert all(len(line) <= 80 for line in err.splitlines())
    return [found[1] for line in err.splitlines() if (found := re.match(r"  (\w+).* \d+\.\d\d s", line))]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("regen", [*COMPILING, "writing", "together"]),
        ("diff-check", [*COMPILING, "comparing", "together"]),
        ("validate", [*COMPILING[:4], "together"]),
    ],
)
def test_every_step_is_named_and_the_answer_is_the_same(
    run: Run, project: Path, command: str, expected: list[str]
) -> None:
    run(project, "regen")
    plain, profiled = run(project, command), run(project, command, "--profile")
    assert steps(profiled.err) == expected
    assert steps(plain.err) == []
    assert profiled.code == plain.code == 0
    seconds = re.compile(r"\(\d+\.\d s\)")
    assert seconds.sub("", profiled.out) == seconds.sub("", plain.out)
    assert profiled.err.startswith(plain.err)


def test_a_document_with_faults_has_the_steps_up_to_them(run: Run, project: Path) -> None:
    (project / "bad.yml").write_text("asyncapi: 3.0.0\n")
    answer = run(project, "validate", "--profile", "bad.yml")
    assert answer.code == 1
    assert steps(answer.err) == ["starting", "reading", "checking", "together"]
