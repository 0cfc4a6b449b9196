"""The GitHub Action in repositories of others: its steps run as the runner runs them."""

from pathlib import Path

import pytest
from github_runner import uses_wsgen
from scratch import LONGER_NAMES, NO_TYPE, Repository, clone, git

INSTALLED = {"command": "wsgen"}
PULL_REQUEST = {"GITHUB_BASE_REF": "main"}


def test_all_is_well(origin: Path, tmp_path: Path) -> None:
    # As actions/checkout does it: the commit alone. So the base branch has to be fetched.
    shallow = clone(origin, tmp_path / "clone", "--depth=1")
    git(shallow.folder, "checkout", "--quiet", "--detach")
    git(shallow.folder, "update-ref", "-d", "refs/remotes/origin/main")
    ran = uses_wsgen(shallow.folder, tmp_path / "temp", INSTALLED, event=PULL_REQUEST)
    assert ran.code == 0, ran.log
    assert [ran.outputs[name] for name in ("validate", "diff-check", "breaking")] == ["yes", "yes", "yes"]
    assert ran.annotations() == []
    assert "### wsgen: all is well" in ran.page
    assert "| ✅ | <code>wsgen breaking --allow-new --against origin/main</code>" in ran.page


def test_what_breaks_clients_and_was_not_regenerated(repository: Repository, tmp_path: Path) -> None:
    repository.edit(LONGER_NAMES)
    repository.commit()
    ran = uses_wsgen(repository.folder, tmp_path / "temp", INSTALLED, event=PULL_REQUEST)
    assert ran.code == 1, ran.log
    assert [ran.outputs[name] for name in ("validate", "diff-check", "breaking")] == ["yes", "no", "no"]
    # Each at its file, beginning at the repository's root.
    places = [each.split(",endLine")[0] for each in ran.annotations()]
    assert places == [
        "::error file=generated/models.py,line=19",
        "::error file=generated/schemas.json,line=16",
        "::error file=asyncapi/desk.yml,line=22",
    ]
    summary = ran.outputs["summary"]
    assert ran.page.rstrip("\n") == summary == Path(ran.outputs["summary-file"]).read_text().rstrip("\n")
    assert "### wsgen says no" in summary
    assert "-    name: Annotated[str, Field(min_length=1)]\n+    name: Annotated[str, Field(min_length=2)]\n" in summary
    assert "WSG712 `name` must be at least 2 characters long now, it was 1" in summary
    assert len(summary) < 65_536


def test_a_document_with_errors_is_told_of_once(repository: Repository, tmp_path: Path) -> None:
    repository.edit(NO_TYPE)
    ran = uses_wsgen(repository.folder, tmp_path / "temp", INSTALLED, event=PULL_REQUEST)
    assert ran.code == 1, ran.log
    assert [ran.outputs[name] for name in ("validate", "diff-check", "breaking")] == ["no", "skipped", "skipped"]
    assert [each.split("::")[-1].split("%0A")[0] for each in ran.annotations()] == ["`obect` is no type"]
    assert ran.page.count("obect") == 2  # In the line of the document, and in the message.


def test_there_may_be_no_answer(repository: Repository, tmp_path: Path) -> None:
    skipped = {"diff-check": "false", "against": "nonsense", "validate": "false"}
    ran = uses_wsgen(repository.folder, tmp_path / "temp", INSTALLED | skipped)
    assert (ran.code, ran.outputs["breaking"]) == (2, "none")
    (error,) = ran.annotations()
    assert "git can't fetch nonsense from origin" in error
    assert "### wsgen has no answer" in ran.page

    ran = uses_wsgen(repository.folder, tmp_path / "again", {"command": "no-such-program"})
    assert (ran.code, ran.annotations()) == (
        2,
        ["::error title=wsgen::there is no program no-such-program; see the input `command`"],
    )


def test_a_new_document_in_a_folder_of_its_own(repository: Repository, tmp_path: Path) -> None:
    service = repository.folder / "services" / "new"
    service.mkdir(parents=True)
    for name in ("asyncapi", "pyproject.toml"):
        (repository.folder / name).rename(service / name)
    ran = uses_wsgen(
        repository.folder,
        tmp_path / "temp",
        INSTALLED | {"config": "services/new/pyproject.toml", "spec": "services/new/asyncapi/desk.yml"},
        event=PULL_REQUEST,
    )
    assert [ran.outputs[name] for name in ("validate", "diff-check", "breaking")] == ["yes", "no", "yes"]
    assert "has no such document" in ran.page
    assert "services/new/generated/ does not exist" in ran.outputs["summary"]


@pytest.mark.slow
def test_the_action_installs_its_own_wsgen(repository: Repository, tmp_path: Path) -> None:
    ran = uses_wsgen(repository.folder, tmp_path / "temp")
    assert ran.code == 0, ran.log
    assert (ran.outputs["diff-check"], ran.outputs["breaking"]) == ("yes", "skipped")
    assert (tmp_path / "temp" / "wsgen" / "bin" / "wsgen").exists()
