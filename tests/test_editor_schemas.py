"""What editors are told is what wsgen itself accepts: the same values of every setting, and of every key."""

import json
import tomllib
from typing import Any

import jsonschema_rs
import pytest

from wsgen.editor_schemas import document_schema, settings_schema
from wsgen.plan.extensions import EXTENSIONS
from wsgen.pyproject import parse
from wsgen.settings import settings_of
from wsgen.settings_table import SETTINGS
from wsgen.spec.node import MappingNode


def compiled(schema: Any) -> jsonschema_rs.Draft7Validator:
    """A schema of draft 7."""
    return jsonschema_rs.Draft7Validator(schema)


SETTINGS_SCHEMA = compiled(settings_schema())
DOCUMENT_SCHEMA = compiled(document_schema())

TOML = [
    '"a"',
    '""',
    '" "',
    "1",
    "0",
    "-1",
    "0.5",
    "true",
    "[]",
    "{}",
    '"3.12"',
    '"server"',
    '"client"',
    '"shared"',
    '"own"',
    '"warning"',
    '"error"',
    '"annotate"',
    '"assert"',
    '{ WSG310 = "error" }',
    '{ WSG310 = "loud" }',
    '{ WSG999 = "off" }',
    '{ WSG201 = "off" }',
    '{ a = "b", c = [1, true] }',
    "{ a = {} }",
    '{ browser = "web" }',
    "{ browser = 1 }",
    '{ browser = { out = "web", committed = false } }',
    '{ browser = { out = "web", view = "v.py" } }',
    '{ mine = "x" }',
    '{ mine = { out = "x", templates = "t", view = "v.py" } }',
    '{ mine = { out = "x" } }',
    '{ python = "x" }',
]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_setting_has_the_values_that_wsgen_accepts(setting: Any) -> None:
    for value in TOML:
        text = f"[tool.wsgen]\n{setting.name} = {value}\n"
        tool = parse(text, "pyproject.toml").get("tool")
        assert isinstance(tool, MappingNode)
        _, faults = settings_of(tool.get("wsgen"))
        assert accepts(SETTINGS_SCHEMA, tomllib.loads(text)) is not bool(faults), (text, faults)


@pytest.mark.parametrize("line", ["sepc = 'a.yml'", "heartbeat.intervall = 3", "heartbeat = 3", "[tool.wsgen.packt]"])
def test_a_key_that_is_none_is_refused(line: str) -> None:
    assert not accepts(SETTINGS_SCHEMA, tomllib.loads(f"[tool.wsgen]\n{line}\n"))


def test_other_tools_are_left_alone() -> None:
    assert accepts(SETTINGS_SCHEMA, tomllib.loads("[project]\nname = 'a'\n[tool.ruff]\nline-length = 100\n"))


VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    1.5,
    "",
    "a",
    "server",
    "client",
    "shared",
    "own",
    "both",
    "int",
    "ping",
    "none",
    [],
    ["a"],
    ["a", 1],
    [""],
    [[]],
    {},
    {"interval": 1},
    {"interval": 0},
    {"interval": 1, "timeout": 2.5},
    {"intervall": 1},
    {"interval": True},
    {"end": "a"},
    {"start": "a"},
    {"start": "a", "end": ["b"]},
    {"start": [], "end": "b"},
    {"tag": "/a", "data": "b"},
    {"tag": ""},
    {"around": True, "constants": {"v": 1}},
    {"around": 1},
    {"constants": {"v": []}},
    {"timestamp_unit": "ms"},
    {"timestamp_unit": "h"},
    {"schema": "#/a"},
    {"topics": "a"},
    {"topic": "a"},
    {"id": 1},
    {"4401": "a"},
    {"4401": ""},
    {"1005": "a"},
    {"5000": "a"},
    {"1000": "a", "x": "b"},
    "2027-01-31",
    "27-01-31",
    "{token}",
    "a, {token:base64url}",
    "{x}",
    "{token}{token}",
    "client-to-server",
    "server-to-client",
    "authenticate",
    ["WSG310"],
]


@pytest.mark.parametrize("extension", EXTENSIONS, ids=lambda extension: extension.name)
def test_a_key_of_a_document_has_the_values_that_wsgen_accepts(extension: Any) -> None:
    validator = compiled(dict(extension.type.schema))
    for value in VALUES:
        assert validator.is_valid(value) is extension.type.accepts(value), value


PLACES = {
    "root": "{}",
    "server": '{"servers": {"a": {}}}',
    "channel": '{"channels": {"a": {}}}',
    "operation": '{"operations": {"a": {}}}',
    "message": '{"components": {"messages": {"a": {}}}}',
    "parameter": '{"channels": {"a": {"parameters": {"b": {}}}}}',
    "reply": '{"operations": {"a": {"reply": {}}}}',
    "schema": '{"components": {"schemas": {"a": {"properties": {"b": {"allOf": [{}]}}}}}}',
    "security scheme": '{"components": {"securitySchemes": {"a": {}}}}',
}
OTHERS = [
    '{"channels": {"a": {"messages": {"b": {}}}}}',
    '{"channels": {"a": {"publish": {"message": {"oneOf": [{}]}}}}}',
]


@pytest.mark.parametrize("where", PLACES)
def test_keys_stand_where_wsgen_reads_them(where: str) -> None:
    for each in EXTENSIONS:
        value = next(value for value in VALUES if each.type.accepts(value))
        document = json.loads(PLACES[where].replace("{}", json.dumps({each.name: value}), 1))
        is_ours = each.name.startswith("x-wsgen-")
        assert accepts(DOCUMENT_SCHEMA, document) is (each.may_stand_in(where) or not is_ours), each.name
        assert not each.may_stand_in(where) or not accepts(
            DOCUMENT_SCHEMA, json.loads(PLACES[where].replace("{}", json.dumps({each.name: None}), 1))
        ), each.name


@pytest.mark.parametrize("place", [*PLACES.values(), *OTHERS])
def test_a_key_with_a_wrong_name_is_found_everywhere(place: str) -> None:
    assert accepts(DOCUMENT_SCHEMA, json.loads(place))
    assert not accepts(DOCUMENT_SCHEMA, json.loads(place.replace("{}", '{"x-wsgen-rolle": "ping"}', 1)))
    assert accepts(DOCUMENT_SCHEMA, json.loads(place.replace("{}", '{"x-other": "ping"}', 1)))


def accepts(schema: jsonschema_rs.Draft7Validator, value: Any) -> bool:
    """Whether a value fits."""
    return schema.is_valid(value)
