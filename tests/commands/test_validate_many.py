"""`wsgen validate` with several documents: which ones are meant, one report, one summary, one answer."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import SPEC
from shell import Run, change

from wsgen.commands.documents import is_document, split

BAD = SPEC.replace("action: receive", "action: recieve")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three documents, one of them with an error, among files that are none."""
    parsed = yaml.safe_load(SPEC)
    for name, text in {
        "b.yml": BAD,
        "below/a.yaml": SPEC,
        "below/c.json": json.dumps(parsed | {"asyncapi": parsed.pop("asyncapi")}),
        "pyproject.toml": '[tool.wsgen]\nperspective = "server"\n',
        "openapi.yml": "openapi: 3.0.0\ninfo: {title: asyncapi}\n",
        "list.json": '[{"asyncapi": "3.0.0"}]',
        "nested.yml": "x:\n  asyncapi: 3.0.0\n",
        "readme.md": "asyncapi: 3.0.0\n",
        ".hidden/d.yml": BAD,
        "node_modules/e/e.yml": BAD,
        "venv/pyvenv.cfg": "",
        "venv/f.yml": BAD,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def checked(run: Run, folder: Path, *arguments: str) -> list[str]:
    """The documents of a run, by name."""
    answer = json.loads(run(folder, "validate", "--format", "json", *arguments).out)
    return [each["path"] for each in answer["documents"]]


def test_a_folder_means_the_documents_in_it(run: Run, folder: Path) -> None:
    assert checked(run, folder, ".") == ["b.yml", "below/a.yaml", "below/c.json"]
    assert checked(run, folder, "below/") == ["below/a.yaml", "below/c.json"]
    assert checked(run, folder / "below", "..") == ["../b.yml", "a.yaml", "c.json"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.yml", ["b.yml"]),
        ("**/*.y*ml", ["b.yml", "below/a.yaml"]),
        ("**", ["b.yml", "below/a.yaml", "below/c.json"]),
        ("*", ["b.yml", "below/a.yaml", "below/c.json"]),
        ("**/**/*", ["b.yml", "below/a.yaml", "below/c.json"]),
        ("below/[ab].*", ["below/a.yaml"]),
        ("b*/*.json", ["below/c.json"]),
        ("./b?low/**/c.json", ["below/c.json"]),
        (".hid*/*.yml", [".hidden/d.yml"]),
    ],
)
def test_a_pattern_that_the_shell_left_alone_means_what_it_means_there(
    run: Run, folder: Path, pattern: str, expected: list[str]
) -> None:
    assert checked(run, folder, pattern) == expected


def test_a_pattern_may_begin_anywhere(run: Run, folder: Path) -> None:
    assert checked(run, folder, f"{folder.as_posix()}/*.yml") == ["b.yml"]
    assert checked(run, folder / "below", "../*.yml") == ["../b.yml"]


@pytest.mark.parametrize(
    ("pattern", "separator", "expected"),
    [
        ("apis\\**\\*.yml", "\\", ("apis", ("**", "*.yml"))),
        ("C:\\apis\\*\\chat.yml", "\\", ("C:/apis", ("*", "chat.yml"))),
        ("C:\\apis/*.yml", "\\", ("C:/apis", ("*.yml",))),
        ("/*.yml", "/", ("/", ("*.yml",))),
        ("/apis//*/chat.yml", "/", ("/apis/", ("*", "chat.yml"))),
        ("a\\*.yml", "/", ("", ("a\\*.yml",))),
    ],
)
def test_a_pattern_is_split_where_its_first_step_leaves_something_open(
    pattern: str, separator: str, expected: tuple[str, tuple[str, ...]]
) -> None:
    assert split(pattern, separator) == expected


