"""Puts names, types, defaults and descriptions together: all that a class or a named type is, before it's written."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ..plan.identifier import Identifier
from ..spec.node import Value
from .attributes import attributes
from .bundle import Schema, Shape
from .classes import Alias, Attribute, Class, names_in
from .defaults import default_of
from .loosen import Bundle, any_of, loosen, takes_null
from .order import reached
from .tagged import Tags, texts, with_tags


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a class: its schema as the bundle has it, and loosened."""

    wire: str
    said: Value
    schema: Schema
    required: bool


@dataclass(frozen=True, slots=True)
class Named:
    """The loosened schemas of what has a name and isn't a class of objects: types, and root models."""

    aliases: Mapping[str, Schema]
    roots: Mapping[str, Schema]

    def takes_null(self, schema: Schema) -> bool:
        """Whether a loosened schema accepts null."""
        return takes_null(schema, {**self.aliases, **self.roots})


Types = Mapping[str, ast.expr]
"""The Python type of each loosened schema, by the schema's text."""


def keys_of(shape: Shape, bundle: Bundle, named: Named) -> tuple[Key, ...]:
    """The keys that a shape adds to its parent, in the document's order; required ones that nobody declares follow."""
    declared = (
        Key(wire, said, _schema(said, bundle, named, required=wire in shape.required), wire in shape.required)
        for wire, said in shape.properties.items()
    )
    others = (Key(wire, {}, {}, required=True) for wire in sorted(shape.required - shape.properties.keys()))
    return (*declared, *others)


def _schema(said: Value, bundle: Bundle, named: Named, *, required: bool) -> Schema:
    """A key's loosened schema; null, which a root model may hold, stands beside it where the key may be absent."""
    schema = loosen(said, bundle)
    is_inside = not required and named.takes_null(schema) and not takes_null(schema, named.aliases)
    return any_of([schema, {"type": "null"}]) if is_inside else schema


def assemble(
    bundle: Bundle, named: Named, keys: Mapping[str, tuple[Key, ...]], types: Types
) -> tuple[Mapping[str, Class], Mapping[str, Alias]]:
    """Classes and named types by name. `types` has one for each schema in `keys` and `named`."""
    plain: dict[str, Class] = {}
    for name in keys:
        line = [name]
        while (parent := bundle.shapes[line[-1]].parent) is not None and parent not in plain:
            line.append(parent)
        for each in reversed(line):
            if each not in plain:
                inherited = _inherited(bundle.shapes[each].parent, plain)
                plain[each] = _class(Identifier(each), bundle, named, keys=keys[each], types=types, inherited=inherited)
    tags = {
        name: _tags((*_inherited(each.parent, plain), *each.attributes), named.aliases) for name, each in plain.items()
    }
    tagged = {text: with_tags(each, tags) for text, each in types.items()}
    classes = {name: _typed(each, tagged) for name, each in plain.items()}
    classes |= {name: _root(Identifier(name), bundle, named, tagged) for name in named.roots}
    written = {name: tagged[str(each)] for name, each in named.aliases.items()}
    needs = {name: names_in(each) & written.keys() for name, each in written.items()}
    aliases = {
        name: Alias(
            Identifier(name), each, name in reached(name, needs), _description(bundle.definitions[name], "title")
        )
        for name, each in written.items()
    }
    return classes, aliases


def _root(name: Identifier, bundle: Bundle, named: Named, types: Types) -> Class:
    """A root model: one attribute, or none where it is another one's child, because it is just that."""
    schema, description = named.roots[name], _description(bundle.definitions[name], "title")
    parent = schema.get("$ref")
    if isinstance(parent, str) and parent in named.roots:
        return Class(name, Identifier(parent), is_closed=False, attributes=(), description=description, is_root=True)
    attribute = Attribute(
        wire="root",
        python=Identifier("root"),
        annotation=types[str(schema)],
        schema=schema,
        # A class that can only be null needs no argument, as one with a single constant needs none.
        required=schema != {"type": "null"},
        nullable=named.takes_null(schema),
        default=None,
        description="",
    )
    return Class(name, None, is_closed=False, attributes=(attribute,), description=description, is_root=True)


def _class(
    name: Identifier,
    bundle: Bundle,
    named: Named,
    *,
    keys: tuple[Key, ...],
    types: Types,
    inherited: tuple[Attribute, ...],
) -> Class:
    shape, annotations = bundle.shapes[name], [types[str(key.schema)] for key in keys]
    taken = {*names_in(*annotations), *(each.python for each in inherited), name}
    python = attributes((key.wire for key in keys), taken)
    own = tuple(_attribute(key, python[key.wire], each, named) for key, each in zip(keys, annotations, strict=True))
    parent = None if shape.parent is None else Identifier(shape.parent)
    return Class(name, parent, shape.is_closed, own, _description(bundle.definitions[name], "title"))


def _attribute(key: Key, python: Identifier, annotation: ast.expr, named: Named) -> Attribute:
    # Whatever stands beside `$ref` is ignored in draft 7.
    said = key.said if isinstance(key.said, dict) and "$ref" not in key.said else {}
    # A default that is the only possible value says nothing, and would read like a constant that is always sent.
    allowed = key.schema.get("enum")
    has_default = not key.required and not (isinstance(allowed, list) and len(allowed) == 1)
    return Attribute(
        key.wire,
        python,
        annotation,
        key.schema,
        key.required,
        named.takes_null(key.schema),
        default_of(said.get("default"), key.schema, named.aliases) if has_default else None,
        _description(key.said),
    )


def _inherited(parent: str | None, classes: Mapping[str, Class]) -> tuple[Attribute, ...]:
    """The attributes of a class and its parents, the eldest's first."""
    if parent is None:
        return ()
    return (*_inherited(classes[parent].parent, classes), *classes[parent].attributes)


def _tags(own: tuple[Attribute, ...], aliases: Mapping[str, Schema]) -> Tags:
    found = {each.wire: (each.python, texts(each.schema, aliases)) for each in own if each.required}
    return {wire: (python, allowed) for wire, (python, allowed) in found.items() if allowed is not None}


def _typed(model: Class, types: Types) -> Class:
    own = (replace(each, annotation=types[str(each.schema)]) for each in model.attributes)
    return replace(model, attributes=tuple(own))


def _description(said: Value, otherwise: str = "description") -> str:
    if not isinstance(said, dict):
        return ""
    parts = [said.get("description") or said.get(otherwise), *_remarks(said)]
    return "\n\n".join(part.strip() for part in parts if isinstance(part, str) and part.strip())


def _remarks(said: Schema) -> Iterable[str]:
    """What a keyword says that Python has no behaviour for.

    Pydantic's `deprecated` warns whoever reads the attribute, the handler that must be able to among them.
    """
    return (words for keyword, words in _REMARKS if said.get(keyword) is True)


_REMARKS: Final = (("readOnly", "Read only."), ("writeOnly", "Write only."), ("deprecated", "Deprecated."))
