"""Each fault has its place whatever the file's form: the same in JSON, and where components stand in another file."""

import json
from pathlib import Path

import pytest

from tests.faults.test_faults import FOLDERS, unpacked
from wsgen.commands.project import Arguments, project
from wsgen.diagnostics.diagnostic import Diagnostic, SpecError
from wsgen.diagnostics.excerpt import lines_of
from wsgen.diagnostics.location import Location
from wsgen.pipeline import check
from wsgen.spec.load import read
from wsgen.spec.node import Value, escape, plain
from wsgen.spec.references import unescape

# What a document in JSON can't be wrong about in the same way.
OF_YAML = {
    **dict.fromkeys(
        ("WSG101", "WSG102", "WSG118", "WSG120", "WSG121", "WSG109"), "YAML's grammar, or words that JSON lacks"
    ),
    **dict.fromkeys(("WSG103", "WSG104", "WSG111", "WSG112"), "values that no parser gives back as they were written"),
    **dict.fromkeys(("WSG105", "WSG106", "WSG107", "WSG113", "WSG114"), "the bytes of the file"),
    **dict.fromkeys(
        ("WSG108", "WSG110", "WSG119", "WSG122", "WSG123"), "the size of the text, and where it is given up"
    ),
    "WSG115": "there is no document",
}
DOCUMENTS = [
    folder
    for folder in FOLDERS
    if folder.name[:6] not in OF_YAML
    and not folder.name.startswith(("WSG15", "WSG7"))
    and (folder / "spec.yml").exists()
]
MOVABLE = ("schemas", "messages", "channels", "operations", "messageTraits", "operationTraits", "replies", "servers")
WITH_COMPONENTS = [
    folder
    for folder in DOCUMENTS
    # It counts references, and to another file leads one more.
    if folder.name[:6] != "WSG308" and "\ncomponents:" in (folder / "spec.yml").read_text(encoding="utf-8")
]
Found = set[tuple[str, str]]


def diagnose(folder: Path, spec: str) -> list[Diagnostic]:
    """Everything that is found in the document called `spec`, with the settings of its folder."""
    try:
        return list(check(project(Arguments(folder, spec)).job, lambda _: None).diagnostics)
    except SpecError as error:
        return list(error.diagnostics)


def placed(diagnostics: list[Diagnostic]) -> Found:
    """The code and the pointer of each, wherever it stands."""
    return {(each.code, each.location.pointer) for each in diagnostics}


def value_of(folder: Path, spec: str) -> dict[str, Value]:
    value = plain(read(spec, root=folder).document)
    assert isinstance(value, dict)
    return value


def write(path: Path, value: Value) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@pytest.mark.parametrize("folder", DOCUMENTS, ids=lambda folder: folder.name)
def test_a_document_in_json_has_the_same_faults_at_the_same_places(folder: Path, tmp_path: Path) -> None:
    copy = unpacked(folder, tmp_path)
    expected = placed(diagnose(copy, "spec.yml"))
    value = value_of(copy, "spec.yml")
    write(copy / "spec.json", value)

    found = diagnose(copy, "spec.json")
    assert placed(found) == expected
    text = (copy / "spec.json").read_text(encoding="utf-8")
    for each in found:
        if each.location.path == "spec.json":
            assert covered(each.location, text) in allowed(each.location.pointer, value), each


def covered(location: Location, text: str) -> Value:
    """The JSON value that stands between the location's two ends."""
    lines = lines_of(text)[location.line - 1 : location.end_line]
    # The end first: in a span of one line its column counts from the line's beginning.
    cut = [*lines[:-1], lines[-1][: location.end_column - 1]]
    cut[0] = cut[0][location.column - 1 :]
    result: Value = json.loads("\n".join(cut))
    return result


def allowed(pointer: str, value: Value) -> list[Value]:
    """What a location with `pointer` may cover: the value there, and its key."""
    key: Value = None
    for step in pointer.split("/")[1:]:
        key = unescape(step)
        value = value[int(step)] if isinstance(value, list) else value[str(key)] if isinstance(value, dict) else None
    return [value, key]


@pytest.mark.parametrize("folder", WITH_COMPONENTS, ids=lambda folder: folder.name)
def test_components_in_another_file_have_their_faults_there(folder: Path, tmp_path: Path) -> None:
    copy = unpacked(folder, tmp_path)
    expected = placed(diagnose(copy, "spec.yml"))
    value = value_of(copy, "spec.yml")
    components = value.get("components")
    assert isinstance(components, dict)
    write(copy / "spec.json", {**value, "components": referring(components)})
    write(copy / "parts.json", {"components": moved(components)})

    found = diagnose(copy, "spec.json")
    assert placed(found) == expected
    for each in found:
        if each.location.pointer.startswith("/components/"):
            # A component itself stands in both: its name here, what it is there.
            is_inside = each.location.pointer.count("/") > 3
            assert not is_inside or each.location.path == "parts.json", each


def referring(components: dict[str, Value]) -> Value:
    """Each component as a reference to the one of the same name in the other file."""
    return {
        kind: {name: {"$ref": f"parts.json#/components/{kind}/{escape(name)}"} for name in named}
        if isinstance(named, dict) and kind in MOVABLE
        else named
        for kind, named in components.items()
    }


def moved(value: Value) -> Value:
    """What goes to the other file: its references to what stays in the document name that one."""
    if isinstance(value, list):
        return [moved(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"spec.json{item}" if key == "$ref" and isinstance(item, str) and stays(item) else moved(item)
        for key, item in value.items()
    }


def stays(reference: str) -> bool:
    """Whether `reference` leads into the document, to something that isn't moved."""
    return reference.startswith("#") and not reference.startswith(tuple(f"#/components/{kind}/" for kind in MOVABLE))
