"""What docs/ci.md tells other people to write into their repositories: carried out as their CI does it."""

import re
import stat
import subprocess
from collections.abc import Mapping

import pytest
import yaml
from github_runner import ACTION
from scratch import BROKEN, NO_TYPE, ROOT, Repository, environment, git, run

from wsgen import __version__

PAGE = (ROOT / "docs" / "ci.md").read_text()
BLOCKS = {
    name: f"{text}\n" for name, text in re.findall(r"^```\w+\n# (\S+)\n(.*?)\n```$", PAGE, re.MULTILINE | re.DOTALL)
}


def gitlab(repository: Repository, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """The job's script, as GitLab's runner gives it to a shell; pip is asked, and has it already."""
    (job,) = yaml.safe_load(BLOCKS[".gitlab-ci.yml"]).values()
    tools = repository.folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    pip = tools / "pip"
    pip.write_text('#!/bin/sh\necho "pip $*"\n')
    pip.chmod(pip.stat().st_mode | stat.S_IXUSR)
    env = environment(**{name: str(value) for name, value in job["variables"].items()}, **variables)
    env["PATH"] = f"{tools}:{env['PATH']}"
    return run(repository.folder, "bash", "-c", "set -eo pipefail\n" + "\n".join(job["script"]), env=env)


def test_gitlab_passes_and_fails(repository: Repository) -> None:
    passed = gitlab(repository, {})
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert passed.stdout.splitlines()[0] == f"pip install --quiet wsgen=={__version__}"
    assert "<testsuite" in (repository.folder / "wsgen.xml").read_text()

    base = git(repository.folder, "rev-parse", "HEAD").strip()
    git(repository.folder, "checkout", "--quiet", BROKEN)
    failed = gitlab(repository, {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base})
    assert failed.returncode == 1
    assert f"1 breaking change since {base}" in failed.stdout


def test_make_passes_and_fails(repository: Repository) -> None:
    (repository.folder / "Makefile").write_text(BLOCKS["Makefile"])
    passed = run(repository.folder, "make", "contract")
    assert passed.returncode == 0, passed.stdout + passed.stderr

    repository.edit(NO_TYPE)
    failed = run(repository.folder, "make", "contract")
    assert failed.returncode != 0
    assert "WSG204 `obect` is no type" in failed.stdout


@pytest.mark.parametrize("name", [".github/workflows/contract.yml", ".github/workflows/comment.yml"])
def test_workflows_say_only_what_the_action_knows(name: str) -> None:
    steps = yaml.safe_load(BLOCKS[name])["jobs"]["contract"]["steps"]
    (wsgen,) = (each for each in steps if each.get("uses", "").startswith("wsgen/wsgen@"))
    assert wsgen["uses"] == f"wsgen/wsgen@v{__version__}"
    assert set(wsgen.get("with", {})) <= set(ACTION["inputs"])
    assert set(re.findall(r"steps\.wsgen\.outputs\.([\w-]+)", BLOCKS[name])) <= set(ACTION["outputs"])


def test_the_hooks_of_the_page_are_there() -> None:
    (used,) = yaml.safe_load(BLOCKS[".pre-commit-config.yaml"])["repos"]
    known = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert used["rev"] == f"v{__version__}"
    assert {each["id"] for each in used["hooks"]} == {each["id"] for each in known}


def test_the_page_tells_every_input_and_output_of_the_action() -> None:
    assert [name for name in (*ACTION["inputs"], *ACTION["outputs"]) if f"`{name}`" not in PAGE] == []
