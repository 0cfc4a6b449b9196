"""The stages in their order: what one compile gives, where it stops, and at which level its findings are."""

from pathlib import Path

import pytest

from wsgen.code.manifest import MANIFEST, parse
from wsgen.collecting import RefusedError
from wsgen.diagnostics.diagnostic import Severity
from wsgen.pipeline import Checked, Job, check, compile_document
from wsgen.plan.compose import protocol_of
from wsgen.settings import Settings

SPEC = """\
asyncapi: 3.0.0
info: {title: Small, version: 1.0.0}
channels:
  main:
    address: /ws
    messages:
      Tick: {$ref: 'parts.yml#/Tick'}
operations:
  receiveTick:
    action: receive
    channel: {$ref: '#/channels/main'}
    messages: [{$ref: '#/channels/main/messages/Tick'}]
components:
  schemas:
    Unused: {type: string}
"""
PARTS = "Tick: {payload: {type: object, required: [type], properties: {type: {const: tick}}}}\n"
SERVER = Settings(perspective="server")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "small.yml").write_text(SPEC)
    (tmp_path / "api" / "parts.yml").write_text(PARTS)
    return tmp_path


def checked(folder: Path, settings: Settings = SERVER, *, is_strict: bool = False) -> Checked:
    return check(Job(folder, "api/small.yml", settings, is_strict=is_strict), lambda _: None)


def test_a_compile_gives_every_file_and_a_manifest_that_lists_them(folder: Path) -> None:
    tree = compile_document(Job(folder, "api/small.yml", SERVER), lambda _: None).tree
    manifest = parse(tree[MANIFEST])
    assert manifest is not None
    assert {"__init__.py", "models.py", "server.py", "client.py", "schemas.json", "py.typed"} <= tree.keys()
    assert manifest.files.keys() == tree.keys() - {MANIFEST}
    assert manifest.spec == "api/small.yml"
    assert list(tree) == sorted(tree)


def test_nothing_generated_names_a_place_on_this_machine(folder: Path) -> None:
    tree = compile_document(Job(folder, "api/small.yml", SERVER), lambda _: None).tree
    assert not [path for path, text in tree.items() if str(folder) in text or str(Path.cwd()) in text]


def test_findings_are_located_from_the_jobs_folder_with_the_text_of_their_file(folder: Path) -> None:
    found = checked(folder)
    assert {each.location.path for each in found.diagnostics} == {"api/small.yml"}
    assert found.texts == {"api/small.yml": SPEC, "api/parts.yml": PARTS}


def test_a_stage_with_errors_is_the_last_one_and_its_errors_are_all_there(folder: Path) -> None:
    path = folder / "api" / "small.yml"
    path.write_text(SPEC.replace("receive\n", "recieve\n").replace("info: {title: Small", "info: {titel: Small"))
    with pytest.raises(RefusedError) as refused:
        checked(folder)
    assert {each.code[:4] for each in refused.value.diagnostics} == {"WSG2"}
    assert {each.location.line for each in refused.value.diagnostics} == {2, 10}
    assert refused.value.is_answer


def test_an_error_in_another_file_is_located_there(folder: Path) -> None:
    (folder / "api" / "parts.yml").write_text(PARTS.replace("payload", "payloda"))
    with pytest.raises(RefusedError) as refused:
        checked(folder)
    assert [str(each.location) for each in refused.value.diagnostics] == ["api/parts.yml:1:8"]
    assert "payloda" in refused.value.texts["api/parts.yml"]


def test_a_document_that_cannot_be_opened_is_no_answer(folder: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        check(Job(folder, "api/nowhere.yml"), lambda _: None)
    assert not refused.value.is_answer


@pytest.mark.parametrize(
    ("level", "is_strict", "severity"),
    [
        ("warning", False, Severity.WARNING),
        ("note", False, Severity.NOTE),
        ("note", True, Severity.NOTE),
        (None, False, None),
        (None, True, None),
    ],
)
def test_a_rule_sets_the_level_of_a_code(
    folder: Path, level: str | None, is_strict: bool, severity: Severity | None
) -> None:
    (unused,) = (each for each in checked(folder).diagnostics if "Unused" in each.message)
    settings = Settings(perspective="server", rules={unused.code: Severity(level) if level else None})
    found = [each for each in checked(folder, settings, is_strict=is_strict).diagnostics if each.code == unused.code]
    assert [each.severity for each in found] == ([severity] if severity else [])


def test_strictness_hides_nothing_that_a_later_stage_finds(folder: Path) -> None:
    # `validate` warns of the keyword, and only planning, the last stage, says that nothing uses the component.
    text = SPEC.replace("Unused: {type: string}", "Unused: {typ: string}")
    (folder / "api" / "small.yml").write_text(text)

    with pytest.raises(RefusedError) as refused:
        checked(folder, is_strict=True)

    assert {"WSG213", "WSG327"} <= {each.code for each in refused.value.diagnostics}


@pytest.mark.parametrize(("level", "is_strict"), [(Severity.ERROR, False), (Severity.WARNING, True)])
def test_a_warning_that_became_an_error_stops_the_compile(folder: Path, level: Severity, is_strict: bool) -> None:
    (unused,) = (each for each in checked(folder).diagnostics if "Unused" in each.message)
    settings = Settings(perspective="server", rules={unused.code: level})
    with pytest.raises(RefusedError) as refused:
        checked(folder, settings, is_strict=is_strict)
    assert [each.code for each in refused.value.diagnostics if each.severity is Severity.ERROR] == [unused.code]


def test_settings_reach_the_plan(folder: Path) -> None:
    named = protocol_of(checked(folder, Settings(name="Talk", perspective="client")).plan)
    assert named.name == "Talk"
    (connection,) = named.connections
    assert [route.message for route in connection.client_to_server] == []


def test_steps_are_named_in_their_order(folder: Path) -> None:
    steps: list[str] = []
    compile_document(Job(folder, "api/small.yml", SERVER), steps.append)
    assert steps == [
        "reading api/small.yml",
        "checking api/small.yml",
        "planning the protocol",
        "generating models",
        "rendering Python",
        "formatting Python",
    ]
