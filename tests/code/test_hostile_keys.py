"""Keys and names that a document may choose freely, made of what other generators obey: nothing here does."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from test_hostile import SAID, document

from wsgen.cache_folder import cache_folder
from wsgen.code.cache import Cache
from wsgen.collecting import RefusedError
from wsgen.pipeline import Job, compile_document
from wsgen.plan.extensions import EXTENSIONS
from wsgen.settings import Settings

SETTINGS = Settings(name="Evil", perspective="server")
# What other tools take for code, a class, a name or a file, wherever it stands.
OBEYED = (
    "customTypePath",
    "customBasePath",
    "default_factory",
    "default-factory",
    "x-python-type",
    "x-python-import",
    "x-python-class",
    "x-python-name",
    "x-enum-varnames",
    "x-enumNames",
    "x-parser-schema-id",
    "x-modelgen-inferred-name",
    "x-discriminator-value",
    "x-go-type",
    "x-class-extra-annotation",
    "x-propertyNames",
    "$comment",
)
NAMES = (
    "__import__", "__class__", "__init__", "__builtins__", "__del__", "__getattr__", "__pydantic_validator__", "_",
    "None", "import", "os.system", "print", "eval", "model_validate", "WireModel", "Protocol", "self", "Any",
)  # fmt: skip
MAPS = {"properties", "channels", "messages", "schemas", "operations", "servers", "parameters"}
PAYLOADS = (*SAID[:5], "os.system", "subprocess.Popen", '__import__("os")._exit(7)', "a\nimport os", "lambda: 1", "..")


def compiled(folder: Path, made: Mapping[str, object], settings: Settings = SETTINGS) -> Mapping[str, str]:
    (folder / "spec.json").write_text(json.dumps(made))
    # Most files of these packages are alike.
    cache = Cache(cache_folder(os.environ, sys.platform))
    return compile_document(Job(folder, "spec.json", settings, cache=cache), lambda _: None).tree


def objects(value: Any, *, is_map: bool = False) -> Iterator[dict[str, Any]]:
    """Every object of a document that may be extended: no map of names, nothing that is data."""
    if isinstance(value, list):
        for each in value:
            yield from objects(each)
    if isinstance(value, dict) and "$ref" not in value:
        if not is_map:
            yield value
        for key, held in value.items():
            if is_map or key not in {"examples", "default", "enum", "const"}:
                yield from objects(held, is_map=not is_map and key in MAPS)


def extended(made: dict[str, Any], extension: Mapping[str, object]) -> dict[str, Any]:
    result = deepcopy(made)
    for each in list(objects(result)):
        is_schema = each.get("type") == "object" or "minLength" in each
        each.update({key: value for key, value in extension.items() if key.startswith("x-") or is_schema})
    return result


@pytest.mark.parametrize("said", PAYLOADS, ids=range(len(PAYLOADS)))
def test_what_other_generators_obey_changes_nothing(said: str, tmp_path: Path) -> None:
    plain = document("plain")

    before, after = compiled(tmp_path, plain), compiled(tmp_path, extended(plain, dict.fromkeys(OBEYED, said)))

    assert {path for path in before if before[path] != after.get(path)} == {"manifest.json"}


@pytest.mark.parametrize("key", [*(each.name for each in EXTENSIONS), "x-aliases", "x-handler-method"])
@pytest.mark.parametrize(("some", "others"), [(3, 2), pytest.param(6, 3, marks=pytest.mark.slow)])
def test_a_hostile_value_of_a_key_of_ours_is_inert_or_told_with_its_place(
    key: str, some: int, others: int, tmp_path: Path
) -> None:
    values = (*NAMES[:some], *(each for said in PAYLOADS[:others] for each in (said, [said], {said: said})))
    packages = [f"p{number}" for number, value in enumerate(values) if is_written(tmp_path / f"p{number}", key, value)]
    program = "\n".join(f"import {each}.server, {each}.client" for each in packages) + "\nprint('inert')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "inert\n"), done.stderr


def is_written(folder: Path, key: str, value: object) -> bool:
    """Whether a document with that key in every object becomes a package, in `folder`; if not, its places are told."""
    try:
        tree = compiled(folder.parent, extended(document("plain"), {key: value}))
    except RefusedError as refused:
        return any(each.location.path != "spec.json" for each in refused.diagnostics)
    for path, text in tree.items():
        (file := folder / path).parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    return True


def test_names_that_mean_something_to_python_or_to_the_runtime_are_planned(tmp_path: Path) -> None:
    payloads = {
        name: {
            "type": "object",
            "required": ["type", *NAMES],
            "properties": {"type": {"const": name}, **{each: {"type": "integer"} for each in NAMES}},
        }
        for name in NAMES
    }
    made = {
        "asyncapi": "3.0.0",
        "info": {"title": "__import__", "version": "1"},
        "channels": {
            name: {
                "address": f"{name}:{{{name.replace('.', '_')}}}",
                "parameters": {name.replace(".", "_"): {}},
                "messages": {name: {"name": name, "payload": {"$ref": f"#/components/schemas/{name}"}}},
            }
            for name in NAMES
        },
        "components": {"schemas": payloads},
    }
    for path, text in compiled(tmp_path, made, Settings()).items():
        (file := tmp_path / "evil" / path).parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    program = f"""
import evil.server, evil.client, evil.messages, evil.channels
from evil._runtime.protocol import Message
found = {{each.tags[0]: each for each in vars(evil.messages).values() if isinstance(each, Message)}}
assert sorted(found) == sorted({NAMES!r}), sorted(found)
for tag, message in found.items():
    frame = {{"type": tag, **dict.fromkeys({NAMES!r}, 1)}}
    assert message.model.model_validate(frame).to_wire() == frame
print("inert")
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "inert\n"), done.stderr


@pytest.mark.parametrize("said", [*PAYLOADS, *NAMES])
def test_a_hostile_name_in_the_settings_is_planned(said: str, tmp_path: Path) -> None:
    for path, text in compiled(tmp_path, document("plain"), Settings(name=said, perspective="server")).items():
        if path.endswith(".py"):
            compile(text, path, "exec", dont_inherit=True)
