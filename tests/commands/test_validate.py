"""`wsgen validate` at a user's level: what is printed, and the exit code."""

import json
from pathlib import Path

import pytest
from shell import Run, change


def test_a_valid_document_is_one_calm_line(run: Run, project: Path) -> None:
    ran = run(project, "validate")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "asyncapi/small.yml is valid: 1 channel, 2 operations, 2 messages\n"


def test_the_document_can_be_named_from_anywhere(run: Run, project: Path) -> None:
    ran = run(project / "asyncapi", "validate", "./small.yml")
    assert (ran.code, ran.out.partition(" ")[0]) == (0, "small.yml")
    ran = run(project.parent, "validate", "project/asyncapi/small.yml")
    assert (ran.code, ran.out.partition(" ")[0]) == (0, "project/asyncapi/small.yml")


def test_an_error_has_its_place_its_line_and_exit_code_1(run: Run, project: Path) -> None:
    change(project / "asyncapi" / "small.yml", "action: receive", "action: recieve")
    ran = run(project, "validate")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("asyncapi/small.yml:13:13: WSG2")
    assert "13 |     action: recieve\n" in ran.out
    assert ran.out.splitlines()[-1].startswith("1 error. `wsgen explain WSG2")


def test_paths_are_as_the_user_would_type_them_in_a_folder_below(run: Run, project: Path) -> None:
    change(project / "asyncapi" / "small.yml", "action: receive", "action: recieve")
    below = project / "src"
    below.mkdir()
    ran = run(below, "validate")
    assert (ran.code, ran.out.partition(":")[0]) == (1, "../asyncapi/small.yml")
    assert "13 |     action: recieve\n" in ran.out


@pytest.mark.parametrize("form", ["full", "concise", "github"])
def test_each_format_names_the_same_fault(run: Run, project: Path, form: str) -> None:
    change(project / "asyncapi" / "small.yml", "action: receive", "action: recieve")
    ran = run(project, "validate", "--format", form)
    assert ran.code == 1
    assert "asyncapi/small.yml" in ran.out
    assert "recieve" in ran.out


def test_json_is_one_object_whatever_was_found(run: Run, project: Path) -> None:
    assert json.loads(run(project, "validate", "--format", "json").out)["diagnostics"] == []
    change(project / "asyncapi" / "small.yml", "action: receive", "action: recieve")
    ran = run(project, "validate", "--format", "json")
    (found,) = json.loads(ran.out)["diagnostics"]
    assert (ran.code, found["path"], found["line"], found["severity"]) == (1, "asyncapi/small.yml", 13, "error")


UNUSED = "  schemas:\n    Unused: {type: string}\n"


def test_a_warning_is_an_error_when_strict_or_when_a_rule_says_so(run: Run, project: Path) -> None:
    spec = project / "asyncapi" / "small.yml"
    spec.write_text(spec.read_text() + UNUSED)
    ran = run(project, "validate")
    assert ran.code == 0
    code = ran.out.split(": ", 1)[1].partition(" ")[0]
    assert f"{code} warning:" in ran.out
    assert run(project, "validate", "--strict").code == 1
    settings = project / "pyproject.toml"
    settings.write_text(f'{settings.read_text()}rules.{code} = "error"\n')
    assert run(project, "validate").code == 1
    settings.write_text(settings.read_text().replace('"error"', '"off"'))
    ran = run(project, "validate", "--strict")
    assert (ran.code, code in ran.out) == (0, False)


def test_a_fault_in_the_settings_is_shown_in_pyproject_toml(run: Run, project: Path) -> None:
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text() + 'outt = "x"\n')
    ran = run(project, "validate")
    assert ran.code == 1
    assert ran.out.startswith("pyproject.toml:4:1: WSG151 there is no setting `outt`")
    assert '4 | outt = "x"\n' in ran.out
    assert "did you mean `out`?" in ran.out


def test_a_document_that_is_not_there_is_no_answer(run: Run, project: Path) -> None:
    ran = run(project, "validate", "nowhere.yml")
    assert (ran.code, "nowhere.yml:1:1: WSG115" in ran.out) == (2, True)
    (project / "asyncapi" / "small.yml").unlink()
    ran = run(project, "validate")
    assert ran.code == 2
    assert "pyproject.toml:2:8: the settings name it here" in ran.out


def test_without_a_document_the_command_says_how_to_name_one(run: Run, tmp_path: Path) -> None:
    ran = run(tmp_path, "validate")
    assert (ran.code, ran.out) == (2, "")
    assert 'spec = "asyncapi/chat.yml"' in ran.err


