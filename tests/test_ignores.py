"""`x-wsgen-ignore`: what it drops, what it leaves, and what is said of one that is wrong or does nothing."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from wsgen.collecting import RefusedError
from wsgen.diagnostics.diagnostic import Diagnostic, Severity
from wsgen.pipeline import Job, check
from wsgen.settings import Settings, settings_of
from wsgen.spec.load import read

SPEC = """\
asyncapi: 3.0.0
info: {title: Small, version: 1.0.0}
channels:
  main:
    address: /ws
    messages:
      Tick: {$ref: '#/components/messages/Tick'}
operations:
  receiveTick:
    action: receive
    channel: {$ref: '#/channels/main'}
    messages: [{$ref: '#/channels/main/messages/Tick'}]
components:
  messages:
    Tick:
      payload:
        type: object
        required: [type]
        properties: {type: {const: tick}, size: {type: integer, default: big}}
      examples:
      - payload: {type: tock}
  schemas:
    Unused: {type: string}
"""
SERVER = Settings(perspective="server")


def found(folder: Path, spec: str, settings: Settings = SERVER, *, is_strict: bool = False) -> tuple[Diagnostic, ...]:
    (folder / "spec.yml").write_text(spec)
    texts = {path.name: path.read_text() for path in folder.glob("pyproject.*")}
    try:
        return check(Job(folder, "spec.yml", settings, texts, is_strict), lambda _: None).diagnostics
    except RefusedError as refused:
        return refused.diagnostics


def codes(folder: Path, spec: str, settings: Settings = SERVER, *, is_strict: bool = False) -> list[str]:
    return sorted(each.code for each in found(folder, spec, settings, is_strict=is_strict))


def ignoring(words: str, before: str, spec: str = SPEC) -> str:
    """`spec` with `x-wsgen-ignore: words` on a line of its own before the line that has `before`."""
    lines = spec.splitlines()
    (place,) = (number for number, line in enumerate(lines) if line.lstrip().startswith(before))
    indent = " " * (len(lines[place]) - len(lines[place].lstrip()))
    lines.insert(place, f"{indent}x-wsgen-ignore: {words}")
    return "\n".join(lines) + "\n"


def test_the_document_has_three_warnings(tmp_path: Path) -> None:
    assert codes(tmp_path, SPEC) == ["WSG312", "WSG313", "WSG327"]


@pytest.mark.parametrize(
    ("words", "before", "left"),
    [
        ("[WSG312]", "payload:", ["WSG313", "WSG327"]),
        ("[WSG312, WSG313]", "payload:", ["WSG327"]),
        ("[WSG313]", "required:", ["WSG312", "WSG327"]),
        ("[WSG313]", "schemas:", ["WSG312", "WSG327"]),
        ("[WSG312, WSG313, WSG327]", "info:", []),
        ("[]", "info:", ["WSG312", "WSG313", "WSG327"]),
    ],
)
def test_it_drops_what_is_found_in_its_object_and_below(
    tmp_path: Path, words: str, before: str, left: list[str]
) -> None:
    assert codes(tmp_path, ignoring(words, before)) == left


def test_it_leaves_the_same_code_in_another_object_and_in_one_whose_name_begins_alike(tmp_path: Path) -> None:
    spec = SPEC.replace("    Unused:", "    Unused2: {type: string}\n    Unused:")
    ignored = spec.replace("Unused: {", "Unused: {x-wsgen-ignore: [WSG327], ")
    assert [each.location.pointer for each in found(tmp_path, ignored) if each.code == "WSG327"] == [
        "/components/schemas/Unused2"
    ]


def test_strictness_and_rules_come_after_it(tmp_path: Path) -> None:
    spec = ignoring("[WSG312, WSG313]", "payload:")
    assert codes(tmp_path, spec, Settings(perspective="server", rules={"WSG312": Severity.ERROR})) == ["WSG327"]
    assert [each.severity for each in found(tmp_path, spec, is_strict=True)] == [Severity.ERROR]
    assert codes(tmp_path, spec, Settings(perspective="server", rules={"WSG312": None})) == ["WSG327"]


def test_it_works_in_another_file_and_says_nothing_of_that_files_neighbours(tmp_path: Path) -> None:
    tick = "payload: {type: object, properties: {size: {type: integer, default: big}}}"
    (tmp_path / "parts.yml").write_text(f"Tick: {{{tick}, x-wsgen-ignore: [WSG313]}}\n")
    spec = SPEC.replace("#/components/messages/Tick", "parts.yml#/Tick").partition("components:")[0]
    assert codes(tmp_path, spec) == []
    (tmp_path / "parts.yml").write_text(f"Tick: {{{tick}}}\n")
    assert codes(tmp_path, ignoring("[WSG313]", "info:", spec)) == ["WSG157", "WSG313"]


def test_it_works_in_a_document_of_2x(tmp_path: Path) -> None:
    spec = """\
asyncapi: 2.6.0
info: {title: Small, version: 1.0.0}
channels:
  /ws:
    publish:
      message:
        x-wsgen-ignore: [WSG314]
        payload: {type: object, properties: {size: {type: integer, examples: [big]}}}
    subscribe:
      message:
        payload: {type: object, properties: {size: {type: integer, examples: [big]}}}