@pytest.mark.parametrize(
    "text",
    [
        "asyncapi: 3.0.0",
        "\ufeff# a comment\n\n%YAML 1.2\n--- # another\n'asyncapi': 3.0.0\n",
        "info: {title: x}\r\nasyncapi: 3.0.0\r\n",
        "info: {title: x}\rasyncapi: 3.0.0\r",
        '  info: {}\n  "asyncapi" : 3.0.0\n',
        "asyncapi:\n  3.0.0\n",
        "{info: {title: 'asyncapi: {'}, asyncapi: 3.0.0}",
        "--- {asyncapi: 3.0.0}",
        '{"name": "asyncapi", "x": {"asyncapi": 1}, "asyncapi": "2.6.0"}',
        "asyncapi: 3.0.0\ninfo: [broken",
    ],
)
def test_a_document_has_the_key_at_its_root(text: str) -> None:
    assert is_document(text.encode())
    assert is_document(text.replace("\ufeff", "").encode("utf-16"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# asyncapi: 3.0.0\n",
        "x: asyncapi\n",
        "  a: 1\n  b:\n    asyncapi: 3.0.0\n",
        "x:\n  asyncapi: 3.0.0\n",
        "asyncapi-tools: 1\n",
        "asyncapi:x\n",
        "- asyncapi: 3.0.0\n",
        '{"devDependencies": {"asyncapi": "1"}, "name": "asyncapi"}',
        '[{"asyncapi": "3.0.0"}]',
        "{x-asyncapi: 1}",
    ],
)
def test_what_has_the_key_elsewhere_is_no_document(text: str) -> None:
    assert not is_document(text.encode())


def test_a_file_that_is_named_is_checked_whatever_it_is(run: Run, folder: Path) -> None:
    ran = run(folder, "validate", "openapi.yml")
    assert (ran.code, "openapi.yml:1:1: WSG2" in ran.out) == (1, True)
    assert checked(run, folder, "readme.md") == ["readme.md"]


def test_a_name_with_a_bracket_is_a_file_where_there_is_one(run: Run, folder: Path) -> None:
    (folder / "[b].yml").write_text(SPEC)
    assert checked(run, folder, "[b].yml") == ["[b].yml"]


def test_a_document_that_is_named_twice_is_checked_once(run: Run, folder: Path) -> None:
    (folder / "A.yml").symlink_to("below/a.yaml")
    (folder / "below" / "circle").symlink_to("..")
    assert checked(run, folder, "b.yml", "./b.yml", str(folder / "b.yml")) == ["b.yml"]
    assert checked(run, folder, ".", "**/*.yml", "below") == ["b.yml", "below/a.yaml", "below/c.json"]
    assert checked(run, folder, "A.yml", ".") == ["A.yml", "b.yml", "below/c.json"]


@pytest.mark.parametrize(("name", "where"), [("empty", "in the folder empty"), ("*.yaml", "that matches *.yaml")])
def test_a_name_without_any_document_is_no_answer(run: Run, folder: Path, name: str, where: str) -> None:
    (folder / "empty").mkdir()
    ran = run(folder, "validate", name)
    assert (ran.code, ran.out, ran.err) == (2, "", f"wsgen: there is no AsyncAPI document {where}\n")
    ran = run(folder, "validate", name, "below")
    assert (ran.code, "2 documents are valid\n" in ran.out, ran.err.count("\n")) == (2, True, 1)
    assert run(folder, "validate", name, "b.yml").code == 1


def test_an_output_folder_of_wsgen_is_not_searched(run: Run, project: Path, generated: Path) -> None:
    shutil.copy(project / "asyncapi" / "small.yml", generated / "small.yml")
    assert checked(run, project, ".") == ["asyncapi/small.yml"]
    assert checked(run, project, "generated") == ["generated/small.yml"]


def test_one_report_is_sorted_by_place_and_ends_with_one_summary(run: Run, folder: Path) -> None:
    (folder / "a.yml").write_text(BAD)
    ran = run(folder, "validate", ".", "nowhere.yml", "--format", "concise")
    assert (ran.code, ran.err) == (1, "")
    lines = ran.out.splitlines()
    assert [line.partition(": ")[0] for line in lines[:-2]] == ["a.yml:13:13", "b.yml:13:13", "nowhere.yml:1:1"]
    assert lines[-2:] == [
        "3 errors. `wsgen explain WSG204` says more.",
        "5 documents: 2 valid, 2 with errors, 1 that can't be opened",
    ]
    full = run(folder, "validate", ".", "nowhere.yml").out
    assert full.splitlines()[-2:] == lines[-2:]
    assert full.count("`wsgen explain") == 1


def test_valid_documents_are_one_line(run: Run, folder: Path) -> None:
    ran = run(folder, "validate", "below")
    assert (ran.code, ran.out, ran.err) == (0, "2 documents are valid\n", "")


def test_the_answer_is_no_before_it_is_none(run: Run, folder: Path) -> None:
    assert run(folder, "validate", "below/a.yaml", "nowhere.yml").code == 2
    assert run(folder, "validate", "b.yml", "nowhere.yml").code == 1


