"""Checks one value against the table of objects, and puts its parts on the list."""

import re
from typing import Final

from ...diagnostics.found import did_you_mean
from ...diagnostics.location import Location
from ..dialects import dialect_of_format
from ..node import Entry, MappingNode, Node, ScalarNode, SequenceNode, escape
from ..objects import ELSEWHERE, objects_of
from ..objects.kinds import (
    Anything,
    Flag,
    Kind,
    ListOf,
    MapOf,
    Members,
    Object,
    ObjectKind,
    Reference,
    SchemaKind,
    Text,
    Unread,
)
from ..reading import child, entries_of, optional_text, text_of
from ..references import is_reference
from .checking import Checking, Task
from .schema import check_schema
from .text import check_choices, check_text
from .wording import how_to_mend, listing, name_of, what_is, what_should_be, with_article

_EXTENSION: Final = re.compile(r"x-[A-Za-z0-9_.-]+")


def check_value(checking: Checking, task: Task) -> None:
    """Checks one value as the kind that its place asks for; its parts are checked later."""
    node, kind = task.node, task.kind
    match kind:
        case Anything():
            return
        case Text():
            check_text(checking, node, kind)
        case Flag():
            if not isinstance(node, ScalarNode) or not isinstance(node.value, bool):
                _wrong_type(checking, task)
        case Unread():
            checking.unread.setdefault(name_of(node), []).append(task.at)
            if not isinstance(node, MappingNode):
                _wrong_type(checking, task)
        case Members():
            if not isinstance(node, MappingNode):
                _wrong_type(checking, task)
        case SchemaKind():
            check_schema(checking, node, kind)
        case ListOf():
            _check_list(checking, task, kind)
        case MapOf():
            _check_map(checking, task, kind)
        case Reference(to=name):
            _check_reference(checking, task, name)
        case Object():
            _check_object(checking, task, kind)


def _wrong_type(checking: Checking, task: Task) -> None:
    node, kind = task.node, task.kind
    message = f"{name_of(node)} must be {what_should_be(kind)}, and is {what_is(node)}"
    checking.report("WSG203", task.at, message, hint=how_to_mend(node, kind))


def _check_list(checking: Checking, task: Task, kind: ListOf) -> None:
    if not isinstance(task.node, SequenceNode):
        _wrong_type(checking, task)
        return
    for item in task.node.items:
        checking.later(item, kind.item, item.location)
    # Two objects that are equal have the same name too: one fault is said once.
    if kind.distinct:
        _check_distinct(checking, task.node, kind.distinct)
    if kind.unique:
        alike = task.node.items if not kind.distinct else tuple(item for item in task.node.items if is_reference(item))
        checking.report_twice(alike)


def _check_distinct(checking: Checking, node: SequenceNode, field: str) -> None:
    seen: set[str] = set()
    for value in (child(item, field) for item in node.items):
        name = text_of(value)
        if value is not None and name in seen:
            message = f"another of {name_of(node)} has the {field} `{name}`"
            checking.report("WSG330", value.location, message, hint="remove one of the two")
        seen.add(name or "")


def _check_map(checking: Checking, task: Task, kind: MapOf) -> None:
    if not isinstance(task.node, MappingNode):
        _wrong_type(checking, task)
        return
    for name, entry in task.node.entries.items():
        if name == "$ref" and text_of(entry.value) is not None:
            message = f"{name_of(task.node)} is a map of names to values, which can't be a reference"
            hint = "refer from each name, as in `name: {$ref: …}`"
            checking.report("WSG203", entry.location, message, hint=hint)
            continue
        if kind.keys and not name.startswith("x-") and re.fullmatch(kind.keys.pattern, name) is None:
            message = f"`{name}` is no name that AsyncAPI allows here"
            checking.report(kind.keys.code, entry.location, message, hint=f"use only {kind.keys.words}")
        checking.later(entry.value, kind.item, entry.location)


def _check_reference(checking: Checking, task: Task, name: str) -> None:
    """A place where only a reference may stand."""
    node = task.node
    if not is_reference(node):
        noun = objects_of(checking.version)[name].noun
        message = f"{name_of(node)} must be a reference to {with_article(noun)}, and is {what_is(node)}"
        checking.report("WSG209", task.at, message, hint=_reference_to(checking, node, name))
        return
    target = checking.target(node, Object(name))
    if target is not None:
        checking.later(target, Object(name), target.location)


def _reference_to(checking: Checking, node: Node, name: str) -> str:
    """How to write the reference that is missing; in full where its target can be guessed."""
    if name == "Message":
        return "write `$ref: '#/channels/…/messages/…'`"
    kind = "channels" if name == "Channel" else "servers"
    given = text_of(node) or ""
    known = entries_of(child(checking.sources.document, kind))
    target = given if given in known else did_you_mean(given, known)
    return f"write `$ref: '#/{kind}/{escape(target) if target else '…'}'`"


def _check_object(checking: Checking, task: Task, kind: Object) -> None:
    node = task.node
    if is_reference(node):
        if not kind.or_reference or checking.version < kind.reference_since:
            _forbid_reference(checking, node, kind)
            return
        target = checking.target(node, kind)
        if target is not None:
            checking.later(target, Object(kind.name), target.location)
        return
    if not isinstance(node, MappingNode):
        _wrong_type(checking, task)
        return
    name = _variant(checking, node, kind.name)
    if name is not None:
        _check_fields(checking, node, name, task.at)


