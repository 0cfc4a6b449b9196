"""Checks schemas: AsyncAPI's own, which are JSON Schema draft 7 and a little more, and those of other dialects."""

from dataclasses import replace
from typing import Final

from ...diagnostics.found import did_you_mean
from ..dialects import ASYNCAPI, Dialect, dialect_of_format, dialect_of_uri, is_judging, origin_of
from ..keywords import TYPES, Holds
from ..node import Entry, MappingNode, Node, ScalarNode
from ..objects.kinds import Object, SchemaKind
from ..reading import child, optional_text, text_of
from ..references import BrokenReferenceError, follow, is_reference
from .checking import Checking
from .contradictions import check_contradictions
from .keyword import check_held
from .required import check_required
from .wording import name_of, what_is

# Words of OpenAPI and of older drafts which people keep on purpose: without meaning here, and no slip.
_FOREIGN: Final = frozenset({"example", "id", "nullable", "optional", "xml", "name", "options", "extends"})

_SCHEMAS: Final = frozenset({Holds.SCHEMA, Holds.SCHEMAS, Holds.SCHEMA_OR_SCHEMAS, Holds.MAP})


def check_schema(checking: Checking, node: Node, kind: SchemaKind) -> None:
    """Checks one schema (AsyncAPI 3.0 §Schema Object); its subschemas are checked later."""
    dialect = kind.dialect
    if dialect is None:
        _check_other_language(checking, node)
        return
    if is_reference(node) and not _is_reference_with_siblings(node, dialect):
        _check_target(checking, node, kind, dialect)
        return
    if isinstance(node, ScalarNode) and isinstance(node.value, bool) and dialect.booleans:
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
        _check_keyword(checking, entry, dialect)
    if is_reference(node):
        _check_target(checking, node, kind, dialect)
    _check_dialect(checking, node, dialect)
    check_required(checking, node)
    check_contradictions(checking, node, is_own=dialect is ASYNCAPI)


def _is_reference_with_siblings(node: MappingNode, dialect: Dialect) -> bool:
    return dialect.siblings and len(node.entries) > 1


def _check_target(checking: Checking, node: MappingNode, kind: SchemaKind, dialect: Dialect) -> None:
    """What a schema refers to is in the same dialect, where its file doesn't say that it's in another."""
    found = checking.schema(node, dialect)
    if found is not None:
        target, own = found
        # 3.x has an object for schemas of other languages; a reference may lead to one from inside a schema too.
        multi = kind.multi or checking.version >= (3, 0)
        checking.later(target, replace(kind, dialect=own, multi=multi), target.location)


def _how_to_write(node: Node) -> str:
    told = text_of(node)
    if told in TYPES:
        return f"write `type: {told}` on a line below"
    if isinstance(node, ScalarNode) and isinstance(node.value, bool):
        return "write `{}` for any value" if node.value else "write `not: {}` for none"
    return "write a schema, such as `type: string` on a line below"


def _check_multi_format(checking: Checking, node: MappingNode, kind: SchemaKind) -> None:
    """AsyncAPI 3.0 §Multi Format Schema Object."""
    checking.later(node, Object("Multi Format Schema"), node.location)
    schema = child(node, "schema")
    if schema is not None:
        dialect = dialect_of_format(optional_text(node, "schemaFormat") or "")
        checking.later(schema, SchemaKind(needs_object=kind.needs_object, dialect=dialect), schema.location)


def _check_other_language(checking: Checking, node: Node) -> None:
    """What stands in a schema of another language is that language's; that a reference leads somewhere is AsyncAPI's.

    The file that it leads to may be one that only readers of that language can read.
    """
    if is_reference(node):
        try:
            follow(checking.sources, node)
        except BrokenReferenceError as broken:
            at = node.entries["$ref"].value.location
            checking.diagnostics.extend(each for each in broken.diagnostics if each.location == at)


def _check_keyword(checking: Checking, entry: Entry, dialect: Dialect) -> None:
    holds = dialect.keywords.get(entry.key)
    if holds is not None:
        check_held(checking, entry, holds, dialect)
        return
    if entry.key.startswith("x-") or entry.key in _FOREIGN:
        return
    origin = origin_of(entry.key)
    if origin is not None:
        _check_keyword_of_another(checking, entry, dialect, origin)
        return
    guess = did_you_mean(entry.key, dialect.keywords)
    if guess is not None:
        message = f"`{entry.key}` has no meaning in a schema"
        checking.report("WSG213", entry.location, message, hint=f"did you mean `{guess}`?")


def _check_keyword_of_another(checking: Checking, entry: Entry, dialect: Dialect, origin: Dialect) -> None:
    if is_judging(entry.key):
        message = f"`{entry.key}` is of {origin.name}, and means nothing in {dialect.name}"
        hint = dialect.instead.get(entry.key, "remove it, or say in `schemaFormat` that this is another dialect")
        checking.report("WSG213", entry.location, message, hint=hint)
    # References stand in it all the same, and may find what it holds.
    holds = origin.keywords[entry.key]
    if holds in _SCHEMAS:
        check_held(checking, entry, holds, dialect)


def _check_dialect(checking: Checking, node: MappingNode, dialect: Dialect) -> None:
    """WSG213: a `$schema` inside a document, which changes nothing: there a `schemaFormat` says what a schema is."""
    uri = child(node, "$schema")
    named = dialect_of_uri(text_of(uri) or "")
    if uri is not None and named is not None and named is not dialect:
        message = f"this is read as {dialect.name}, whatever `$schema` says"
        checking.report("WSG213", uri.location, message, hint=f"write `schemaFormat: {named.format}`, or remove it")
