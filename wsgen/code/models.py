"""Turns the bundle's definitions into the source of models.py, the types written by datamodel-code-generator."""

import ast
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from ..plan.identifier import Identifier
from ..plan.protocol import Definition
from ..spec.node import Value
from .assemble import Named, assemble, keys_of
from .audit import audit, types_as_text
from .cache import NO_CACHE, Cache
from .classes import Alias, Class, describe, names_in, write_alias, write_class
from .generated import TAKEN, ModelClass, Models
from .loosen import Within, bundle_of, loosen
from .order import order
from .schema_types import schema_types

__all__ = ["Models", "models"]

_SOURCES: Final = (
    ("typing", ("TYPE_CHECKING", "Annotated", "Any", "Literal", "TypeAlias")),
    ("pydantic", ("ConfigDict", "Field")),
    ("typing_extensions", ("TypeAliasType",)),
    ("._runtime.wire", ("EXACT", "UNSET", "WireModel")),
    ("._runtime.wire_root", ("WireRoot",)),
)


def models(
    definitions: Mapping[Identifier, Definition],
    names: tuple[Identifier, ...],
    messages: AbstractSet[Identifier] | None = None,
    cache: Cache = NO_CACHE,
) -> Models:
    """The Python of the definitions among `names`: the source without a head, the imports it needs, the fields.

    A definition of objects becomes a class, any other a named type. `messages` are classes always: root models, where a
    class of objects can't hold them. Where they are given, other objects without a key of their own are
    `dict[str, Any]`.

    No class is ever narrower than its schema: whatever the schema (JSON Schema draft 7) accepts, `model_validate` does
    too, and `to_wire` gives it back. The same definitions give the same text, in whatever order they come. Raises
    ValueError for a name that models.py needs itself.
    """
    if clash := TAKEN.intersection(names):
        raise ValueError(f"models.py needs these names itself: {', '.join(sorted(clash))}")
    values: dict[str, Value] = {str(name): definitions[name].value for name in sorted(definitions)}
    bundle = bundle_of(values, map(str, names), messages)
    types = {name: loosen(values[name], bundle, Within(frozenset({name}))) for name in sorted(bundle.named)}
    named = Named(
        {name: each for name, each in types.items() if name not in bundle.roots},
        {name: each for name, each in types.items() if name in bundle.roots},
    )
    keys = {name: keys_of(shape, bundle, named) for name, shape in bundle.shapes.items()}
    schemas = [*types.values(), *(key.schema for each in keys.values() for key in each)]
    classes, aliases = assemble(bundle, named, keys, schema_types(schemas, cache))
    result = _written(classes, aliases)
    audit(result.imports, result.source, names)
    return result


def _written(classes: Mapping[str, Class], aliases: Mapping[str, Alias]) -> Models:
    ordered, incomplete = order(classes, aliases)
    parts = [write_class(classes[name]) if name in classes else write_alias(aliases[name]) for name in ordered]
    parts.append("\n".join(f"{name}.model_rebuild()" for name in incomplete))
    source = "\n\n".join(parts).strip() + "\n"
    described: dict[Identifier, ModelClass] = {}
    # Parents stand before their children.
    for name in ordered:
        model = classes[name] if name in classes else aliases[name]
        parent = model.parent if isinstance(model, Class) else None
        described[model.name] = describe(model, described[parent].all if parent else ())
    return Models(source, _imports(source), dict(sorted(described.items())))


def _imports(source: str) -> tuple[str, ...]:
    used = names_in(*(part for each in ast.parse(source).body for part in (each, *types_as_text(each))))
    lines = ["from __future__ import annotations"]
    for module, offered in _SOURCES:
        if names := [name for name in offered if name in used]:
            lines.append(f"from {module} import {', '.join(names)}")
    return tuple(lines)
