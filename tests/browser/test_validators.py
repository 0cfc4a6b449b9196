"""A validator in JavaScript says of every value what the JSON Schema says, by jsonschema-rs, which servers ask."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.verdicts import CORPUS, rows
from wsgen.assets import browser_files
from wsgen.browser.validators import validators_view
from wsgen.code.emit import schemas as bundle_of
from wsgen.code.render import render
from wsgen.collecting import RefusedError
from wsgen.instances.choices import Seeded
from wsgen.instances.near_miss import NearMisses
from wsgen.instances.no_instance import NoInstanceError
from wsgen.instances.schemas import schemas_of
from wsgen.instances.valid import valid
from wsgen.pipeline import Job, plan_document
from wsgen.plan.identifier import Identifier
from wsgen.plan.protocol import Protocol
from wsgen.runtime.schemas import Schemas
from wsgen.settings import Settings
from wsgen.spec.node import Value

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden"
# Whatever a schema is about, it has a word to say of some of these.
ANY: list[Value] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    1.0,
    1.5,
    0.3,
    1e300,
    "",
    "a",
    "ab",
    "é😀",
    "2024-02-29",
    [],
    [1, 1.0],
    {},
]
ANY += [
    "2024-02-29",
    [{"a": 1}, {"a": 1.0}],
    {"a": None},
    {"__proto__": 1},
    {"constructor": {}},
    {"type": 1},
    [None, "a", 2],
]
Case = tuple[str, Value]

# By name: a schema, values that it accepts, and values that it refuses; what is known to be tricky.
TRICKY: Mapping[str, tuple[Value, list[Value], list[Value]]] = {
    "integer": ({"type": "integer"}, [5, 5.0, -0.0, 1e300], [5.5, "5", True, None]),
    "number": ({"type": "number"}, [1, 1.5], [True, "1"]),
    "types": ({"type": ["string", "null"]}, ["", None], [0, [], {}]),
    "const number": ({"const": 1}, [1, 1.0], [True, "1", [1]]),
    "const object": ({"const": {"a": 1, "b": [2]}}, [{"b": [2.0], "a": 1}], [{"a": 1}, {"a": 1, "b": [2], "c": 3}]),
    "const false": ({"const": False}, [False], [0, None, ""]),
    "enum": ({"enum": [1, "1", None, [True]]}, [1, "1", None, [True]], [True, [1], "null"]),
    "code points": ({"maxLength": 2, "minLength": 2}, ["éa", "😀😀", 5], ["😀", "abc"]),
    "multiple": ({"multipleOf": 0.1}, [0.3, 1, 0, 1.1], [0.35]),
    "multiple of 3": ({"multipleOf": 3}, [9, -3, 0, "x"], [10, 1.5]),
    "bounds": ({"minimum": 1, "exclusiveMaximum": 3}, [1, 2.9, "x"], [0.9, 3]),
    "pattern": ({"pattern": "^\\p{Lu}\\d$"}, ["É5", 5], ["é5", "AB"]),
    "pattern anywhere": ({"pattern": "b"}, ["abc"], ["acd"]),
    "astral": ({"pattern": "^.$"}, ["😀"], ["😀😀"]),
    "unique": ({"uniqueItems": True}, [[1, True, "1"], [[1], [2]], [{"a": 1}, {"a": 2}]],
               [[1, 1.0], [{"a": 1, "b": 2}, {"b": 2, "a": 1}], [[], []], [None, None]]),
    "tuple": ({"items": [{"type": "string"}], "additionalItems": False}, [[], ["a"], {}], [[1], ["a", 1]]),
    "more items": ({"items": [True], "additionalItems": {"minimum": 1}}, [["x", 1], ["x"]], [["x", 0]]),
    "contains": ({"contains": {"const": 1}}, [[0, 1], "x"], [[], [0]]),
    "required": ({"required": ["a", "toString"]}, [{"a": 1, "toString": 2}, []], [{"a": 1}, {}]),
    "prototype": ({"properties": {"__proto__": {"type": "string"}, "constructor": {"type": "null"}}},
                  [{}, {"__proto__": "x"}, {"constructor": None}], [{"__proto__": 1}, {"constructor": {}}]),
    "closed": ({"properties": {"a": True}, "additionalProperties": False}, [{"a": 1}, {}],
               [{"b": 1}, {"__proto__": 1}]),
    "patterns": ({"patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": {"type": "string"}},
                 [{"x-a": 1, "b": ""}], [{"x-a": ""}, {"b": 1}]),
    "both": ({"properties": {"x-a": {"minimum": 1}}, "patternProperties": {"^x-": {"type": "integer"}}},
             [{"x-a": 1}], [{"x-a": 0}, {"x-a": 1.5}]),
    "names": ({"propertyNames": {"maxLength": 1}}, [{"a": 1}, {}, "abc"], [{"ab": 1}]),
    "counted": ({"minProperties": 1, "maxProperties": 1}, [{"a": 1}, []], [{}, {"a": 1, "b": 2}]),
    "dependencies": ({"dependencies": {"a": ["b"], "c": {"required": ["d"]}}},
                     [{}, {"a": 1, "b": 1}, {"c": 1, "d": 1}, "a"], [{"a": 1}, {"c": 1}]),
    "if": ({"if": {"properties": {"k": {"const": 1}}, "required": ["k"]}, "then": {"required": ["a"]}, "else": False},
           [{"k": 1, "a": 1}], [{"k": 1}, {"k": 2}, {}]),
    "one of": ({"oneOf": [{"minimum": 1}, {"minimum": 5}]}, [2], [0, 6, "x"]),
    "any of": ({"anyOf": [{"type": "string"}, {"minimum": 5}]}, ["x", 6, None], [1]),
    "all of": ({"allOf": [{"minimum": 1}, {"maximum": 5}]}, [3], [0, 6]),
    "not": ({"not": {"required": ["a"]}}, [{}], [{"a": 1}, "x"]),
    "false": (False, [], [None, {}, 0]),
    "recursive": ({"properties": {"n": {"$ref": "#/$defs/of_recursive"}, "v": {"type": "integer"}}},
                  [{"n": {"n": {"v": 1}}}], [{"n": {"n": {"v": "x"}}}]),
    "beside a reference": ({"$ref": "#/$defs/of_integer", "maximum": 1}, [5], ["x"]),
    "empty choices": ({"required": [], "properties": {}}, [{}, 1], []),
}  # fmt: skip


def test_each_keyword_means_in_javascript_what_it_means_in_json_schema(tmp_path: Path) -> None:
    protocol = of_definitions({named(name): schema for name, (schema, _, _) in TRICKY.items()})
    accepted = [(named(name), value) for name, (_, values, _) in TRICKY.items() for value in values]
    refused = [(named(name), value) for name, (_, _, values) in TRICKY.items() for value in values]
    cases, expected = [*accepted, *refused], [True] * len(accepted) + [False] * len(refused)
    judge = Schemas.of(json.loads(bundle_of(protocol)))

    assert told(cases, [judge.validator(name).is_valid(value) for name, value in cases]) == told(cases, expected)
    assert told(cases, judged([(protocol, cases)], tmp_path)[0]) == told(cases, expected)


def test_validators_of_the_goldens_agree_with_jsonschema_rs(tmp_path: Path) -> None:
    specs = sorted(each.parent for each in GOLDEN.glob("*/spec.yml"))
    assert_agreement([planned(each, "spec.yml") for each in specs[::3]], tmp_path, messages=4)


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason=f"the corpus is not at {CORPUS}")
def test_validators_of_the_corpus_agree_with_jsonschema_rs(tmp_path: Path) -> None:
    assert_agreement([planned(CORPUS, row.entry) for row in rows() if row.official == "valid"], tmp_path, messages=50)


@pytest.mark.skipif(not CORPUS.exists(), reason=f"the corpus is not at {CORPUS}")
def test_validators_of_some_of_the_corpus_agree_with_jsonschema_rs(tmp_path: Path) -> None:
    found = [row for row in rows() if row.official == "valid" and row.is_websocket]
    assert_agreement([planned(CORPUS, row.entry) for row in found[::18]], tmp_path, messages=2)


def assert_agreement(protocols: list[Protocol | None], folder: Path, *, messages: int) -> None:
    asked = [(each, list(instances(each, messages))) for each in protocols if each is not None]
    for (protocol, cases), verdicts in zip(asked, judged(asked, folder), strict=True):
        judge = Schemas.of(json.loads(bundle_of(protocol)))
        expected = [judge.validator(name).is_valid(value) for name, value in cases]
        assert told(cases, verdicts) == told(cases, expected), protocol.spec_path
    assert sum(len(cases) for _, cases in asked) > 200


def instances(protocol: Protocol, most: int) -> Iterator[Case]:
    """Frames, frames with one fault each, and values of all kinds."""
    schemas, choices = schemas_of(protocol), Seeded(1)
    for message in islice(protocol.messages.values(), most):
        schema: Value = {"$ref": f"#/$defs/{message.frame}"}
        yield from ((message.frame, value) for value in ANY)
        try:
            frames = [valid(schemas, schema, choices) for _ in range(3)]
        except NoInstanceError:
            continue
        yield from ((message.frame, frame) for frame in frames)
        misses = NearMisses(schemas, schema)
        for sites in misses.keywords(frames[0]).values():
            for site in sites[:2]:
                yield from ((message.frame, found.value) for found in islice(misses.at(frames[0], site, choices), 1))


def judged(asked: list[tuple[Protocol, list[Case]]], folder: Path) -> list[list[bool]]:
    """What JavaScript says of each case; one process for all."""
    if shutil.which("node") is None:
        pytest.skip("node isn't there")
    for path, text in browser_files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}')
    todo: list[dict[str, Any]] = []
    for number, (protocol, cases) in enumerate(asked):
        module = folder / f"validators{number}.js"
        (written,) = render([("browser/validators.js.jinja", validators_view(protocol))])
        module.write_text(written, encoding="utf-8")
        todo.append({"module": str(module), "cases": cases})
    (folder / "cases.json").write_text(json.dumps(todo), encoding="utf-8")
    ran = subprocess.run(["node", HERE / "verdicts.mjs", folder / "cases.json"], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    verdicts: list[list[bool]] = json.loads(ran.stdout)
    return verdicts


def told(cases: list[Case], verdicts: list[bool]) -> list[str]:
    said = zip(cases, verdicts, strict=True)
    return [
        f"{name} {'takes' if is_taken else 'refuses'} {json.dumps(value)[:200]}" for (name, value), is_taken in said
    ]


def named(name: str) -> str:
    return f"of_{name.replace(' ', '_')}"


def planned(folder: Path, path: str) -> Protocol | None:
    job = Job(folder, path, Settings(perspective="server", allow_outside=True))
    try:
        return plan_document(job, lambda _: None).protocol
    except RefusedError:
        return None


def of_definitions(definitions: Mapping[str, Value]) -> Protocol:
    """A protocol of which only the schemas matter."""
    protocol = planned(GOLDEN.parent.parent / "asyncapi", "chat.yml")
    assert protocol is not None
    known = next(iter(protocol.definitions.values()))
    made = {Identifier(name): replace(known, name=Identifier(name), value=value) for name, value in definitions.items()}
    return replace(protocol, definitions=made)
