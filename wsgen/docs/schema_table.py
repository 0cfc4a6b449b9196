"""Makes the rows of a schema's table: each property with its type, what it means, and what is asked of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from ..spec.node import Value
from .bundle import Bundle
from .html import NOTHING, Html, anchor, code, element, join, text
from .markdown import blocks, line
from .words import Schema, as_json, constraints, cut, kind, values

_DEEPEST: Final = 8
_WIDEST: Final = 400
_OWN: Final = ("description", "default", "deprecated", "readOnly", "writeOnly", "examples", "title")


@dataclass(frozen=True, slots=True)
class RowView:
    """One row: `id` leads here, `depth` says how deep it is nested (a class), `sought` is what a search goes by."""

    id: Html
    depth: Html
    name: Html
    type: Html
    about: Html
    is_required: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands: the steps from the table's root, and the definitions that are open around it."""

    owner: str
    steps: tuple[str, ...]
    around: frozenset[str]

    def inside(self, *steps: str) -> "_Place":
        return replace(self, steps=(*self.steps, *steps))


def rows(bundle: Bundle, name: str, owner: str) -> tuple[RowView, ...]:
    """The rows of a definition that is shown at the id `owner`; none where it has no parts."""
    place = _Place(owner, (), frozenset((name,)))
    found = [*islice(_parts(bundle, bundle.schema(name), place), _WIDEST + 1)]
    if len(found) <= _WIDEST:
        return tuple(found)
    rest = element("p", text("What follows is left out here."))
    return (*found[:_WIDEST], RowView(text(f"{owner}.~more"), text("d0"), text("…"), NOTHING, rest, is_required=False))


def about(bundle: Bundle, schema: Schema) -> Html:
    """What a schema says of itself as a whole: for those that have no rows, their type first."""
    parts = [element("p", _type(bundle, schema, frozenset()), class_="type")] if not schema.get("properties") else []
    parts += _asked(schema)
    return join(parts)


def _parts(bundle: Bundle, schema: Schema, place: _Place) -> Iterator[RowView]:
    """The rows of what is inside a schema, those inside them after each."""
    if len(place.steps) >= _DEEPEST:
        return
    schema, place = _followed(bundle, schema, place)
    required = schema.get("required")
    needed = {each for each in required if isinstance(each, str)} if isinstance(required, list) else set[str]()
    for name, held in _members(schema, "properties"):
        yield from _row(bundle, held, place.inside(name), code(name), is_required=name in needed)
    known = {name for name, _ in _members(schema, "properties")}
    for name in [each for each in required if isinstance(each, str)] if isinstance(required, list) else []:
        if name not in known and not place.steps:
            yield from _row(bundle, {}, place.inside(name), code(name), is_required=True)
    for pattern, held in _members(schema, "patternProperties"):
        yield from _row(bundle, held, place.inside(f"/{pattern}/"), join((text("each member like "), code(pattern))))
    further = schema.get("additionalProperties")
    if isinstance(further, dict) and further:
        yield from _row(bundle, further, place.inside("*"), text("each other member" if known else "each member"))
    yield from _items(bundle, schema, place)
    for word, said in (("allOf", "and also"), ("anyOf", "at least one of"), ("oneOf", "exactly one of")):
        yield from _choices(bundle, schema.get(word), place, said if word != "allOf" else "")


def _items(bundle: Bundle, schema: Schema, place: _Place) -> Iterator[RowView]:
    items = schema.get("items")
    if isinstance(items, list):
        for at, each in enumerate(items, 1):
            yield from _row(bundle, each, place.inside(str(at)), text(f"item {at}"))
    elif isinstance(items, dict) and _has_rows(bundle, items, place):
        if place.steps:
            yield from _parts(bundle, items, place.inside("*"))
        else:
            yield from _row(bundle, items, place.inside("*"), text("each item"))


def _choices(bundle: Bundle, branches: Value, place: _Place, said: str) -> Iterator[RowView]:
    if not isinstance(branches, list):
        return
    for at, each in enumerate(branches, 1):
        held = each if isinstance(each, dict) else {}
        if not said:
            yield from _parts(bundle, held, place)
        elif _has_rows(bundle, held, place) or not place.steps:
            title = held.get("title")
            label = f"{said} {len(branches)}: {title if isinstance(title, str) else at}"
            yield from _row(bundle, held, place.inside(f"{said.split(maxsplit=1)[0]}{at}"), text(label))


