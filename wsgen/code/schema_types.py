"""Says which Python type each loosened schema has; schemas that differ in names alone are written once."""

import ast
import copy
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from ..spec.node import Value
from .bundle import Schema
from .cache import Cache
from .generate import generate
from .rewrite import read_types

_FIELDS: Final = "Fields"
_ONE_IN: Final = 32
_MOST: Final = 128


def schema_types(schemas: Iterable[Schema], cache: Cache) -> Mapping[str, ast.expr]:
    """The Python type of each loosened schema, by its text.

    The generator sees neither names nor descriptions nor defaults of the document: it pastes names into source as they
    are, and renames without notice. It gets stand-ins for names, and each schema once, as a field of a class.
    """
    asked = {str(schema): _nameless(schema) for schema in schemas}
    groups = tuple(_groups(sorted({each.text: each for each in asked.values()}.values(), key=lambda each: each.text)))
    sources = generate([_definitions(group) for group in groups], cache)
    written = {text: each for group, source in zip(groups, sources, strict=True) for text, each in _read(group, source)}
    return {text: _named(written[each.text], each.names) for text, each in asked.items()}


@dataclass(frozen=True, slots=True)
class _Nameless:
    """A schema as JSON with stand-ins for its references, numbered as they come; `names` are what those stand for."""

    text: str
    names: tuple[str, ...]


def _nameless(schema: Schema) -> _Nameless:
    stand_ins: dict[str, str] = {}
    return _Nameless(json.dumps(_pointing(schema, stand_ins)), tuple(stand_ins))


def _pointing(value: Value, stand_ins: dict[str, str]) -> Value:
    """A loosened schema with references as JSON Schema writes them, to the stand-ins."""
    if isinstance(value, list):
        return [_pointing(each, stand_ins) for each in value]
    if not isinstance(value, dict):
        return value
    if isinstance(name := value.get("$ref"), str):
        return {"$ref": f"#/definitions/{stand_ins.setdefault(name, f'D{len(stand_ins)}')}"}
    return {key: each if key == "enum" else _pointing(each, stand_ins) for key, each in value.items()}


def _groups(schemas: Sequence[_Nameless]) -> Iterator[list[_Nameless]]:
    """The schemas some dozens at a time, so that what is kept of the others outlasts a change of one."""
    group: list[_Nameless] = []
    for each in schemas:
        if len(group) == _MOST or (group and crc32(each.text.encode()) % _ONE_IN == 0):
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _definitions(group: Sequence[_Nameless]) -> Mapping[str, Value]:
    fields: dict[str, Value] = {f"p{number}": json.loads(each.text) for number, each in enumerate(group)}
    stand_in: Value = {"type": "object", "properties": {"p": {}}, "required": ["p"]}
    stand_ins = {f"D{number}": stand_in for number in range(max(len(each.names) for each in group))}
    return {**stand_ins, _FIELDS: {"type": "object", "properties": fields, "required": [*fields]}}


def _read(group: Sequence[_Nameless], source: str) -> Iterator[tuple[str, ast.expr]]:
    stand_ins = {name for name in _definitions(group) if name != _FIELDS}
    types = read_types(source, _FIELDS, stand_ins)
    return ((each.text, types[f"p{number}"]) for number, each in enumerate(group))


def _named(annotation: ast.expr, names: Sequence[str]) -> ast.expr:
    """A type with the names that its stand-ins stand for."""
    if not names:
        return annotation
    named = copy.deepcopy(annotation)
    stand_ins = {f"D{number}": name for number, name in enumerate(names)}
    for node in ast.walk(named):
        if isinstance(node, ast.Name):
            node.id = stand_ins.get(node.id, node.id)
    return named
