"""`--quiet` says nothing of success, `--verbose` says each step; neither changes an answer or what fails."""

from pathlib import Path

from shell import Run


def test_quiet_says_nothing_where_the_answer_is_yes(run: Run, project: Path) -> None:
    for command in (("validate",), ("regen",), ("diff-check",)):
        ran = run(project, *command, "--quiet")
        assert (ran.code, ran.out, ran.err) == (0, "", ""), command


def test_quiet_hides_nothing_of_the_answer_no(run: Run, project: Path, generated: Path) -> None:
    (generated / "models.py").write_text("")
    loud, quiet = run(project, "diff-check"), run(project, "diff-check", "-q")
    assert quiet.code == 1
    assert quiet == loud
    assert "models.py" in quiet.out


def test_quiet_hides_nothing_of_no_answer(run: Run, tmp_path: Path) -> None:
    ran = run(tmp_path, "validate", "nothing.yml", "-q")
    assert ran.code == 2
    assert "nothing.yml" in ran.out + ran.err


def test_verbose_says_each_step_and_names_files(run: Run, project: Path) -> None:
    ran = run(project, "regen", "-v")
    steps = ran.err.splitlines()
    assert steps[0] == "reading asyncapi/small.yml"
    assert "generating models" in steps
    assert "generated/models.py" in ran.out


def test_both_at_once_are_no_answer(run: Run, project: Path) -> None:
    ran = run(project, "regen", "-q", "-v")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "wsgen: --quiet and --verbose contradict each other; leave one of them out\n"
    assert not (project / "generated").exists()
