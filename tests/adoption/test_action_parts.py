"""What the action compares with, and what its summary does with whatever a document says."""

from pathlib import Path

import pytest
from scratch import BROKEN, Repository, clone, git

from scripts.action import Check, UnknownBaseError, base, is_asked, main, summary


def shallow(origin: Path, folder: Path, branch: str) -> Repository:
    """As actions/checkout leaves it: one commit, and no branch but its own."""
    made = clone(origin, folder, "--depth=1", f"--branch={branch}", "--single-branch")
    git(made.folder, "checkout", "--quiet", "--detach")
    return made


def test_a_shallow_clone_fetches_the_base_branch(origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pull_request = shallow(origin, tmp_path / "clone", BROKEN)
    monkeypatch.chdir(pull_request.folder)
    assert base({"GITHUB_BASE_REF": "main"}) == "origin/main"
    assert git(pull_request.folder, "show", "origin/main:asyncapi/desk.yml").count("minLength: 1") == 1
    # It stays shallow: a long history isn't brought along.
    assert git(pull_request.folder, "rev-parse", "--is-shallow-repository") == "true\n"


def test_a_whole_clone_is_compared_with_where_the_pull_request_began(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = clone(origin, tmp_path / "clone")
    monkeypatch.chdir(repository.folder)
    began = git(repository.folder, "rev-parse", "HEAD").strip()
    (repository.folder / "others.txt").touch()
    repository.commit("what others did meanwhile")
    git(repository.folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(repository.folder, "checkout", "--quiet", BROKEN)
    assert base({"GITHUB_BASE_REF": "main"}) == began[:12]
    assert git(repository.folder, "rev-parse", "--is-shallow-repository") == "false\n"


def test_what_is_given_goes_before_the_base_branch(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = clone(origin, tmp_path / "clone")
    git(repository.folder, "tag", "v1", f"origin/{BROKEN}")
    git(repository.folder, "push", "--quiet", "origin", "v1")
    pull_request = shallow(origin, tmp_path / "shallow", "main")
    monkeypatch.chdir(pull_request.folder)
    for given, wanted in (
        ("asyncapi/desk.yml", "asyncapi/desk.yml"),
        ("HEAD", "HEAD"),
        (BROKEN, f"origin/{BROKEN}"),
        ("v1:asyncapi/old.yml", "v1:asyncapi/old.yml"),
    ):
        assert base({"GITHUB_BASE_REF": "main", "WSGEN_AGAINST": given}) == wanted
    assert base({}) == ""


@pytest.mark.parametrize("given", ["nonsense", "--upload-pack=touch pwned"])
def test_what_nobody_has_is_said(repository: Repository, given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository.folder)
    with pytest.raises(UnknownBaseError, match=r"can't fetch .* `fetch-depth: 0`"):
        base({"WSGEN_AGAINST": given})
    assert not (repository.folder / "pwned").exists()


def test_a_report_cannot_leave_its_block_of_code() -> None:
    hostile = "a | @everyone <img src=x> ![](http://evil) `code`"
    report = f"title\n```\n# not a heading\n````text\n</details>\n{hostile}\n"
    text = summary([Check("validate", "wsgen validate", "no", report)])
    row = next(line for line in text.splitlines() if line.startswith("| ❌"))
    assert row.count("|") == 4
    assert not any(mark in row for mark in ("@", "<img", "](", "`"))
    fence = "`````"
    block = text.split(f"{fence}text\n")[1].split(f"\n{fence}\n")[0]
    assert block == report.rstrip("\n")


def test_a_summary_fits_into_a_comment() -> None:
    report = "".join(f"line {number} 🙂\n" for number in range(100_000))
    names = ("validate", "diff-check", "breaking")
    text = summary([Check(name, f"wsgen {name}", "no", report) for name in names])
    assert len(text) < 65_536
    assert text.count(" more lines are in the log.") == 3


@pytest.mark.parametrize(
    ("answers", "title"),
    [
        (("yes", "skipped", "yes"), "wsgen: all is well"),
        (("yes", "no", "yes"), "wsgen says no"),
        (("no", "none", "yes"), "wsgen has no answer"),
    ],
)
def test_the_worst_answer_is_the_title(answers: tuple[str, ...], title: str) -> None:
    text = summary([Check(f"check {each}", "wsgen", each, "said\n") for each in answers])
    assert f"### {title}\n" in text


@pytest.mark.parametrize("said", ["true", "True", "TRUE", "false", "False"])
def test_an_input_is_true_or_false_in_any_case(said: str) -> None:
    assert is_asked({"WSGEN_VALIDATE": said}, "WSGEN_VALIDATE", "true") is (said.lower() == "true")
    assert is_asked({}, "WSGEN_VALIDATE", "true")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"WSGEN_VALIDATE": "yes"}, "the input `validate` is 'yes'; write true or false"),
        ({"WSGEN_DIFF_CHECK": "on"}, "the input `diff-check` is 'on'; write true or false"),
        ({"WSGEN_COMMAND": "it's"}, "No closing quotation"),
        ({"WSGEN_COMMAND": "/"}, "Permission denied"),
    ],
)
def test_a_slip_in_an_input_is_no_answer(
    given: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"WSGEN_PROGRAM": "true", **given}.items():
        monkeypatch.setenv(name, value)
    assert main() == 2
    assert message in capfd.readouterr().out


def test_the_program_that_was_installed_may_have_spaces_in_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "John Doe" / "wsgen"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    monkeypatch.delenv("GITHUB_BASE_REF", raising=False)
    named = {"WSGEN_PROGRAM": str(program), "RUNNER_TEMP": str(tmp_path)}
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        named[name] = str(tmp_path / name)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert main() == 0
    assert "validate=yes\n" in (tmp_path / "GITHUB_OUTPUT").read_text()