def test_a_fault_in_a_file_that_two_documents_read_is_reported_once(run: Run, folder: Path) -> None:
    shared = "type: object\nrequired: [type]\nproperties: {type: {const: tick}, n: {type: intger}}\n"
    (folder / "shared.yml").write_text(shared)
    for name in ("x.yml", "y.yml"):
        own = SPEC.replace(
            "{type: object, required: [type, n], properties: {type: {const: tick}, n: {type: integer}}}",
            "{$ref: shared.yml}",
        )
        (folder / name).write_text(own)
    ran = run(folder, "validate", "x.yml", "y.yml")
    assert (ran.code, ran.out.count("shared.yml:3:")) == (1, 1)
    assert ran.out.splitlines()[-2:] == ["1 error. `wsgen explain WSG204` says more.", "2 documents: 2 with errors"]


def test_each_document_has_the_settings_nearest_to_it(run: Run, folder: Path) -> None:
    for name in ("one", "two"):
        (folder / name).mkdir()
        (folder / name / "chat.yml").write_text(SPEC + "  schemas:\n    Unused: {type: string}\n")
        (folder / name / "pyproject.toml").write_text('[tool.wsgen]\nperspective = "server"\n')
    ran = run(folder, "validate", "one", "two", "--format", "concise")
    code = ran.out.split(": ", 1)[1].partition(" ")[0]
    with (folder / "two" / "pyproject.toml").open("a") as settings:
        settings.write(f'rules.{code} = "error"\n')
    ran = run(folder, "validate", "one", "two", "--format", "concise")
    assert ran.out.splitlines()[-1] == "2 documents: 1 valid, 1 with errors"
    ran = run(folder, "validate", "one", "two", "--config", "one/pyproject.toml")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "2 documents are valid")


def test_a_fault_in_the_settings_of_many_documents_is_reported_once(run: Run, folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.wsgen]\nnmae = 1\n")
    ran = run(folder, "validate", "below")
    assert (ran.code, ran.out.count("pyproject.toml:2:1")) == (1, 1)


def test_settings_that_cannot_be_read_are_no_answer_once(run: Run, folder: Path) -> None:
    ran = run(folder, "validate", "below", "--config", "nope.toml")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "wsgen: nope.toml can't be read: No such file or directory\n"


def test_an_empty_name_is_not_the_default(run: Run, project: Path) -> None:
    ran = run(project, "validate", "asyncapi", "")
    assert (ran.code, ran.out, "SPEC is empty" in ran.err) == (2, "", True)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be read")
def test_what_may_not_be_read_is_said(run: Run, folder: Path) -> None:
    (folder / "below").chmod(0)
    ran = run(folder, "validate", ".")
    (folder / "below").chmod(0o700)
    assert "below can't be searched: Permission denied" in ran.err


def process(folder: Path, *arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    """`wsgen validate arguments…` in a process of its own, with `stdin` as standard input."""
    command = [sys.executable, "-m", "wsgen", "validate", *arguments]
    ran = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, input=stdin, capture_output=True, timeout=60
    )
    return subprocess.CompletedProcess(command, ran.returncode, ran.stdout.decode(), ran.stderr.decode())


def test_a_document_comes_from_standard_input(folder: Path) -> None:
    ran = process(folder, "-", stdin=SPEC.encode())
    assert (ran.returncode, ran.stdout.partition(":")[0], ran.stderr) == (0, "<stdin> is valid", "")
    ran = process(folder, "-", stdin=BAD.encode())
    assert (ran.returncode, ran.stdout.partition(": ")[0]) == (1, "<stdin>:13:13")
    assert "13 |     action: recieve\n" in ran.stdout


def test_standard_input_refers_to_files_from_the_working_folder(folder: Path) -> None:
    (folder / "tock.yml").write_text(
        "type: object\nrequired: [type]\nproperties: {type: {const: tock}, x: {type: foo}}\n"
    )
    text = SPEC.replace("{type: object, required: [type], properties: {type: {const: tock}}}", "{$ref: ./tock.yml}")
    ran = process(folder, "-", "--format", "concise", stdin=text.encode())
    assert ran.stdout.startswith("tock.yml:3:45: WSG204 ")


