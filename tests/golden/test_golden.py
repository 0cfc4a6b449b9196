"""Whole packages against what is kept of them: every byte, imported, type-checked, and asked what they accept.

A case is a folder: `spec.yml`, `settings.toml` (its pyproject.toml), and in `expected/` the tree but for what follows
from it: `_runtime/` is wsgen's own, and `manifest.json` has hashes and the tools' versions. `make golden` writes
`expected/` anew; review the difference like code.
"""

import hashlib
import importlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests.golden.written import HERE, written
from wsgen.commands.project import Arguments, project
from wsgen.pipeline import check
from wsgen.plan.compose import protocol_of
from wsgen.plan.protocol import Protocol

RUNTIME = HERE.parents[1] / "wsgen" / "runtime"
CASES = sorted(path.name for path in HERE.iterdir() if (path / "spec.yml").exists())
MODULES = ("models", "messages", "channels", "dispatch", "server", "client", "client_sync")
NOW = 1_700_000_000.0


def files(folder: Path) -> Mapping[str, bytes]:
    """Relative path → bytes of all that is in a folder, but for what Python leaves there."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def kept(package: Path) -> Mapping[str, bytes]:
    """The part of a package that `expected/` holds."""
    return {
        path: content
        for path, content in files(package).items()
        if not path.startswith("_runtime/") and path != "manifest.json"
    }


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package of each case, called `golden_<case>`."""
    folder = tmp_path_factory.mktemp("golden")
    for case in CASES:
        (project_folder := folder / "projects" / case).mkdir(parents=True)
        written(case, project_folder).rename(folder / f"golden_{case}")
    return folder


@pytest.mark.parametrize("case", CASES)
def test_the_whole_tree_is_as_expected(packages: Path, case: str) -> None:
    made, expected = kept(packages / f"golden_{case}"), files(HERE / case / "expected")
    assert made.keys() == expected.keys()
    for path, content in made.items():
        assert content.decode() == expected[path].decode(), f"{case}/{path}"


@pytest.mark.parametrize("case", CASES)
def test_the_runtime_is_copied_byte_for_byte(packages: Path, case: str) -> None:
    assert files(packages / f"golden_{case}" / "_runtime") == files(RUNTIME)


@pytest.mark.parametrize("case", CASES)
def test_the_manifest_has_the_hash_of_each_file(packages: Path, case: str) -> None:
    made = dict(files(packages / f"golden_{case}"))
    manifest = json.loads(made.pop("manifest.json"))
    hashes = {path: f"sha256:{hashlib.sha256(content).hexdigest()}" for path, content in made.items()}
    assert manifest["files"] == hashes


@pytest.mark.parametrize("case", CASES)
def test_a_package_imports_in_a_new_interpreter_without_a_warning(packages: Path, case: str) -> None:
    name = f"golden_{case}"
    modules = ", ".join(f"{name}.{module}" for module in MODULES)
    program = f"import {modules}\nprint(all(hasattr({name}, each) for each in {name}.__all__))"
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, cwd=packages, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


