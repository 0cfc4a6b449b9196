"""`wsgen init` at a user's level: what is on disk, and which names it refuses."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from shell import Run


def test_a_new_project_is_valid_at_once(run: Run, tmp_path: Path) -> None:
    ran = run(tmp_path, "init", "my-demo")
    assert (ran.code, ran.err) == (0, "")
    assert "cd my-demo && wsgen regen" in ran.out
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert made == {line.strip() for line in ran.out.splitlines() if line.startswith("  ")}
    ran = run(tmp_path / "my-demo", "validate", "--strict")
    assert (ran.code, ran.err) == (0, "")


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project after `wsgen regen`."""
    folder = tmp_path_factory.mktemp("init")
    for arguments, cwd in (
        (("init", "demo"), folder),
        (("regen",), folder / "demo"),
        (("diff-check",), folder / "demo"),
    ):
        command = [sys.executable, "-m", "wsgen", *arguments]
        ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, "")
    return folder / "demo"


def test_the_code_of_a_new_project_is_typed(regenerated: Path) -> None:
    command = [sys.executable, "-m", "mypy"]
    ran = subprocess.run(command, cwd=regenerated, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_the_test_of_a_new_project_passes(regenerated: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    ran = subprocess.run(command, cwd=regenerated, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert "2 passed" in ran.stdout


def test_the_workflow_of_a_new_project_runs_its_checks(regenerated: Path) -> None:
    workflow = yaml.safe_load((regenerated / ".github/workflows/ci.yml").read_text())
    ran = [step["run"] for step in workflow["jobs"]["test"]["steps"] if "run" in step]
    checks = ["wsgen validate --strict --format github", "wsgen diff-check --format github"]
    assert ran == ["pip install . --group dev", *checks, "mypy", "pytest"]
    for command in checks:
        answer = subprocess.run(
            [sys.executable, "-m", *command.split()], cwd=regenerated, capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, answer.stdout


def test_the_server_of_a_new_project_starts(regenerated: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", "import server; assert callable(server.app)"]
    ran = subprocess.run(command, cwd=regenerated, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_ruff_leaves_generated_code_as_it_is(regenerated: Path) -> None:
    for command in (("format", "--diff"), ("check",)):
        for where in (".", "generated/models.py"):
            ran = subprocess.run(
                [sys.executable, "-m", "ruff", *command, where],
                cwd=regenerated,
                capture_output=True,
                text=True,
                check=False,
            )
            assert ran.returncode == 0, ran.stdout


def test_a_new_project_depends_on_what_generated_code_runs_on_and_not_on_wsgen(regenerated: Path) -> None:
    project = tomllib.loads((regenerated / "pyproject.toml").read_text())
    wsgen = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    *runtime, server = project["project"]["dependencies"]
    assert [each.split(">")[0] for each in runtime] == ["pydantic", "jsonschema-rs", "websockets"]
    assert set(runtime) <= set(wsgen["project"]["dependencies"])
    assert server == "uvicorn[standard]"
    assert project["dependency-groups"]["dev"] == ["wsgen", "pytest", "mypy"]


@pytest.mark.parametrize(
    "name",
    ["", " ", "my demo", "../up", "/abs", "a/b", "a\\b", ".hidden", "-x", "1st", "con", "LPT1", "x" * 80, "a\nb", "π"],
)
def test_a_name_that_can_be_no_folder_or_no_class_is_refused(run: Run, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    ran = run(folder, "init", "--", name)
    assert (ran.code, ran.out) == (2, "")
    assert "can't name a project" in ran.err
    assert list(tmp_path.iterdir()) == [folder]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["class", "None", "test", "a", "X9-_-y", "connection"])
def test_an_odd_name_that_can_be_one_makes_a_valid_project(run: Run, tmp_path: Path, name: str) -> None:
    assert run(tmp_path, "init", name).code == 0
    assert run(tmp_path / name, "validate", "--strict").code == 0
    for path in (tmp_path / name).rglob("*.py"):
        compile(path.read_text(), path, "exec")


def test_an_empty_folder_may_be_filled(run: Run, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    assert run(tmp_path, "init", "demo").code == 0


def test_a_folder_that_holds_something_is_left_alone(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine\n")
    ran = run(tmp_path, "init", "demo")
    assert (ran.code, ran.out) == (2, "")
    assert "exists already" in ran.err
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_a_file_of_that_name_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("mine\n")
    assert run(tmp_path, "init", "demo").code == 2
    assert (tmp_path / "demo").read_text() == "mine\n"
