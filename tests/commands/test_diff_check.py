"""`wsgen diff-check` at a user's level: what it names, what it never does, and its exit code."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from shell import Run, change

FILES = ("models.py", "server.py", "schemas.json", "_runtime/wire.py", "py.typed")


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def test_no_drift_is_one_calm_line(run: Run, project: Path, generated: Path) -> None:
    count = sum(path.is_file() for path in generated.rglob("*"))
    ran = run(project, "diff-check")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"generated/ is what asyncapi/small.yml says ({count} files)\n"


@pytest.mark.parametrize("path", FILES)
def test_one_edited_file_is_named_with_a_diff(run: Run, project: Path, generated: Path, path: str) -> None:
    text = (generated / path).read_text()
    (generated / path).write_text(text + "# edited\n")
    ran = run(project, "diff-check")
    assert (ran.code, ran.err) == (1, "")
    lines = ran.out.splitlines()
    assert lines[0] == f"generated/{path} differs from asyncapi/small.yml"
    assert lines[1].startswith("@@ -")
    assert "-# edited" in lines
    assert lines[-1] == "1 file changed. Run `wsgen regen` and commit the result."


@pytest.mark.parametrize("path", FILES)
def test_one_missing_file_is_named(run: Run, project: Path, generated: Path, path: str) -> None:
    (generated / path).unlink()
    ran = run(project, "diff-check")
    assert ran.code == 1
    assert ran.out == (f"generated/{path} is missing\n1 file missing. Run `wsgen regen` and commit the result.\n")


def test_one_unexpected_file_is_named(run: Run, project: Path, generated: Path) -> None:
    (generated / "handlers.py").write_text("mine\n")
    ran = run(project, "diff-check")
    assert ran.code == 1
    assert ran.out == (
        "generated/handlers.py is unexpected: asyncapi/small.yml makes no such file\n"
        "1 file unexpected. Move it elsewhere or delete it.\n"
    )


def test_a_folder_that_is_not_there_is_said_in_one_line(run: Run, project: Path) -> None:
    ran = run(project, "diff-check")
    assert ran.code == 1
    assert ran.out.startswith("generated/ does not exist\n")
    assert ran.out.count("\n") == 2


def test_a_changed_value_is_named_by_what_it_changes(run: Run, project: Path, generated: Path) -> None:
    change(project / "asyncapi" / "small.yml", "n: {type: integer}", "n: {type: integer, minimum: 3}")
    ran = run(project, "diff-check")
    assert ran.code == 1
    assert "generated/models.py differs" in ran.out
    assert "generated/manifest.json differs" not in ran.out
    assert "minimum" in ran.out


def test_twice_in_a_row_is_the_same_answer_and_nothing_is_written(run: Run, project: Path, generated: Path) -> None:
    (generated / "models.py").write_text("other\n")
    before = state(project)
    assert run(project, "diff-check") == run(project, "diff-check")
    assert state(project) == before


def test_another_version_of_a_tool_is_told_apart_from_drift(run: Run, project: Path, generated: Path) -> None:
    manifest = generated / "manifest.json"
    content = json.loads(manifest.read_text())
    content["tools"]["wsgen"] = "0.0.1"
    manifest.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    ran = run(project, "diff-check")
    assert ran.code == 1
    first, last = ran.out.splitlines()
    assert first.startswith("generated/ was written with wsgen 0.0.1, this is wsgen ")
    assert last == "No generated code differs. Run `wsgen regen` and commit the result."
    assert (
        ",title=WSG606::generated/ was written with wsgen 0.0.1" in run(project, "diff-check", "--format", "github").out
    )


def written_by(version: str, generated: Path) -> None:
    """Makes the folder what another wsgen wrote: one whose models have a comment more, and no channels."""
    manifest = generated / "manifest.json"
    content = json.loads(manifest.read_text())
    models = generated / "models.py"
    models.write_text(f"{models.read_text()}# more\n")
    (generated / "channels.py").unlink()
    del content["files"]["channels.py"]
    content["files"]["models.py"] = f"sha256:{hashlib.sha256(models.read_bytes()).hexdigest()}"
    content["tools"]["wsgen"] = version
    manifest.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


CAUSE = "Tool version (or a setting): the document is the same, no file was edited."


def test_what_another_version_alone_makes_differ_is_called_so(run: Run, project: Path, generated: Path) -> None:
    written_by("0.0.9", generated)
    ran = run(project, "diff-check")
    assert ran.code == 1
    assert ran.out.splitlines()[0].startswith("generated/ was written with wsgen 0.0.9, this is wsgen ")
    assert ran.out.splitlines()[-2:] == [CAUSE, "1 file changed, 1 missing. Run `wsgen regen` and commit the result."]
    assert json.loads(run(project, "diff-check", "--format", "json").out)["tool_version"] == ["generated"]
    assert f"%0A{CAUSE}%0A" in run(project, "diff-check", "--format", "github").out


def test_who_has_an_older_version_is_asked_for_the_newer_one(run: Run, project: Path, generated: Path) -> None:
    written_by("99.10.0", generated)
    last = run(project, "diff-check").out.splitlines()[-1]
    assert last.endswith("Install wsgen 99.10.0, which wrote them, or `wsgen regen` with this one.")


@pytest.mark.parametrize("what", ["an edit", "another document", "a file more"])
def test_what_has_another_cause_too_is_not_the_versions(run: Run, project: Path, generated: Path, what: str) -> None:
    written_by("0.0.9", generated)
    match what:
        case "an edit":
            (generated / "models.py").write_text("other\n")
        case "another document":
            change(project / "asyncapi" / "small.yml", "title: Small", "title: Smaller")
        case _:
            (generated / "mine.py").touch()
    ran = run(project, "diff-check")
    assert (ran.code, CAUSE in ran.out) == (1, False)


def test_a_broken_manifest_is_drift(run: Run, project: Path, generated: Path) -> None:
    (generated / "manifest.json").write_text("<<<<<<< HEAD\n")
    ran = run(project, "diff-check")
    assert ran.code == 1
    assert ran.out.startswith("generated/manifest.json differs from asyncapi/small.yml\n")


def test_a_long_diff_is_cut_with_the_number_of_lines_left_out(run: Run, project: Path, generated: Path) -> None:
    path = generated / "_runtime" / "protocol.py"
    path.write_text("".join(f"line {number}\n" for number in range(500)))
    ran = run(project, "diff-check")
    assert len(ran.out.splitlines()) < 60
    assert "more lines" in ran.out


def test_a_diff_sends_no_control_characters_to_the_terminal(run: Run, project: Path, generated: Path) -> None:
    path = generated / "models.py"
    path.write_text(path.read_text() + "# \x1b]0;title\x07\x9b31m\n")
    ran = run(project, "diff-check")
    assert "\\x1b]0;title\\x07\\x9b31m" in ran.out
    assert not [each for each in ran.out if each != "\n" and not each.isprintable()]


def test_json_has_every_kind_of_drift(run: Run, project: Path, generated: Path) -> None:
    (generated / "models.py").write_text("other\n")
    (generated / "client.py").unlink()
    (generated / "mine.py").write_text("")
    ran = run(project, "diff-check", "--format", "json")
    answer = json.loads(ran.out)
    assert (ran.code, ran.err, answer["drift"]) == (1, "", True)
    assert answer["missing"] == ["generated/client.py"]
    assert answer["unexpected"] == ["generated/mine.py"]
    assert [each["path"] for each in answer["changed"]] == ["generated/models.py"]
    assert "-other" in answer["changed"][0]["diff"]
    assert sorted(each["code"] for each in answer["diagnostics"]) == ["WSG603", "WSG604", "WSG605"]
    ran = run(project, "regen")
    (generated / "mine.py").unlink()
    ran = run(project, "diff-check", "--format", "json")
    answer = json.loads(ran.out)
    assert (ran.code, answer["drift"], answer["diagnostics"]) == (0, False, [])


def test_github_gets_one_annotation_a_file_at_the_first_line_that_differs(
    run: Run, project: Path, generated: Path
) -> None:
    text = (generated / "models.py").read_text()
    (generated / "models.py").write_text(text + "# edited\n")
    (generated / "client.py").unlink()
    ran = run(project, "diff-check", "--format", "github")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert [line.split(",")[0] for line in lines] == [
        "::error file=generated/client.py",
        "::error file=generated/models.py",
    ]
    assert f",line={text.count(chr(10)) + 1}," in lines[1]
    run(project, "regen")
    assert run(project, "diff-check", "--format", "github").out == ""


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_an_invalid_document_is_said_in_each_format(run: Run, project: Path, generated: Path, form: str) -> None:
    change(project / "asyncapi" / "small.yml", "action: receive", "action: recieve")
    ran = run(project, "diff-check", "--format", form)
    assert (ran.code, ran.err) == (1, "")
    assert "WSG2" in ran.out
    if form == "json":
        assert json.loads(ran.out)["diagnostics"][0]["line"] == 13


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def check_out_with_crlf(project: Path, generated: Path) -> None:
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "one")
    git(project, "config", "core.autocrlf", "true")
    check_out_again(project, generated)
    assert b"\r\n" in (generated / "models.py").read_bytes()


def check_out_again(project: Path, generated: Path) -> None:
    for path in generated.rglob("*.*"):
        path.unlink()
    git(project, "checkout", "-q", ".")


def test_a_checkout_with_autocrlf_is_no_drift_and_one_letter_is(run: Run, project: Path, generated: Path) -> None:
    check_out_with_crlf(project, generated)
    ran = run(project, "diff-check")
    assert ran.code == 0
    assert "CRLF" in ran.out
    content = (generated / "models.py").read_bytes()
    (generated / "models.py").write_bytes(content.replace(b"class Tick", b"class Tack", 1))
    ran = run(project, "diff-check")
    assert ran.code == 1
    assert ran.out.splitlines()[0] == "generated/models.py differs from asyncapi/small.yml"
    assert ran.out.splitlines()[-1].startswith("1 file changed.")


def test_github_gets_one_notice_for_all_crlf_line_ends_with_the_line_that_ends_them(
    run: Run, project: Path, generated: Path
) -> None:
    check_out_with_crlf(project, generated)
    ran = run(project, "diff-check", "--format", "github")
    assert (ran.code, ran.out.count("\n")) == (0, 1)
    assert ran.out.startswith("::notice file=generated/")
    assert ",title=WSG607::" in ran.out
    assert " files with CRLF line ends" in ran.out
    answer = json.loads(run(project, "diff-check", "--format", "json").out)
    assert (answer["drift"], [each["code"] for each in answer["diagnostics"]]) == (False, ["WSG607"])
    line = "generated/** text eol=lf"
    assert f"write `{line}` into .gitattributes" in ran.out
    (project / ".gitattributes").write_text(f"{line}\n")
    check_out_again(project, generated)
    assert run(project, "diff-check", "--format", "github").out == ""


def test_a_file_that_ends_early_is_annotated_at_its_last_line(run: Run, project: Path, generated: Path) -> None:
    path = generated / "models.py"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:7]))
    assert run(project, "diff-check", "--format", "github").out.startswith("::error file=generated/models.py,line=7,")
    path.write_text("")
    assert run(project, "diff-check", "--format", "github").out.startswith("::error file=generated/models.py,line=1,")


def test_changes_elsewhere_and_bytecode_are_no_drift(run: Run, project: Path, generated: Path) -> None:
    (project / "notes.txt").write_text("mine\n")
    (generated / "__pycache__").mkdir(exist_ok=True)
    (generated / "__pycache__" / "models.cpython-311.pyc").write_bytes(b"\0")
    assert run(project, "diff-check").code == 0


def test_bytes_that_are_no_text_are_not_sent_to_the_terminal(run: Run, project: Path, generated: Path) -> None:
    (generated / "models.py").write_bytes(bytes(range(256)) * 20)
    ran = run(project, "diff-check")
    assert ran.code == 1
    assert "generated/models.py differs from asyncapi/small.yml\n(what is there is no text in UTF-8)\n" in ran.out
    assert len(ran.out) < 300


def test_a_line_without_an_end_is_cut(run: Run, project: Path, generated: Path) -> None:
    (generated / "models.py").write_text("x" * 100_000)
    assert len(run(project, "diff-check").out) < 5_000


def test_names_of_files_do_nothing_to_the_terminal(run: Run, project: Path, generated: Path) -> None:
    try:
        (generated / "a\n\x1b[31m").touch()
    except (OSError, ValueError):
        pytest.skip("the system takes no such file name")
    out = run(project, "diff-check").out
    assert "\x1b" not in out
    assert out.count("\n") == 2