"""
    (left,) = found(tmp_path, spec)
    assert (left.code, left.location.line) == ("WSG314", 11)


def test_an_overlay_can_lay_it_on(tmp_path: Path) -> None:
    layers = {"#/components/messages/Tick": {"x-wsgen-ignore": ["WSG312"]}}
    assert codes(tmp_path, SPEC, overlaid(tmp_path, layers)) == ["WSG313", "WSG327"]
    layers = {"#/info": {"x-wsgen-ignore": ["WSG312"]}}
    (unused,) = (each for each in found(tmp_path, SPEC, overlaid(tmp_path, layers)) if each.code == "WSG157")
    assert unused.location.path == "pyproject.json"


def overlaid(folder: Path, layers: Mapping[str, object]) -> Settings:
    """Settings with `layers`; the file that they stand in is named as pyproject.toml would be."""
    (folder / "pyproject.json").write_text(json.dumps({"perspective": "server", "overlay": layers}))
    settings, diagnostics = settings_of(read("pyproject.json", root=folder).document)
    assert not diagnostics
    return settings


def test_one_that_ignores_nothing_is_told_at_its_item(tmp_path: Path) -> None:
    (unused,) = (each for each in found(tmp_path, ignoring("[WSG312, WSG411]", "payload:")) if each.code == "WSG157")
    assert (unused.location.line, unused.location.column) == (16, 32)
    assert unused.location.pointer == "/components/messages/Tick/x-wsgen-ignore/1"
    assert "WSG411" in unused.message


def test_nothing_is_said_of_it_where_another_document_may_need_it(tmp_path: Path) -> None:
    spec = SPEC.replace("#/components/messages/Tick", "parts.yml#/Tick").partition("components:")[0]
    other = "Other: {x-wsgen-ignore: [WSG313], type: string, default: 1}"
    (tmp_path / "parts.yml").write_text(f"Tick: {{payload: {{type: object}}}}\n{other}\n")
    assert codes(tmp_path, spec) == []


def test_nothing_is_said_of_it_where_the_run_ended_early(tmp_path: Path) -> None:
    spec = ignoring("[WSG411]", "payload:").replace("title: Small, ", "")
    assert codes(tmp_path, spec) == ["WSG202"]


def test_what_errors_of_the_last_stage_leave_is_told(tmp_path: Path) -> None:
    spec = ignoring("[WSG411]", "payload:").replace("info:", "x-wsgen-heartbeat: never\ninfo:")
    assert "WSG157" in codes(tmp_path, spec)


@pytest.mark.parametrize(
    ("words", "code", "column", "hint"),
    [
        ("[wsg312]", "WSG154", 24, "did you mean `WSG312`?"),
        ("[WSG000]", "WSG154", 24, "`wsgen explain` lists all codes"),
        ("[312]", "WSG154", 24, "did you mean `WSG312`?"),
        ("[WSG312, WSG202]", "WSG155", 32, "mend what it is about"),
        ("WSG312", "WSG402", 23, "write it like `[WSG312]`"),
        ("{WSG312: true}", "WSG402", 23, "write it like `[WSG312]`"),
    ],
)
def test_what_is_wrong_with_one_is_told_at_its_place(
    tmp_path: Path, words: str, code: str, column: int, hint: str
) -> None:
    (fault,) = (each for each in found(tmp_path, ignoring(words, "payload:")) if each.code == code)
    assert (fault.code, fault.location.column, fault.hint) == (code, column, hint)
    assert fault.severity is Severity.ERROR


def test_a_slip_in_one_hides_nothing_else(tmp_path: Path) -> None:
    assert set(codes(tmp_path, ignoring("[WSG000]", "payload:"))) == {"WSG154", *codes(tmp_path, SPEC)}


@pytest.mark.parametrize(
    "data",
    ["examples: [{payload: {x-wsgen-ignore: [nonsense]}}]", "x-own: {x-wsgen-ignore: nonsense}"],
)
def test_a_key_of_that_name_in_data_says_nothing(tmp_path: Path, data: str) -> None:
    spec = SPEC.replace("      examples:\n      - payload: {type: tock}\n", f"      {data}\n")
    assert not {"WSG154", "WSG157", "WSG402"} & set(codes(tmp_path, spec))


def test_a_property_of_that_name_is_a_property(tmp_path: Path) -> None:
    spec = SPEC.replace("{type: {const: tick}, ", "{type: {const: tick}, x-wsgen-ignore: {type: array}, ")
    assert codes(tmp_path, spec) == ["WSG312", "WSG313", "WSG327"]


def test_a_message_or_property_called_like_a_keyword_can_have_one(tmp_path: Path) -> None:
    spec = SPEC.replace("Tick", "examples").replace("size: {", "default: {x-wsgen-ignore: [WSG313], ")
    assert codes(tmp_path, ignoring("[WSG312]", "payload:", spec)) == ["WSG327"]


def test_what_can_not_be_generated_is_ignored_in_a_check_and_refused_all_the_same(tmp_path: Path) -> None:
    avro = "{schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: {type: record, name: R, fields: []}}"
    start, end = SPEC.index("      payload:\n"), SPEC.index("  schemas:")
    spec = ignoring("[WSG307]", "payload:", f"{SPEC[:start]}      payload: {avro}\n{SPEC[end:]}")
    (tmp_path / "spec.yml").write_text(spec)
    checked = check(Job(tmp_path, "spec.yml", SERVER), lambda _: None)
    assert not {"WSG307", "WSG157"} & {each.code for each in checked.diagnostics}
    assert [each.code for each in checked.refusals] == ["WSG307"]
