"""The hooks of `.pre-commit-hooks.yaml`, installed and run by pre-commit itself in a repository of somebody else."""

import shutil
import sysconfig
from pathlib import Path

import pytest
import yaml
from scratch import LONGER_NAMES, NO_TYPE, ROOT, Repository, environment, git, run

# What an installation needs: no JavaScript that was built, and none of Node's packages.
PARTS = (
    *(".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "scripts/hatch_build.py"),
    *("wsgen", "templates", "frontend/client"),
)


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of wsgen as pre-commit makes it, with a tag."""
    folder = tmp_path_factory.mktemp("hooks") / "wsgen"
    for part in PARTS:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_file():
            shutil.copy(ROOT / part, folder / part)
        else:
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("assets", "__pycache__"))
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message", "release")
    git(folder, "tag", "v1")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit")


def offline(home: Path) -> dict[str, str]:
    """pip installs wsgen itself, and finds what it stands on among the packages of these tests: no download."""
    return environment(
        PRE_COMMIT_HOME=str(home),
        PIP_NO_DEPS="1",
        PIP_NO_INDEX="1",
        # So pip's variable says `--no-build-isolation`.
        PIP_NO_BUILD_ISOLATION="false",
        PYTHONPATH=sysconfig.get_path("purelib"),
    )


def configure(repository: Repository, hooks: Path) -> None:
    used = {"repo": str(hooks), "rev": "v1", "hooks": [{"id": "wsgen-validate"}, {"id": "wsgen-diff-check"}]}
    (repository.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [used]}))


def test_hooks_pass_and_fail(repository: Repository, hooks: Path, home: Path) -> None:
    # A client for browsers needs wsgen's JavaScript, which pre-commit's clone can't build.
    settings = repository.folder / "pyproject.toml"
    settings.write_text(f'{settings.read_text()}\n[tool.wsgen.targets]\nbrowser = "web"\n')
    repository.regen()
    configure(repository, hooks)
    env = offline(home)
    installed = run(repository.folder, "pre-commit", "install", "--install-hooks", env=env)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    git(repository.folder, "add", "--all")
    passed = run(repository.folder, "git", "commit", "--message", "with hooks", env=env)
    assert passed.returncode == 0, passed.stdout + passed.stderr

    repository.edit(LONGER_NAMES)
    git(repository.folder, "add", "--all")
    drifted = run(repository.folder, "git", "commit", "--message", "longer names", env=env)
    said = drifted.stdout + drifted.stderr
    assert drifted.returncode == 1, said
    assert "web/validators.js differs from asyncapi/desk.yml" in said
    assert "Run `wsgen regen` and commit the result." in said

    repository.edit(NO_TYPE)
    git(repository.folder, "add", "--all")
    wrong = run(repository.folder, "git", "commit", "--message", "no type", env=env)
    assert wrong.returncode == 1
    assert "asyncapi/desk.yml:18:15: WSG204 `obect` is no type" in wrong.stdout + wrong.stderr


def test_who_only_deletes_a_generated_file_is_told(repository: Repository, hooks: Path, home: Path) -> None:
    configure(repository, hooks)
    git(repository.folder, "add", "--all")
    git(repository.folder, "commit", "--quiet", "--message", "hooks")
    git(repository.folder, "rm", "--quiet", "generated/client.py")
    ran = run(repository.folder, "pre-commit", "run", env=offline(home))
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "generated/client.py is missing" in ran.stdout


@pytest.mark.slow
def test_the_hooks_install_what_they_stand_on(repository: Repository, hooks: Path, tmp_path: Path) -> None:
    configure(repository, hooks)
    git(repository.folder, "add", "--all")
    env = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
    ran = run(
        repository.folder, "pre-commit", "run", "--all-files", env=env | {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("Passed") == 2