def test_standard_input_is_one_document_among_others(folder: Path) -> None:
    ran = process(folder, "-", "below", "-", stdin=SPEC.encode())
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, "3 documents are valid")


def test_standard_input_has_the_settings_of_the_working_folder(project: Path) -> None:
    change(project / "pyproject.toml", 'perspective = "server"', "perspectve = 1")
    ran = process(project, "-", stdin=SPEC.encode())
    assert (ran.returncode, ran.stdout.partition(" ")[0]) == (1, "pyproject.toml:3:1:")


def test_nothing_on_standard_input_is_an_empty_document(folder: Path) -> None:
    ran = process(folder, "-")
    assert (ran.returncode, ran.stdout.partition(" the")[0]) == (1, "<stdin>:1:1: WSG114")
    ran = process(folder, "-", stdin=b"asyncapi: 3.0.0\n" + b"#" * 17_000_000)
    assert (ran.returncode, ran.stdout.partition(" the")[0]) == (1, "<stdin>:1:1: WSG110")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_file_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    ran = process(folder, "pipe")
    assert (ran.returncode, ran.stdout.splitlines()[0]) == (2, "pipe:1:1: WSG115 this is a pipe, not a file")
    assert "`wsgen validate -`" in ran.stdout
    ran = process(folder, "b.yml", "--config", "pipe")
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", "wsgen: pipe can't be read: it is no file\n")
    (folder / "pyproject.toml").write_text('[tool.wsgen]\noverlay = "pipe"\n')
    ran = process(folder, "b.yml")
    place = "pyproject.toml:2:11: WSG162 the overlay can't be read: this is a pipe, not a file"
    assert (ran.returncode, ran.stdout.splitlines()[0]) == (2, place)


def test_a_document_that_is_not_there_is_named_as_it_was_typed(folder: Path) -> None:
    ran = process(folder.parent, f"{folder.name}/nope.yml")
    assert (ran.returncode, ran.stdout.splitlines()[0]) == (
        2, f"{folder.name}/nope.yml:1:1: WSG115 there is no such file",
    )  # fmt: skip


def test_a_name_beyond_ascii_is_opened_in_every_locale(folder: Path) -> None:
    (folder / "geräte.yml").write_text(BAD)
    ran = process(folder, "geräte.yml", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (ran.returncode, ran.stdout.partition(": ")[0]) == (1, "ger\\xe4te.yml:13:13")


def test_a_name_does_nothing_to_a_terminal(run: Run, folder: Path) -> None:
    name = "::error::\x1b[31mred\r.yml"
    (folder / name).write_text(SPEC)
    for form in ("full", "concise", "github", "json", "sarif", "junit"):
        ran = run(folder, "validate", name, "--format", form)
        assert (ran.code, "\x1b" in ran.out, "\r" in ran.out) == (0, False, False)
    (folder / name).write_text(BAD)
    for form in ("full", "concise", "github", "json", "sarif", "junit"):
        ran = run(folder, "validate", name, "--format", form)
        assert (ran.code, "\x1b" in ran.out, "\r" in ran.out) == (1, False, False)
    ran = run(folder, "validate", name + "*z")
    assert (ran.code, "\x1b" in ran.err, "\r" in ran.err) == (2, False, False)
    ran = run(folder, "validate", "b.yml", "--config", name + "?")
    assert (ran.code, "\x1b" in ran.err, "\r" in ran.err) == (2, False, False)


def test_github_counts_behind_the_annotations(run: Run, folder: Path) -> None:
    ran = run(folder, "validate", ".", "--format", "github")
    assert ran.out.splitlines()[1:] == [
        "1 error. `wsgen explain WSG204` says more.",
        "3 documents: 2 valid, 1 with errors",
    ]
    assert run(folder, "validate", "below/a.yaml", "--format", "github").out == "1 document is valid\n"


def test_many_errors_have_one_summary(run: Run, folder: Path) -> None:
    for name, count in (("many.yml", 900), ("more.yml", 800)):
        schemas = "".join(f"    S{number}: {{type: strng}}\n" for number in range(count))
        (folder / name).write_text(f"{SPEC}  schemas:\n{schemas}")
    lines = run(folder, "validate", "more.yml", "many.yml", "--format", "concise").out.splitlines()
    assert (len(lines), lines[-2]) == (1_702, "1700 errors. `wsgen explain WSG204` says more.")
    assert lines[-1] == "2 documents: 2 with errors"
