"""Checks the values of a schema's keywords: one function for each kind of value that a keyword holds."""

import re
import warnings
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from ...diagnostics.found import did_you_mean
from ...diagnostics.location import Location
from ..dialects import Dialect
from ..keywords import TYPES, Holds
from ..node import Entry, MappingNode, Node, ScalarNode, SequenceNode
from ..objects.kinds import Object, SchemaKind
from ..reading import text_of
from .checking import Checking
from .wording import listing, what_is

# What makes a pattern unusable in every dialect. Python's other complaints may be about JavaScript it doesn't know.
_HOPELESS: Final = ("unterminated", "unbalanced parenthesis", "nothing to repeat", "missing )")
# Legal in ECMA 262 alone: no character, and any.
_EMPTY_CLASS: Final = re.compile(r"(?<!\\)\[\^?\]")


def check_held(checking: Checking, entry: Entry, holds: Holds, dialect: Dialect) -> None:
    """Checks the value of one keyword of a schema in `dialect`; the schemas in it are checked later."""
    if check := _VALUES.get(holds):
        check(checking, entry)
    else:
        _OF_DIALECT[holds](checking, entry, dialect)


def _wrong(checking: Checking, entry: Entry, holds: Holds, *, hint: str = "", at: Node | None = None) -> None:
    node = entry.value if at is None else at
    message = f"`{entry.key}` must be {holds.value}, and is {what_is(node)}"
    checking.report("WSG203", node.location, message, hint=hint or f"write {holds.value}")


def _schema(checking: Checking, entry: Entry, dialect: Dialect) -> None:
    checking.later(entry.value, SchemaKind(dialect=dialect), entry.location)


def _schema_or_flag(checking: Checking, entry: Entry, dialect: Dialect) -> None:
    if not isinstance(entry.value, ScalarNode) or not isinstance(entry.value.value, bool):
        _schema(checking, entry, dialect)


def _schemas(checking: Checking, entry: Entry, dialect: Dialect) -> None:
    if not isinstance(entry.value, SequenceNode):
        _wrong(checking, entry, Holds.SCHEMAS, hint="write each schema on a line of its own, after `-`")
        return
    for item in entry.value.items:
        checking.later(item, SchemaKind(dialect=dialect), item.location)
    if not entry.value.items:
        checking.report("WSG211", entry.value.location, f"`{entry.key}` must not be empty", hint="remove it")


def _schema_or_schemas(checking: Checking, entry: Entry, dialect: Dialect) -> None:
    if isinstance(entry.value, SequenceNode):
        _schemas(checking, entry, dialect)
    else:
        _schema(checking, entry, dialect)


def _map(checking: Checking, entry: Entry, dialect: Dialect) -> None:
    if not isinstance(entry.value, MappingNode):
        _wrong(checking, entry, Holds.MAP, hint="write a name and a schema on each line below")
        return
    for inner in entry.value.entries.values():
        if entry.key == "dependencies" and isinstance(inner.value, SequenceNode):
            _names(checking, inner)
        elif entry.key == "properties" and inner.key == "$ref" and text_of(inner.value) is not None:
            message = "here stand properties by their name, and `$ref` is none"
            checking.report("WSG203", inner.location, message, hint="move `$ref` out of `properties`")
        else:
            checking.later(inner.value, SchemaKind(dialect=dialect), inner.location)
        if entry.key == "patternProperties":
            _check_pattern(checking, inner.key, inner.location)


def _map_of_names(checking: Checking, entry: Entry) -> None:
    if not isinstance(entry.value, MappingNode):
        _wrong(checking, entry, Holds.MAP_OF_NAMES, hint="write a name and a list of names on each line below")
        return
    for inner in entry.value.entries.values():
        _names(checking, inner)


def _text(checking: Checking, entry: Entry) -> None:
    if text_of(entry.value) is None:
        _wrong(checking, entry, Holds.TEXT, hint="put it in quotes" if _is_scalar(entry.value) else "")


