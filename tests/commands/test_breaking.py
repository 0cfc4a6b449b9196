"""`wsgen breaking` at a user's level: what is printed, and the exit code."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from shell import Run, change

SPEC = "asyncapi/small.yml"
TAG, NEW_TAG = "type: {const: tick}", "type: {const: tack}"
ACCEPTED = "accepted-changes = 'accepted.yml'\n"


@pytest.fixture
def old(project: Path) -> Path:
    """What the small document was, beside it."""
    return Path(shutil.copy(project / SPEC, project / "old.yml"))


@pytest.fixture
def repository(project: Path) -> Path:
    """The small project in a git repository, with one commit."""
    git(project, "init", "--quiet", "--initial-branch=main")
    commit(project, "first")
    return project


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", message)


REPORT = """\
asyncapi/small.yml:22:5: WSG763 the tag of `Tick` (client → server) is "tack", no longer "tick"
   |
22 |     Tick:
   |     ^^^^
   = clients built before this change send "tick", which the server doesn't know
old.yml:22:5: before
   |
22 |     Tick:
   |     ^^^^
"""


def test_a_document_that_is_the_same_on_the_wire_has_no_changes(run: Run, project: Path, old: Path) -> None:
    change(project / SPEC, "title: Small", "title: Smaller")
    ran = run(project, "breaking", "--against", "old.yml")
    assert (ran.code, ran.out, ran.err) == (0, "Nothing changed on the wire since old.yml.\n", "")


def test_a_breaking_change_is_told_with_both_places_and_the_reason(run: Run, project: Path, old: Path) -> None:
    change(project / SPEC, TAG, NEW_TAG)
    ran = run(project, "breaking", "--against", "old.yml")
    assert (ran.code, ran.err) == (1, "")
    assert REPORT in ran.out
    assert ran.out.splitlines()[-1].endswith("breaking change since old.yml. `wsgen explain WSG763` says more.")


def test_a_frame_shows_the_change_to_whoever_asks(run: Run, project: Path, old: Path) -> None:
    change(project / SPEC, TAG, NEW_TAG)
    ran = run(project, "breaking", "--against", "old.yml", "--witness", "--format", "json")
    (found,) = [each for each in json.loads(ran.out)["changes"] if each["code"] == "WSG763"]
    assert found["witness"]["frame"]["type"] == "tick"
    assert found["witness"]["verdict"] == "the new server refuses it: no message has this type"
    without = json.loads(run(project, "breaking", "--against", "old.yml", "--format", "json").out)
    assert [each["witness"] for each in without["changes"] if each["code"] == "WSG763"] == [None]


def test_what_is_risky_fails_only_where_that_was_asked_for(run: Run, project: Path, old: Path) -> None:
    change(project / SPEC, "host: 'localhost:8000'", "host: 'localhost:9000'")
    assert run(project, "breaking", "--against", "old.yml").code == 0
    ran = run(project, "breaking", "--against", "old.yml", "--fail-on", "risky")
    assert (ran.code, ran.out.splitlines()[-1]) == (
        1,
        "1 risky change since old.yml. `wsgen explain WSG753` says more.",
    )


def test_a_revision_of_git_is_what_the_document_was(run: Run, repository: Path) -> None:
    change(repository / SPEC, TAG, NEW_TAG)
    commit(repository, "second")
    ran = run(repository, "breaking", "--against", "HEAD~1", "--format", "concise")
    assert ran.code == 1
    assert "WSG763" in ran.out
    assert ran.out.splitlines()[-1].endswith("since HEAD~1. `wsgen explain WSG763` says more.")
    assert run(repository, "breaking", "--against", "main").out == "Nothing changed on the wire since main.\n"


def test_the_place_in_a_revision_is_written_as_git_does(run: Run, repository: Path) -> None:
    change(repository / SPEC, TAG, NEW_TAG)
    assert f"\nHEAD:{SPEC}:22:5: before\n" in run(repository, "breaking", "--against", "HEAD").out
    assert "\nHEAD:small.yml:22:5: before\n" in run(repository / "asyncapi", "breaking", "--against", "HEAD").out


def test_files_that_a_document_refers_to_are_those_of_the_revision(run: Run, repository: Path) -> None:
    payload = repository / "asyncapi" / "tock.json"
    payload.write_text('{"type": "object", "required": ["type"], "properties": {"type": {"const": "tock"}}}')
    inline = "payload: {type: object, required: [type], properties: {type: {const: tock}}}"
    change(repository / SPEC, inline, "payload: {$ref: tock.json}")
    commit(repository, "two files")
    change(payload, '"tock"', '"tuck"')
    assert run(repository, "breaking", "--against", "HEAD~1").code == 1
    assert run(repository, "breaking", "--against", "HEAD").code == 1
    change(payload, '"tuck"', '"tock"')
    assert run(repository, "breaking", "--against", "HEAD~1").out == "Nothing changed on the wire since HEAD~1.\n"


def test_the_settings_of_a_revision_hold_for_it(run: Run, repository: Path) -> None:
    change(repository / "pyproject.toml", 'perspective = "server"', 'perspective = "client"')
    ran = run(repository, "breaking", "--against", "HEAD", "--format", "concise")
    assert ran.code == 1
    assert "WSG761" in ran.out


def test_a_document_that_was_elsewhere_is_found_by_the_settings_of_then(run: Run, repository: Path) -> None:
    (repository / SPEC).rename(repository / "chat.yml")
    change(repository / "pyproject.toml", 'spec = "asyncapi/small.yml"', 'spec = "chat.yml"')
    assert run(repository, "breaking", "--against", "HEAD").code == 0
    assert run(repository, "breaking", "chat.yml", "--against", f"HEAD:{SPEC}").code == 0


@pytest.mark.parametrize(
    ("against", "complaint"),
    [
        ("nonsense", "nonsense is neither a file nor a revision that git knows"),
        ("HEAD:none.yml", "there is no none.yml in HEAD"),
        (" ", "--against is empty; give a file, or a revision such as HEAD~1"),
        ("--output=x", "--output=x is neither a file nor a revision that git knows"),
    ],
)
def test_what_isn_t_there_can_t_be_compared(run: Run, repository: Path, against: str, complaint: str) -> None:
    ran = run(repository, "breaking", f"--against={against}")
    assert (ran.code, ran.out, ran.err) == (2, "", f"wsgen: {complaint}\n")


def test_a_new_document_is_no_answer_unless_it_is_allowed(run: Run, repository: Path) -> None:
    (repository / "new.yml").write_text((repository / SPEC).read_text())
    ran = run(repository, "breaking", "new.yml", "--against", "main")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("wsgen: there is no new.yml in main; where it was called otherwise")
    ran = run(repository, "breaking", "new.yml", "--against", "main", "--allow-new")
    assert (ran.code, ran.out, ran.err) == (0, "new.yml is new: main has no such document.\n", "")
    ran = run(repository, "breaking", "new.yml", "--against", "main", "--allow-new", "--format", "json")
    assert (ran.code, json.loads(ran.out)["changes"]) == (0, [])
    # What was asked for by name must be there.
    assert run(repository, "breaking", "new.yml", "--against", "main:none.yml", "--allow-new").code == 2


def test_outside_of_a_repository_only_files_can_be_compared(run: Run, project: Path) -> None:
    ran = run(project, "breaking", "--against", "main")
    assert (ran.code, ran.out) == (2, "")
    assert "is in no git repository" in ran.err


def test_without_git_only_files_can_be_compared(
    run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch, old: Path
) -> None:
    monkeypatch.setenv("PATH", "")
    ran = run(repository, "breaking", "--against", "main")
    assert (ran.code, ran.err) == (2, "wsgen: main is no file, and there is no git that could know it as a revision\n")
    assert run(repository, "breaking", "--against", "old.yml").code == 0


def test_what_was_before_and_has_errors_gives_no_answer(run: Run, project: Path, old: Path) -> None:
    change(project / "old.yml", "action: send", "action: sent")
    ran = run(project, "breaking", "--against", "old.yml")
    assert ran.code == 2
    assert ran.out.startswith("old.yml:17:")
    assert ran.err == "wsgen: old.yml has errors, so nothing can be compared with it\n"


def test_the_errors_of_a_revision_are_at_their_places_in_it(run: Run, repository: Path) -> None:
    change(repository / SPEC, "action: send", "action: sent")
    commit(repository, "broken")
    change(repository / SPEC, "action: sent", "action: send")
    ran = run(repository, "breaking", "--against", "HEAD")
    assert ran.code == 2
    assert ran.out.startswith(f"HEAD:{SPEC}:17:")


def test_a_document_with_errors_is_told_as_by_validate(run: Run, project: Path, old: Path) -> None:
    change(project / SPEC, "action: send", "action: sent")
    ran = run(project, "breaking", "--against", "old.yml")
    assert (ran.code, ran.out) == (1, run(project, "validate").out)


def accept(project: Path, text: str) -> None:
    (project / "accepted.yml").write_text(text)
    (project / "pyproject.toml").write_text((project / "pyproject.toml").read_text() + ACCEPTED)
    change(project / SPEC, "host: 'localhost:8000'", "host: 'localhost:9000'")


def test_an_accepted_change_fails_nothing_and_is_told_with_its_reason(run: Run, project: Path, old: Path) -> None:
    accept(project, "- {code: WSG753, where: /ws, reason: nobody runs the old one}\n")
    ran = run(project, "breaking", "--against", "old.yml", "--fail-on", "risky", "--format", "concise")
    assert ran.code == 0
    assert "WSG753 note: " in ran.out
    assert "(accepted: nobody runs the old one)" in ran.out
    assert ran.out.splitlines()[-1] == "1 accepted change since old.yml."


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("- {code: WSG753, where: /ws}\n", "WSG791", "a change is accepted without a reason"),
        ("- {code: WSG753, where: /ws, reason: ' '}\n", "WSG791", "a change is accepted without a reason"),
        ("- {code: WSG753, reason: old}\n", "WSG790", "an accepted change must have its `where`"),
        ("- {code: WSG101, where: /ws, reason: old}\n", "WSG790", "there is no change `WSG101`"),
        ("- {code: WSG753, where: /ws, reason: old, until: soon}\n", "WSG790", "`soon` is no date"),
        ("- {code: WSG753, where: /ws, reason: old, untl: 2027-01-31}\n", "WSG790", "an accepted change has no `untl`"),
        ("code: WSG753\n", "WSG790", "accepted changes must be a list"),
        ("- WSG753\n", "WSG790", "an accepted change must be an object"),
    ],
)
def test_an_acceptance_says_what_and_why(
    run: Run, project: Path, old: Path, text: str, code: str, message: str
) -> None:
    accept(project, text)
    ran = run(project, "breaking", "--against", "old.yml")
    assert ran.code == 1
    assert ran.out.startswith("accepted.yml:1:")
    assert f": {code} {message}\n" in ran.out


def test_the_file_of_accepted_changes_must_be_there(run: Run, project: Path, old: Path) -> None:
    accept(project, "")
    (project / "accepted.yml").unlink()
    ran = run(project, "breaking", "--against", "old.yml")
    assert ran.code == 1
    assert ": WSG790 the accepted changes can't be read: " in ran.out


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{code: WSG753, where: /wss, reason: old}", "no change is WSG753 at `/wss`"),
        ("{code: WSG753, where: /ws, reason: old, until: 2020-01-31}", "what was accepted here ended on 2020-01-31"),
    ],
)
def test_an_acceptance_that_accepts_nothing_is_a_warning(
    run: Run, project: Path, old: Path, entry: str, message: str
) -> None:
    accept(project, f"- {entry}\n")
    ran = run(project, "breaking", "--against", "old.yml", "--fail-on", "risky", "--format", "concise")
    assert ran.code == 1
    assert f"accepted.yml:1:3: WSG792 warning: {message} (" in ran.out


@pytest.mark.parametrize(
    ("form", "marks"),
    [
        ("github", ["::error file=asyncapi/small.yml,line=22,", "title=WSG763::", "%0Aold.yml:22:5: before"]),
        ("sarif", ['"ruleId": "WSG763"', '"level": "error"', '"text": "before"']),
        ("junit", ['<failure type="WSG763"']),
    ],
)
def test_findings_are_written_for_other_tools(run: Run, project: Path, old: Path, form: str, marks: list[str]) -> None:
    change(project / SPEC, TAG, NEW_TAG)
    ran = run(project, "breaking", "--against", "old.yml", "--format", form)
    assert ran.code == 1
    assert [each for each in marks if each not in ran.out] == []
