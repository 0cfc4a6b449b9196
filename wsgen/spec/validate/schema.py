"""Checks AsyncAPI Schema Objects: JSON Schema draft 7 and a little more."""

import re
import warnings
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from ...diagnostics.found import did_you_mean
from ...diagnostics.location import Location
from ..keywords import KEYWORDS, TYPES, Holds, is_draft_7
from ..node import Entry, MappingNode, Node, ScalarNode, SequenceNode
from ..objects.kinds import Object, SchemaKind
from ..reading import child, optional_text, text_of
from ..references import is_reference
from .checking import Checking
from .contradictions import check_contradictions
from .required import check_required
from .wording import listing, name_of, what_is

# Words of OpenAPI and of older drafts which people keep on purpose: without meaning here, and no slip.
_FOREIGN: Final = frozenset({"example", "id", "nullable", "optional", "xml", "name", "options", "extends"})
_PLAIN: Final = SchemaKind()
# What draft 7 has for keywords of newer drafts. `$defs` does no harm: references find what it holds.
_OLDER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "prefixItems": "write the list in `items`",
        "dependentSchemas": "write it in `dependencies`",
        "dependentRequired": "write it in `dependencies`",
        "unevaluatedItems": "use `additionalItems`, or remove it",
        "unevaluatedProperties": "use `additionalProperties`, or remove it",
        "minContains": "remove it",
        "maxContains": "remove it",
    }
)
# What makes a pattern unusable in every dialect. Python's other complaints may be about JavaScript it doesn't know.
_HOPELESS: Final = ("unterminated", "unbalanced parenthesis", "nothing to repeat", "missing )")


def check_schema(checking: Checking, node: Node, kind: SchemaKind) -> None:
    """Checks one schema (AsyncAPI 3.0 §Schema Object); its subschemas are checked later."""
    if is_reference(node):
        target = checking.target(node, "Schema")
        if target is not None:
            checking.later(target, kind, target.location)
        return
    if isinstance(node, ScalarNode) and isinstance(node.value, bool):
        return
    if not isinstance(node, MappingNode):
        message = f"{name_of(node)} must be a schema, and is {what_is(node)}"
        checking.report("WSG203", node.location, message, hint=_how_to_write(node))
        return
    if kind.multi and "schemaFormat" in node.entries:
        _check_multi_format(checking, node, kind)
        return
    if kind.needs_object and (told := text_of(child(node, "type"))) not in {None, "object"}:
        message = f"this schema must describe an object, and describes a value of type `{told}`"
        checking.report("WSG204", node.entries["type"].value.location, message, hint="write `type: object`")
    elif kind.needs_properties and not node.entries.keys() & {"properties", "allOf", "anyOf", "oneOf"}:
        message = "this schema must name its properties"
        checking.report("WSG202", node.location, message, hint="add `properties`")
    for entry in node.entries.values():
        _check_keyword(checking, entry)
    check_required(checking, node)
    check_contradictions(checking, node)


def _how_to_write(node: Node) -> str:
    told = text_of(node)
    if told in TYPES:
        return f"write `type: {told}` on a line below"
    return "write a schema, such as `type: string` on a line below"


def _check_multi_format(checking: Checking, node: MappingNode, kind: SchemaKind) -> None:
    """AsyncAPI 3.0 §Multi Format Schema Object."""
    checking.later(node, Object("Multi Format Schema"), node.location)
    schema = child(node, "schema")
    if schema is not None and is_draft_7(optional_text(node, "schemaFormat") or ""):
        checking.later(schema, SchemaKind(needs_object=kind.needs_object), schema.location)
    elif is_reference(schema):
        # What it leads to is another language's; that it leads somewhere is AsyncAPI's.
        checking.target(schema, "Schema")


def _check_keyword(checking: Checking, entry: Entry) -> None:
    keyword = KEYWORDS.get(entry.key)
    if keyword is not None:
        if entry.key in _OLDER:
            message = f"`{entry.key}` is of JSON Schema {keyword.draft}, and means nothing in draft 7"
            checking.report("WSG213", entry.location, message, hint=_OLDER[entry.key])
        _CHECKS[keyword.holds](checking, entry)
        return
    if entry.key.startswith("x-") or entry.key in _FOREIGN:
        return
    guess = did_you_mean(entry.key, KEYWORDS)
    if guess is not None:
        message = f"`{entry.key}` has no meaning in a schema"
        checking.report("WSG213", entry.location, message, hint=f"did you mean `{guess}`?")


def _wrong(checking: Checking, entry: Entry, holds: Holds, *, hint: str = "", at: Node | None = None) -> None:
    node = entry.value if at is None else at
    message = f"`{entry.key}` must be {holds.value}, and is {what_is(node)}"
    checking.report("WSG203", node.location, message, hint=hint or f"write {holds.value}")


def _schema(checking: Checking, entry: Entry) -> None:
    checking.later(entry.value, _PLAIN, entry.location)


def _schemas(checking: Checking, entry: Entry) -> None:
    if not isinstance(entry.value, SequenceNode):
        _wrong(checking, entry, Holds.SCHEMAS, hint="write each schema on a line of its own, after `-`")
        return
    for item in entry.value.items:
        checking.later(item, _PLAIN, item.location)
    if not entry.value.items:
        checking.report("WSG211", entry.value.location, f"`{entry.key}` must not be empty", hint="remove it")


def _schema_or_schemas(checking: Checking, entry: Entry) -> None:
    if isinstance(entry.value, SequenceNode):
        _schemas(checking, entry)
    else:
        _schema(checking, entry)


def _map(checking: Checking, entry: Entry) -> None:
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
            checking.later(inner.value, _PLAIN, inner.location)
        if entry.key == "patternProperties":
            _check_pattern(checking, inner.key, inner.location)


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
        hint = "write the names after it, such as `[id, name]`"
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


def _types(checking: Checking, entry: Entry) -> None:
    items = entry.value.items if isinstance(entry.value, SequenceNode) else (entry.value,)
    if not items:
        checking.report("WSG211", entry.value.location, "`type` must name at least one type", hint="remove it")
    seen: set[str] = set()
    for item in items:
        name = text_of(item)
        if name is None:
            hint = "put it in quotes: 'null'" if isinstance(item, ScalarNode) and item.value is None else ""
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
        checking.report_twice(entry.value)
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
            re.compile(text)
    except (RecursionError, OverflowError):
        # Too much for Python, and perhaps not for others.
        return
    except re.error as error:
        if any(each in error.msg for each in _HOPELESS):
            message = f"`{text}` is no regular expression: {error.msg}"
            checking.report("WSG210", location, message, hint="mend the pattern, or remove it")


def _docs(checking: Checking, entry: Entry) -> None:
    checking.later(entry.value, Object("External Documentation", or_reference=True), entry.location)


def _anything(checking: Checking, entry: Entry) -> None:
    """Any value is right."""


_CHECKS: Final[Mapping[Holds, Callable[[Checking, Entry], None]]] = MappingProxyType(
    {
        Holds.SCHEMA: _schema,
        Holds.SCHEMAS: _schemas,
        Holds.SCHEMA_OR_SCHEMAS: _schema_or_schemas,
        Holds.MAP: _map,
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
        Holds.DOCS: _docs,
        Holds.VALUE: _anything,
    }
)
