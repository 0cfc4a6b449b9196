"""Makes JSON Schemas (draft 7) of the tables of settings and of `x-wsgen-…` keys, for editors and their completion."""

import json
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from .diagnostics.catalogue.table import CATALOGUE
from .plan.extensions import ANY, EXTENSIONS, PREFIX
from .settings_table import SETTINGS, TARGET_SETTINGS, TARGETS, Kind, Setting
from .spec.node import Value

Object = dict[str, Value]

_DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_LEVELS: Final = ("error", "warning", "note", "off")
_TEXT: Final = MappingProxyType({"type": "string", "pattern": "\\S"})
# Which objects an object of AsyncAPI 2 or 3 holds, below which key: one, one by name, or one of a list.
_ONE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "root": {"components": "components"},
        "channel": {"publish": "operation", "subscribe": "operation"},
        "operation": {"reply": "reply", "message": "message"},
        "message": {"payload": "schema", "headers": "schema"},
        "parameter": {"schema": "schema"},
        "schema": dict.fromkeys(
            ("items", "additionalItems", "additionalProperties", "contains", "propertyNames", "not", "if", "then",
             "else", "schema"),
            "schema",
        ),
    }
)  # fmt: skip
_NAMED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "root": {"servers": "server", "channels": "channel", "operations": "operation"},
        "channel": {"messages": "message", "parameters": "parameter"},
        "schema": dict.fromkeys(("properties", "patternProperties", "definitions", "$defs", "dependencies"), "schema"),
        "components": {
            "servers": "server",
            "channels": "channel",
            "operations": "operation",
            "messages": "message",
            "messageTraits": "message",
            "operationTraits": "operation",
            "parameters": "parameter",
            "replies": "reply",
            "schemas": "schema",
            "securitySchemes": "security scheme",
        },
    }
)
_LISTED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "server": {"security": "security scheme"},
        "operation": {"security": "security scheme", "traits": "operation"},
        "message": {"oneOf": "message", "traits": "message"},
        "schema": dict.fromkeys(("allOf", "anyOf", "oneOf", "items"), "schema"),
    }
)
_KINDS: Final = (
    *("root", "components", "server", "channel", "operation", "message", "parameter", "reply", "schema"),
    "security scheme",
)


def settings_schema() -> Value:
    """What `[tool.wsgen]` may hold, as the schema of a whole pyproject.toml, of which it says nothing else."""
    table = _table(SETTINGS)
    return {
        "$schema": _DRAFT,
        "title": "pyproject.toml with [tool.wsgen]",
        "type": "object",
        "properties": {"tool": {"type": "object", "properties": {"wsgen": table}}},
    }


def document_schema() -> Value:
    """Where which `x-wsgen-…` keys may stand in a document, and what they hold; of the rest it says nothing."""
    return {
        "$schema": _DRAFT,
        "title": "x-wsgen keys of an AsyncAPI document",
        "allOf": [_reference("root")],
        "definitions": {_key(kind): _kind(kind) for kind in _KINDS},
    }


def as_text(schema: Value) -> str:
    """A schema as a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _table(settings: Iterable[Setting], required: tuple[str, ...] = ()) -> Value:
    """The table that has `settings`, whose names may lead through further tables."""
    properties: Object = {}
    inner: dict[str, list[Setting]] = {}
    for each in settings:
        name, _, rest = each.name.partition(".")
        if rest:
            inner.setdefault(name, []).append(Setting(rest, each.kind, each.default, each.meaning, each.choices))
        else:
            properties[name] = {"description": _described(each.meaning, each.default), **_setting(each)}
    properties |= {name: _table(each) for name, each in inner.items()}
    needed: Object = {"required": list(required)} if required else {}
    return {**needed, "type": "object", "additionalProperties": False, "properties": properties}


def _described(meaning: str, default: str) -> str:
    return f"{meaning} Without it: {default}." if default else meaning


def _setting(setting: Setting) -> Object:
    match setting.name, setting.kind:
        case "rules", _:
            levels: Object = {code: {"enum": list(_levels(code))} for code in CATALOGUE}
            return {"type": "object", "additionalProperties": False, "properties": levels}
        case "arguments", _:
            scalar: Object = {"type": ["string", "number", "boolean"]}
            several: Object = {"anyOf": [scalar, {"type": "array", "items": scalar}]}
            return {"type": "object", "additionalProperties": several}
        case "targets", _:
            return _targets()
        case _, Kind.PATH | Kind.TEXT:
            return dict(_TEXT)
        case _, Kind.CHOICE:
            return {"enum": list(setting.choices)}
        case _, Kind.FLAG:
            return {"type": "boolean"}
        case _, Kind.SECONDS:
            return {"type": "number", "exclusiveMinimum": 0}
        case _, Kind.TABLE:
            return {"type": "object"}
        case _:
            return {"anyOf": [{"type": "object"}, dict(_TEXT)]}


def _targets() -> Object:
    """The targets that wsgen has itself, a folder or a table; and those of the user's own, which say more."""
    ready = [each for each in TARGET_SETTINGS if each.name in ("out", "committed")]
    own: Value = {"anyOf": [dict(_TEXT), _table(ready, required=("out",))]}
    return {
        "type": "object",
        "propertyNames": {"pattern": "^(?!python$)[A-Za-z][A-Za-z0-9_-]*$"},
        "properties": dict.fromkeys(TARGETS, own),
        "additionalProperties": _table(TARGET_SETTINGS, required=("out", "templates", "view")),
    }


def _levels(code: str) -> tuple[str, ...]:
    return ("error",) if CATALOGUE[code].is_fixed else _LEVELS


def _kind(kind: str) -> Value:
    """One kind of object: its own keys of wsgen, no other ones, and the objects in it."""
    own = {each.name: each for each in EXTENSIONS if each.may_stand_in(kind) or ANY in each.where}
    properties: Object = {
        name: {"description": _described(each.meaning, each.default.rstrip(".")), **each.type.schema}
        for name, each in own.items()
    }
    for key, inner in _ONE.get(kind, {}).items():
        properties[key] = _reference(inner)
    for key, inner in _NAMED.get(kind, {}).items():
        properties[key] = {"additionalProperties": _reference(inner)}
    for key, inner in _LISTED.get(kind, {}).items():
        properties[key] = {"allOf": [properties.get(key, True), {"items": _reference(inner)}]}
    known = "|".join(re.escape(name.removeprefix(PREFIX)) for name in own if name.startswith(PREFIX))
    return {"properties": properties, "patternProperties": {f"^{PREFIX}(?!({known})$)": False}}


def _reference(kind: str) -> Value:
    return {"$ref": f"#/definitions/{_key(kind)}"}


def _key(kind: str) -> str:
    return kind.replace(" ", "-")