def _row(bundle: Bundle, held: Value, place: _Place, name: Html, *, is_required: bool = False) -> Iterator[RowView]:
    schema: Schema = held if isinstance(held, dict) else {} if held else {"not": {}}
    shown, inner = _followed(bundle, schema, place)
    yield RowView(
        id=text(f"{place.owner}.{anchor('', *place.steps)[1:]}"),
        depth=text(f"d{min(len(place.steps) - 1, _DEEPEST)}"),
        name=name,
        type=_type(bundle, schema, place.around),
        about=join(_asked({**shown, **{word: schema[word] for word in _OWN if word in schema}})),
        is_required=is_required,
    )
    yield from _parts(bundle, shown, inner)


def _has_rows(bundle: Bundle, schema: Schema, place: _Place) -> bool:
    schema, place = _followed(bundle, schema, place)
    return any(True for _ in _parts(bundle, schema, place.inside("")))


def _followed(bundle: Bundle, schema: Schema, place: _Place) -> tuple[Schema, _Place]:
    """A schema whose reference was followed, where its target is shown here and isn't open already."""
    for _ in range(_DEEPEST):
        name = bundle.target(schema)
        if name is None:
            return schema, place
        if name not in bundle.inside or name in place.around:
            return {}, place
        schema, place = bundle.schema(name), replace(place, around=place.around | {name})
    return {}, place


def _type(bundle: Bundle, schema: Schema, around: frozenset[str], depth: int = 0) -> Html:
    """The type of a value; a schema that is shown elsewhere by its name, which leads there."""
    name = bundle.target(schema)
    if name is not None:
        if name in bundle.shown_at:
            return element("a", text(name), href=f"#{bundle.shown_at[name]}")
        if name in around or depth >= _DEEPEST:
            return text(name)
        return _type(bundle, bundle.schema(name), around | {name}, depth + 1)
    for word, between in (("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")):
        branches = schema.get(word)
        if isinstance(branches, list) and "properties" not in schema and depth < _DEEPEST:
            named = [_type(bundle, each if isinstance(each, dict) else {}, around, depth + 1) for each in branches]
            return Html(between.join(dict.fromkeys(each for each in named if each))) or text(
                kind(schema) or "any value"
            )
    items = schema.get("items")
    if isinstance(items, dict) and depth < _DEEPEST:
        several = element("span", text("array of "), class_="dim")
        return join((several, _type(bundle, items, around, depth + 1)))
    if "const" in schema or "enum" in schema:
        return text(kind(schema) or "value")
    return text(kind(schema) or ("object" if "properties" in schema else "nothing" if "not" in schema else "any value"))


def _asked(schema: Schema) -> Iterator[Html]:
    """What a schema means, and what it asks for, a paragraph each."""
    description = schema.get("description")
    if schema.get("deprecated") is True:
        yield element("p", element("span", text("deprecated"), class_="tag old"))
    if isinstance(description, str) and description.strip():
        yield blocks(description)
    elif isinstance(title := schema.get("title"), str) and title.strip():
        yield element("p", line(title))
    listed = values(schema)
    if listed is not None:
        yield element("p", listed, class_="rule")
    rules = [*constraints(schema)]
    if isinstance(items := schema.get("items"), dict):
        rules += [
            join((text("each item: "), each)) for each in (values(items), *constraints(items)) if each is not None
        ]
    if rules:
        yield element("p", join(rules, ", "), class_="rule")
    if "default" in schema:
        yield element("p", text("by default "), code(cut(as_json(schema["default"]))), class_="rule")
    examples = schema.get("examples")
    if isinstance(examples, list) and examples:
        shown = join((code(cut(as_json(each))) for each in examples[:3]), " ")
        yield element("p", text("for example "), shown, class_="rule")


def _members(schema: Schema, word: str) -> list[tuple[str, Value]]:
    held = schema.get(word)
    return list(held.items()) if isinstance(held, dict) else []