def test_an_overlay_is_checked_like_the_document(run: Run, project: Path) -> None:
    settings = project / "pyproject.toml"
    before = settings.read_text()
    settings.write_text(before + '[tool.wsgen.overlay]\n"#/components/messages/Tick" = { x-wsgen-role = "pnig" }\n')
    ran = run(project, "validate", "--strict")
    assert (ran.code, ran.out.partition(": ")[0]) == (1, "pyproject.toml:5:49")
    settings.write_text(before + '[tool.wsgen.overlay]\n"#/components/messages/Tik" = { x-wsgen-role = "ping" }\n')
    ran = run(project, "validate")
    assert (ran.code, ran.out.partition(" there")[0]) == (1, "pyproject.toml:5:1: WSG160")
    assert "did you mean `Tick`?" in ran.out


def test_an_overlay_may_stand_in_a_file(run: Run, project: Path) -> None:
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text() + 'overlay = "asyncapi/overlay.yml"\n')
    ran = run(project, "validate")
    assert (ran.code, "pyproject.toml:4:11: WSG162" in ran.out) == (2, True)
    overlay = project / "asyncapi" / "overlay.yml"
    overlay.write_text("'#/info': {title: Talk}\n")
    assert run(project, "validate").code == 0
    overlay.write_text("'#/infos': {title: Talk}\n")
    ran = run(project, "validate")
    assert (ran.code, ran.out.partition(" there")[0]) == (1, "asyncapi/overlay.yml:1:1: WSG160")
    overlay.write_text("[1]\n")
    assert "asyncapi/overlay.yml:1:1: WSG161" in run(project, "validate").out
    overlay.write_text("a: [\n")
    assert run(project, "validate").out.startswith("asyncapi/overlay.yml:")


def test_colours_are_for_terminals(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(project / "asyncapi" / "small.yml", "action: receive", "action: recieve")
    assert "\x1b[" not in run(project, "validate").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run(project, "validate").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run(project, "validate").out


def avro_beside_ticks(project: Path) -> None:
    """Describes a payload in Avro, which is valid AsyncAPI and can't be generated."""
    spec = project / "asyncapi" / "small.yml"
    avro = "{schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: {type: record, name: R, fields: []}}"
    spec.write_text(f"{spec.read_text()}    Record: {{payload: {avro}}}\n")
    change(spec, "      Tick: {$ref", "      Record: {$ref: '#/components/messages/Record'}\n      Tick: {$ref")


def test_what_is_valid_and_can_not_be_generated_is_a_warning_here_and_an_error_there(run: Run, project: Path) -> None:
    avro_beside_ticks(project)
    ran = run(project, "validate")
    assert (ran.code, ran.err) == (0, "")
    assert "WSG307 warning: message `Record` is described in" in ran.out
    last = "asyncapi/small.yml is valid AsyncAPI, but wsgen can't generate code for it: WSG307"
    assert ran.out.splitlines()[-1] == last
    assert (run(project, "regen").code, run(project, "diff-check").code) == (1, 1)
    assert "WSG307 message `Record`" in run(project, "regen").err
    assert run(project, "validate", "--strict").code == 1


@pytest.mark.parametrize(("level", "code"), [("error", 1), ("warning", 0), ("off", 0)])
def test_a_rule_decides_what_that_means_here_and_never_there(run: Run, project: Path, level: str, code: int) -> None:
    avro_beside_ticks(project)
    settings = project / "pyproject.toml"
    settings.write_text(f'{settings.read_text()}rules.WSG307 = "{level}"\n')
    ran = run(project, "validate")
    assert (ran.code, "WSG307 " in ran.out) == (code, level != "off")
    assert code or ran.out.splitlines()[-1].endswith("can't generate code for it: WSG307")
    assert (run(project, "regen").code, run(project, "diff-check").code) == (1, 1)


SERVER = "servers:\n  s:\n    host: h\n    protocol: ws\n    variables:\n"


@pytest.mark.parametrize(
    ("head", "line", "code"),
    [
        ("", "  channels: {{}}\n", "WSG103"),
        ("", "  x{}: 1\n", "WSG201"),
        ("channels:\n", "  c{}: {{adress: x}}\n", "WSG201"),
        (SERVER, "      v{}: {{}}\n", "WSG325"),
    ],
    ids=["duplicate keys", "fields of one object", "fields of many objects", "a rule's"],
)
def test_of_thousands_of_faults_the_first_thousand_are_told(
    run: Run, project: Path, head: str, line: str, code: str
) -> None:
    document = f"asyncapi: 3.0.0\ninfo:\n  title: a\n  version: '1'\n{head}"
    lines = "".join(map(line.format, range(5000)))
    (project / "asyncapi" / "small.yml").write_text(document + lines, encoding="utf-8")
    found = json.loads(run(project, "validate", "--format", "json", "--strict").out)["diagnostics"]
    places = [each["line"] for each in found if each["code"] == code]
    # The first one that stands twice doesn't do so before its second time.
    first = document.count("\n") + (2 if code == "WSG103" else 1)
    assert places == list(range(first, first + len(places)))
    assert [each["severity"] for each in found].count("error") == 1000
    (more,) = (each for each in found if each["code"] == "WSG123")
    assert (more["severity"], more["line"]) == ("note", places[-1])