def test_every_package_is_clean_under_mypy(packages: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", *(f"golden_{case}" for case in CASES)]
    done = subprocess.run(command, cwd=packages, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_package_is_clean_under_pyright(packages: Path) -> None:
    own = [f"golden_{case}/{path}" for case in CASES for path in kept(packages / f"golden_{case}")]
    settings = {"include": [path for path in own if path.endswith(".py")], "typeCheckingMode": "strict"}
    (packages / "pyright.json").write_text(json.dumps({**settings, "pythonVersion": "3.11"}))
    command = [sys.executable, "-m", "pyright", "-p", "pyright.json", "--pythonpath", sys.executable]
    done = subprocess.run(command, cwd=packages, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@cache
def planned(case: str) -> Protocol:
    """What planning says of a case, its examples among it."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(HERE / case / "spec.yml", Path(folder, "spec.yml"))
        shutil.copy(HERE / case / "settings.toml", Path(folder, "pyproject.toml"))
        return protocol_of(check(project(Arguments(Path(folder))).job, lambda _: None).plan)


def broken(value: Any) -> Iterator[Any]:
    """Each way to leave out one thing of a value, or to have something of another kind in its place."""
    yield from (other for other in (None, "", 0, -1, 0.5, True, [], {}) if type(other) is not type(value))
    if isinstance(value, dict):
        yield {**value, "unexpected": 1}
        for key in value:
            yield {name: each for name, each in value.items() if name != key}
            yield from ({**value, key: each} for each in broken(value[key]))
    if isinstance(value, list):
        for place, old in enumerate(value):
            yield from ([*value[:place], each, *value[place + 1 :]] for each in broken(old))


@pytest.mark.parametrize("case", CASES)
def test_a_package_accepts_its_examples_and_refuses_near_misses(
    packages: Path, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts is the schema, by another validator than the runtime's."""
    monkeypatch.syspath_prepend(packages)
    plan = planned(case)
    messages = importlib.import_module(f"golden_{case}.messages")
    dispatch = importlib.import_module(f"golden_{case}.dispatch")
    runtime = importlib.import_module(f"golden_{case}._runtime.core.dispatch")
    bundle = json.loads((packages / f"golden_{case}" / "schemas.json").read_text())
    refused = 0
    for connection in plan.connections:
        constant = getattr(dispatch, connection.constant)
        server, client = runtime.Codec.for_server(constant), runtime.Codec.for_client(constant)
        for routes, sender, receiver, tried in (
            (connection.client_to_server, client, server, constant.client_to_server.untagged),
            (connection.server_to_client, server, client, constant.server_to_client.untagged),
        ):
            known = [getattr(messages, plan.messages[each.message].constant) for each in routes]
            validators = {each.name: Draft7Validator({**bundle, "$ref": f"#/$defs/{each.schema}"}) for each in known}
            for route, message in zip(routes, known, strict=True):
                assert plan.messages[route.message].examples, f"{message.name} has no example"
                for example in plan.messages[route.message].examples:
                    model = message.model.model_validate(example)
                    text = spoken(runtime, sender, model, message)
                    received = receiver.decode(text)
                    sent, got = model.to_wire(), received.message.to_wire()
                    # A tag that the example leaves out is sent nevertheless.
                    assert ({**got, **sent} if isinstance(got, dict) and isinstance(sent, dict) else sent) == got
                    name = received.route.message.name
                    assert name == message.name or name in {each.message.name for each in tried}
                    refused += compare(runtime, receiver, validators, message.name, json.loads(text))
    assert refused >= 20


def spoken(runtime: Any, sender: Any, model: Any, message: Any) -> str:
    """The frame of a message, with a request's id where its schema wants one."""
    for request_id in (None, "r1"):
        try:
            text: str = sender.encode(model, now=NOW, as_message=message, request_id=request_id)
        except runtime.InvalidMessage:
            continue
        return text
    numbered: str = sender.encode(model, now=NOW, as_message=message, request_id=1)
    return numbered


def compare(runtime: Any, receiver: Any, validators: Mapping[str, Draft7Validator], name: str, frame: Any) -> int:
    """Hold the verdict on each near miss against the schemas; gives how many were refused."""
    refused = 0
    for near in broken(frame):
        try:
            receiver.decode(json.dumps(near))
        except runtime.Refused:
            refused += 1
            assert not validators[name].is_valid(near), near
        else:
            assert any(each.is_valid(near) for each in validators.values()), near
    assert refused or validators[name].schema["$defs"][name] is True
    return refused


def test_a_frame_with_a_tag_that_may_be_left_out_goes_straight_to_its_route(
    packages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(packages)
    runtime = importlib.import_module("golden_mixed._runtime.core.dispatch")
    codec = runtime.Codec.for_server(importlib.import_module("golden_mixed.dispatch").LIFT)
    handlers = {
        '{"kind": "doors", "open": true}': "on_doors",
        '{"open": true}': "on_doors",
        '{"open": true, "kilograms": 5}': "on_doors",
        '{"kind": "call", "floor": 1, "open": true}': "on_call",
        '{"kilograms": 5}': "on_weight",
        '{"kind": "heavy", "kilograms": 5}': "on_weight",
        '{"value": 5, "lux": true}': "on_light",
    }
    assert {text: codec.decode(text).route.handler for text in handlers} == handlers
    with pytest.raises(runtime.Refused, match="Doors"):
        codec.decode('{"kind": "doors", "kilograms": 5}')


def test_an_envelope_is_put_around_a_payload_and_taken_off(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(packages)
    models = importlib.import_module("golden_envelope.models")
    runtime = importlib.import_module("golden_envelope._runtime.core.dispatch")
    desk = importlib.import_module("golden_envelope.dispatch").DESK
    text = runtime.Codec.for_server(desk).encode(models.Changed(shelf_id=7, isbn="1", is_here=True), now=NOW)
    assert json.loads(text) == {
        "v": 1,
        "type": "changed",
        "topic": "shelf:7",
        "ts": 1_700_000_000_000,
        "data": {"shelf_id": 7, "isbn": "1", "is_here": True},
    }
    received = runtime.Codec.for_client(desk).decode(text)
    assert (received.route.message.name, received.topic, received.message.shelf_id) == ("changed", "shelf:7", 7)


OFFER = {"type": "offer", "price": 2.5, "note": None}
ORDER = {"type": "order", "what": ["pear", 3]}


@pytest.mark.parametrize(
    ("frame", "is_accepted"),
    [
        (OFFER, True),
        (OFFER | {"note": "cheap", "thing": {"name": "pear", "weight": 4.9}}, True),
        (OFFER | {"price": 0}, False),
        (OFFER | {"price": None}, False),
        (OFFER | {"note": 5}, False),
        (OFFER | {"thing": {"name": "pear", "weight": 5}}, False),
        (OFFER | {"more": 1}, False),
        (ORDER, True),
        (ORDER | {"parcel": {"street": "Elm Road"}, "voucher": "half", "code": 7}, True),
        (ORDER | {"what": ["pear"]}, False),
        (ORDER | {"what": ["pear", 0]}, False),
        (ORDER | {"what": ["pear", 3, 4]}, False),
        (ORDER | {"parcel": {}}, False),
        (ORDER | {"parcel": {"street": 5}}, False),
        (ORDER | {"voucher": "half"}, False),
        (ORDER | {"more": 1}, False),
    ],
)
def test_a_frame_is_accepted_as_the_dialect_of_its_schema_says(
    packages: Path, monkeypatch: pytest.MonkeyPatch, frame: dict[str, Any], is_accepted: bool
) -> None:
    monkeypatch.syspath_prepend(packages)
    runtime = importlib.import_module("golden_dialects._runtime.core.dispatch")
    till = importlib.import_module("golden_dialects.dispatch").TILL
    codec = runtime.Codec.for_server(till) if frame["type"] == "order" else runtime.Codec.for_client(till)
    if is_accepted:
        assert codec.decode(json.dumps(frame)).message.to_wire() == frame
    else:
        with pytest.raises(runtime.Refused):
            codec.decode(json.dumps(frame))


def rewrite() -> None:
    """Writes every expected tree anew."""
    for case in CASES:
        expected = HERE / case / "expected"
        shutil.rmtree(expected, ignore_errors=True)
        with tempfile.TemporaryDirectory() as folder:
            for path, content in kept(written(case, Path(folder))).items():
                (expected / path).parent.mkdir(parents=True, exist_ok=True)
                (expected / path).write_bytes(content)
