"""Turns the bundle's definitions into the source of models.py, the types written by datamodel-code-generator."""

import ast
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from ..plan.identifier import Identifier
from ..plan.protocol import Definition
from ..spec.node import Value
from .assemble import Key, Types, assemble, keys_of
from .audit import audit, types_as_text
from .bundle import Schema, shapes
from .classes import Alias, Class, describe, names_in, write_alias, write_class
from .generated import TAKEN, ModelClass, Models
from .loosen import Bundle, Within, loosen
from .order import order
from .rewrite import UnexpectedSourceError, read_types

__all__ = ["Models", "models"]

_SOURCES = (
    ("typing", ("TYPE_CHECKING", "Annotated", "Any", "Literal", "TypeAlias")),
    ("pydantic", ("ConfigDict", "Field")),
    ("typing_extensions", ("TypeAliasType",)),
    ("._runtime.wire", ("EXACT", "UNSET", "WireModel")),
)


def models(
    definitions: Mapping[Identifier, Definition],
    names: tuple[Identifier, ...],
    messages: AbstractSet[Identifier] | None = None,
) -> Models:
    """The Python of the definitions among `names`: the source without a head, the imports it needs, the fields.

    A definition of objects becomes a class, any other a named type. `messages` must be classes wherever they can accept
    objects at all; where it's given, other objects without a key of their own are `dict[str, Any]`.

    No class is ever narrower than its schema: whatever the schema (JSON Schema draft 7) accepts, `model_validate` does
    too, and `to_wire` gives it back. The same definitions give the same text, in whatever order they come. Raises
    ValueError for a name that models.py needs itself.
    """
    if clash := TAKEN.intersection(names):
        raise ValueError(f"models.py needs these names itself: {', '.join(sorted(clash))}")
    values: dict[str, Value] = {str(name): definitions[name].value for name in sorted(definitions)}
    found = shapes(values, names, messages)
    bundle = Bundle(values, found, frozenset(map(str, names)) - found.keys())
    aliases = {name: loosen(values[name], bundle, Within(frozenset({name}))) for name in sorted(bundle.aliases)}
    keys = {name: keys_of(shape, bundle) for name, shape in found.items()}
    classes, named = assemble(bundle, aliases, keys, _types(keys, aliases))
    result = _written(classes, named)
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
        described[model.name] = describe(model, described[parent].fields if parent else ())
    return Models(source, _imports(source), dict(sorted(described.items())))


def _imports(source: str) -> tuple[str, ...]:
    used = names_in(*(part for each in ast.parse(source).body for part in (each, *types_as_text(each))))
    lines = ["from __future__ import annotations"]
    for module, offered in _SOURCES:
        if names := [name for name in offered if name in used]:
            lines.append(f"from {module} import {', '.join(names)}")
    return tuple(lines)


def _types(keys: Mapping[str, tuple[Key, ...]], aliases: Mapping[str, Schema]) -> Types:
    """The Python types of all keys and named types.

    The generator sees neither names nor descriptions nor defaults of the document, but stand-ins for names: it pastes
    names into source as they are, and renames without notice.
    """
    names = {f"D{position:05}": Identifier(name) for position, name in enumerate(sorted({*keys, *aliases}))}
    stand_ins: Mapping[str, str] = {name: stand_in for stand_in, name in names.items()}
    schemas: dict[str, Value] = {}
    for stand_in, name in names.items():
        # A named type is the one field of a class, so that all types are read from the same kind of place.
        all_schemas = [aliases[name]] if name in aliases else [key.schema for key in keys[name]]
        fields = {f"p{position}": _pointing(each, stand_ins) for position, each in enumerate(all_schemas)}
        schemas[stand_in] = {"type": "object", "properties": fields, "required": [*fields]}
    if not schemas:
        return Types({}, {})
    fields_of = read_types(_generate(schemas), names)
    return Types(fields_of, {name: fields_of[name]["p0"] for name in aliases})


def _pointing(value: Value, stand_ins: Mapping[str, str]) -> Value:
    """A loosened schema with references as JSON Schema writes them, to the stand-ins."""
    if isinstance(value, list):
        return [_pointing(each, stand_ins) for each in value]
    if not isinstance(value, dict):
        return value
    if isinstance(name := value.get("$ref"), str):
        return {"$ref": f"#/definitions/{stand_ins[name]}"}
    return {key: each if key == "enum" else _pointing(each, stand_ins) for key, each in value.items()}


def _generate(schemas: dict[str, Value]) -> str:
    """What datamodel-code-generator writes for `schemas`. Nothing outside the arguments decides what that is."""
    # Half a second the first time, most of it imports.
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType, TargetPydanticVersion
    from datamodel_code_generator.format import PythonVersion
    from datamodel_code_generator.parser import LiteralType

    written = generate(
        {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": schemas},
        input_file_type=InputFileType.JsonSchema,
        schema_version="draft-07",
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        target_pydantic_version=TargetPydanticVersion.V2_11,
        class_name="Root",
        skip_root_model=True,
        custom_class_name_generator=str,
        # Without one it writes its own, with a date.
        custom_file_header="#",
        disable_timestamp=True,
        # Its formatters read the working folder's configuration.
        formatters=[],
        use_annotated=True,
        field_constraints=True,
        strict_nullable=True,
        enum_field_as_literal=LiteralType.All,
        use_type_alias=True,
        use_type_alias_type=True,
        use_tuple_for_closed_arrays=True,
        use_tuple_for_fixed_items=True,
        keep_model_order=True,
        disable_appending_item_suffix=True,
        strict_refs=True,
        allow_remote_refs=False,
        use_standard_collections=True,
        use_union_operator=True,
        use_double_quotes=True,
        use_exact_imports=True,
    )
    if not isinstance(written, str):
        raise UnexpectedSourceError("more than one module")
    return written