def _forbid_reference(checking: Checking, node: MappingNode, kind: Object) -> None:
    place = node.entries["$ref"].location
    if not kind.or_reference:
        checking.report("WSG203", place, f"{name_of(node)} can't be a reference", hint="write out what it refers to")
        return
    since = ".".join(map(str, kind.reference_since))
    message = f"{name_of(node)} can be a reference only since AsyncAPI {since}"
    checking.report("WSG207", place, message, hint=f"raise `asyncapi` to {since}.0, or write out what it refers to")


def _variant(checking: Checking, node: MappingNode, name: str) -> str | None:
    """The name of the object that this one is, by its `type` or by a field that tells; None where it can't be told."""
    described = objects_of(checking.version)[name]
    if described.if_present is not None and described.if_present[0] in node.entries:
        return described.if_present[1]
    if not described.variants:
        return name
    variants = {key: each for key, each in described.variants.items() if _exists(checking, each)}
    kind = optional_text(node, "type")
    if kind is None:
        # Says what is wrong with `type`, and nothing about the fields that depend on it.
        _missing_or_wrong(checking, node, described.noun, tuple(variants))
    elif kind not in variants:
        check_text(checking, node.entries["type"].value, Text(choices=tuple(variants)))
    variant = None if kind is None else variants.get(kind)
    return None if variant is None else _variant(checking, node, variant)


def _exists(checking: Checking, name: str) -> bool:
    return objects_of(checking.version)[name].since <= checking.version


def _missing_or_wrong(checking: Checking, node: MappingNode, noun: str, allowed: tuple[str, ...]) -> None:
    entry = node.entries.get("type")
    if entry is not None:
        check_text(checking, entry.value, Text())
        return
    checking.report("WSG202", node.location, f"this {noun} has no `type`", hint=f"add `type`: {listing(allowed)}")


def _check_fields(checking: Checking, node: MappingNode, name: str, at: Location) -> None:
    described = objects_of(checking.version)[name]
    for field_name, entry in node.entries.items():
        field = described.fields.get(field_name)
        if field is not None and field.since <= checking.version:
            kind = _payload_kind(node, field.kind)
            checking.later(entry.value, kind, entry.location)
        elif field is not None:
            since = ".".join(map(str, field.since))
            message = f"`{field_name}` of {with_article(described.noun)} exists only since AsyncAPI {since}"
            hint = f"raise `asyncapi` to {since}.0, or remove it"
            checking.report("WSG207", entry.location, message, hint=hint)
        elif not _is_allowed(checking, described, field_name):
            _unknown_field(checking, name, described, entry)
    for field_name, field in described.fields.items():
        if field.required and field_name not in node.entries:
            # A field under a wrong name is one fault, and was reported as that.
            if not _is_misnamed(name, node, field_name, described):
                message = f"this {described.noun} has no `{field_name}`"
                checking.report("WSG202", at, message, hint=f"add `{field_name}`")
    if "enum" in described.fields:
        check_choices(checking, node)
    is_closed = checking.version >= described.closed_since
    if is_closed and described.one_of and not any(each in node.entries for each in described.one_of):
        message = f"this {described.noun} has neither {listing(described.one_of, last='nor')}"
        checking.report("WSG202", at, message, hint=f"add {listing(described.one_of)}")


def _payload_kind(node: MappingNode, kind: Kind) -> Kind:
    """A payload is in the dialect, or the language, that a `schemaFormat` beside it names."""
    schema_format = optional_text(node, "schemaFormat")
    if isinstance(kind, SchemaKind) and kind.format_beside and schema_format is not None:
        return SchemaKind(dialect=dialect_of_format(schema_format))
    return kind


def _is_allowed(checking: Checking, described: ObjectKind, name: str) -> bool:
    """Whether an object may have a field that isn't one of its own."""
    is_extension = _EXTENSION.fullmatch(name) is not None
    if checking.version >= described.closed_since:
        return is_extension and described.is_extensible(checking.version)
    return not described.like or is_extension or name in objects_of(checking.version)[described.like].fields


def _unknown_field(checking: Checking, name: str, described: ObjectKind, entry: Entry) -> None:
    major = checking.version[0]
    base = name.split(" oauth2", maxsplit=1)[0]
    moved = ELSEWHERE.get((major, base, entry.key))
    other = objects_of((5 - major, 0)).get(name)
    if moved or (other is not None and entry.key in other.fields):
        message = f"`{entry.key}` of {with_article(described.noun)} doesn't exist in AsyncAPI {major}.x"
        checking.report("WSG207", entry.location, message, hint=moved or "remove it")
        return
    known = [each for each, field in described.fields.items() if field.since <= checking.version]
    guess = did_you_mean(entry.key, known)
    hint = f"did you mean `{guess}`?" if guess else f"if it is your own, call it `x-{_own(entry.key)}`"
    if not guess and not described.is_extensible(checking.version):
        hint = f"write {listing(tuple(known))}"
    hint = described.instead or hint
    are_bindings = " bindings" in described.noun
    lacks = f"{described.noun} have no protocol" if are_bindings else f"{with_article(described.noun)} has no field"
    checking.report(described.unknown, entry.location, f"{lacks} `{entry.key}`", hint=hint)


def _own(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-") or "name"


def _is_misnamed(name: str, node: MappingNode, field_name: str, described: ObjectKind) -> bool:
    """Whether a field is there under a name that was reported as unknown."""
    if name == "Server" and field_name == "host" and "url" in node.entries:
        return True
    return any(did_you_mean(each, [field_name]) for each in node.entries if each not in described.fields)