def _is_scalar(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is not None


def _flag(checking: Checking, entry: Entry) -> None:
    if not isinstance(entry.value, ScalarNode) or not isinstance(entry.value.value, bool):
        _wrong(checking, entry, Holds.FLAG, hint="write `true` or `false`")


def _number_in(entry: Entry) -> int | float | None:
    value = entry.value.value if isinstance(entry.value, ScalarNode) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _number(checking: Checking, entry: Entry) -> None:
    if _number_in(entry) is not None:
        return
    hint = "write a number without quotes"
    if entry.key.startswith("exclusive") and isinstance(entry.value, ScalarNode) and entry.value.value is True:
        hint = f"since draft 6 it holds the limit itself: `{entry.key}: 0`"
    _wrong(checking, entry, Holds.NUMBER, hint=hint)


def _positive(checking: Checking, entry: Entry) -> None:
    value = _number_in(entry)
    if value is None:
        _wrong(checking, entry, Holds.POSITIVE, hint="write a number without quotes")
    elif value <= 0:
        message = f"`{entry.key}` must be greater than 0, and is {value}"
        checking.report("WSG211", entry.value.location, message, hint="write a number greater than 0")


def _count(checking: Checking, entry: Entry) -> None:
    value = _number_in(entry)
    if value is None:
        _wrong(checking, entry, Holds.COUNT, hint="write a whole number without quotes")
    elif value < 0 or value != int(value):
        message = f"`{entry.key}` must be a whole number, 0 or more, and is {value}"
        checking.report("WSG211", entry.value.location, message, hint="write a whole number, or remove it")


def _names(checking: Checking, entry: Entry) -> None:
    if not isinstance(entry.value, SequenceNode):
        name = text_of(entry.value)
        hint = f'write it as a list: `["{name}"]`' if name else 'write a list of names, such as `["id", "name"]`'
        if isinstance(entry.value, ScalarNode) and isinstance(entry.value.value, bool):
            hint = "list the property's name in the `required` of the object that holds it"
        _wrong(checking, entry, Holds.NAMES, hint=hint)
        return
    seen: set[str] = set()
    for item in entry.value.items:
        name = text_of(item)
        if name is None:
            message = f"`{entry.key}` lists names of properties, and this is {what_is(item)}"
            checking.report("WSG203", item.location, message, hint="write the name, in quotes where it is a number")
        elif name in seen:
            checking.report("WSG212", item.location, f"`{name}` is in the list already", hint="remove one of the two")
        seen.add(name or "")


def _some_names(checking: Checking, entry: Entry, dialect: Dialect) -> None:
    _names(checking, entry)
    if isinstance(entry.value, SequenceNode) and not entry.value.items:
        message = f"`{entry.key}` must not be empty in {dialect.name}"
        checking.report("WSG211", entry.value.location, message, hint="remove it")


def _type(checking: Checking, entry: Entry, dialect: Dialect) -> None:
    name = text_of(entry.value)
    if name is None and isinstance(entry.value, SequenceNode):
        hint = "write one type, and `nullable: true` for null" if "nullable" in dialect.keywords else ""
        _wrong(checking, entry, Holds.TYPE, hint=hint)
    elif name == "null" and "nullable" in dialect.keywords:
        hint = "write another type, and `nullable: true` beside it"
        checking.report("WSG204", entry.value.location, f"`null` is no type in {dialect.name}", hint=hint)
    else:
        _types(checking, entry)


def _types(checking: Checking, entry: Entry) -> None:
    items = entry.value.items if isinstance(entry.value, SequenceNode) else (entry.value,)
    if not items:
        checking.report("WSG211", entry.value.location, "`type` must name at least one type", hint="remove it")
    seen: set[str] = set()
    for item in items:
        name = text_of(item)
        if name is None:
            hint = 'put it in quotes: "null"' if isinstance(item, ScalarNode) and item.value is None else ""
            if isinstance(item, MappingNode):
                hint = "a property called `type` stands under `properties`"
            _wrong(checking, entry, Holds.TYPES, hint=hint, at=item)
        elif name not in TYPES:
            guess = did_you_mean(name, TYPES) or _MEANT.get(name.lower())
            hint = f"did you mean `{guess}`?" if guess else f"write {listing(TYPES)}"
            checking.report("WSG204", item.location, f"`{name}` is no type", hint=hint)
        elif name in seen:
            checking.report("WSG212", item.location, f"`{name}` is in the list already", hint="remove one of the two")
        seen.add(name or "")


_MEANT: Final[Mapping[str, str]] = MappingProxyType(
    {"int": "integer", "float": "number", "double": "number", "text": "string", "uuid": "string", "list": "array"}
    | {"dict": "object", "map": "object", "bool": "boolean", "none": "null", "date": "string", "long": "integer"}
)


def _list(checking: Checking, entry: Entry) -> None:
    if not isinstance(entry.value, SequenceNode):
        _wrong(checking, entry, Holds.LIST, hint="write each value on a line of its own, after `-`")


def _choices(checking: Checking, entry: Entry) -> None:
    """AsyncAPI's own description of its documents forbids what draft 7 only advises against."""
    _list(checking, entry)
    if isinstance(entry.value, SequenceNode):
        checking.report_twice(entry.value.items)
        if not entry.value.items:
            message = f"`{entry.key}` must not be empty: no value would fit"
            checking.report("WSG211", entry.value.location, message, hint="list the values, or remove it")


def _pattern(checking: Checking, entry: Entry) -> None:
    text = text_of(entry.value)
    if text is None:
        _wrong(checking, entry, Holds.PATTERN, hint="put it in quotes" if _is_scalar(entry.value) else "")
    else:
        _check_pattern(checking, text, entry.value.location)


def _check_pattern(checking: Checking, text: str, location: Location) -> None:
    try:
        # Python warns of what may mean something else one day, which says nothing to the author.
        with warnings.catch_warnings(action="ignore"):
            re.compile(_EMPTY_CLASS.sub("(?:)", text))
    except (RecursionError, OverflowError):
        # Too much for Python, and perhaps not for others.
        return
    except re.error as error:
        if any(each in error.msg for each in _HOPELESS):
            message = f"`{text}` is no regular expression: {error.msg}"
            checking.report("WSG210", location, message, hint="mend the pattern, or remove it")


def _members(checking: Checking, entry: Entry) -> None:
    if not isinstance(entry.value, MappingNode):
        _wrong(checking, entry, Holds.MEMBERS)


def _docs(checking: Checking, entry: Entry) -> None:
    checking.later(entry.value, Object("External Documentation", or_reference=True), entry.location)


def _anything(checking: Checking, entry: Entry) -> None:
    """Any value is right."""


_VALUES: Final[Mapping[Holds, Callable[[Checking, Entry], None]]] = MappingProxyType(
    {
        Holds.MAP_OF_NAMES: _map_of_names,
        Holds.TEXT: _text,
        Holds.FLAG: _flag,
        Holds.NUMBER: _number,
        Holds.POSITIVE: _positive,
        Holds.COUNT: _count,
        Holds.NAMES: _names,
        Holds.TYPES: _types,
        Holds.LIST: _list,
        Holds.CHOICES: _choices,
        Holds.PATTERN: _pattern,
        Holds.MEMBERS: _members,
        Holds.DOCS: _docs,
        Holds.VALUE: _anything,
    }
)
_OF_DIALECT: Final[Mapping[Holds, Callable[[Checking, Entry, Dialect], None]]] = MappingProxyType(
    {
        Holds.SCHEMA: _schema,
        Holds.SCHEMA_OR_FLAG: _schema_or_flag,
        Holds.SCHEMAS: _schemas,
        Holds.SCHEMA_OR_SCHEMAS: _schema_or_schemas,
        Holds.MAP: _map,
        Holds.SOME_NAMES: _some_names,
        Holds.TYPE: _type,
    }
)
