"""Turns a schema of the bundle into one that datamodel-code-generator writes well, and that is never narrower.

What comes out uses few words: `type` (one), `enum` of text, integers and booleans, bounds, lengths and patterns that
Pydantic can check, `items`, `additionalProperties`, `anyOf` and `$ref`. The rest is the schema's alone, which decides
first.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from ..spec.node import Value
from .bundle import ALL_TYPES, Schema, Shape, schemas_in, shapes, target
from .roots import roots
from .scalars import counts, integer, number, text, values

_SILENT: Final = frozenset(
    ["title", "description", "examples", "default", "deprecated", "readOnly", "writeOnly", "$comment"]
)
"""Keywords that say nothing about which values are valid."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """All definitions, and which of them are Python names.

    `shapes` are the classes of objects, `named` the types with a name, of which `roots` are root models.
    """

    definitions: Mapping[str, Value]
    shapes: Mapping[str, Shape]
    named: AbstractSet[str]
    roots: AbstractSet[str]


def bundle_of(
    definitions: Mapping[str, Value], names: Iterable[str], messages: AbstractSet[str] | None = None
) -> Bundle:
    """The bundle in which the definitions among `names` are Python names; `messages` are those that must be classes."""
    names = frozenset(names)
    whole = roots(definitions, names & (messages or frozenset()))
    found = shapes(definitions, names - whole, messages)
    return Bundle(definitions, found, names - found.keys(), whole)


@dataclass(frozen=True, slots=True)
class Within:
    """Definitions that must not be met again on the way down.

    `named` stand for the schema at hand directly, by references and unions alone; Python has no type that is itself.
    `written` are written out around it, since they have no name or are merged with something; writing must end.
    """

    named: AbstractSet[str] = frozenset()
    written: AbstractSet[str] = frozenset()


_NOWHERE: Final = Within()


def loosen(schema: Value, bundle: Bundle, within: Within = _NOWHERE) -> Schema:
    """`schema` in the generator's words. References name definitions as `{"$ref": name}`.

    Raises KeyError for a reference to nothing.
    """
    if not isinstance(schema, dict):
        return {}
    if (name := target(schema)) is not None:
        return _reference(name, bundle, within)
    if "const" in schema or isinstance(schema.get("enum"), list):
        allowed = [schema["const"]] if "const" in schema else schemas_in(schema, "enum")
        return any_of(values(allowed, _listed(schema.get("type"))))
    if parts := schemas_in(schema, "allOf"):
        only = parts[0] if len(parts) == 1 and not schema.keys() - _SILENT - {"allOf"} else None
        return _together(schema, bundle, within) if only is None else loosen(only, bundle, within)
    said = _listed(schema.get("type"))
    for keyword in ("anyOf", "oneOf"):
        if branches := schemas_in(schema, keyword):
            union = any_of(loosen(_typed(each, said), bundle, within) for each in branches)
            if union:
                return union
    return any_of(_of_type(each, schema, bundle, within) for each in said) if said else {}


def any_of(options: Iterable[Schema]) -> Schema:
    """One schema for any of `options`: flat, each once, all single values in one `enum`, null last."""
    flat = [each for option in options for each in _branches(option)]
    if not flat or {} in flat:
        # Beside Any only a name tells a reader something.
        flat = [each for each in flat if "$ref" in each] + [{}]
    singles: list[Value] = [value for each in flat for value in schemas_in(each, "enum")]
    kept: dict[str, Schema] = {}
    for each in flat:
        option: Schema = {"enum": _once(singles)} if "enum" in each else each
        # As text, because Python takes 1 and true for the same.
        kept.setdefault(repr(option), option)
    ordered = sorted(kept.values(), key=lambda each: each == {"type": "null"})
    return ordered[0] if len(ordered) == 1 else {"anyOf": [*ordered]}


def takes_null(schema: Schema, loosened: Mapping[str, Schema], seen: AbstractSet[str] = frozenset()) -> bool:
    """Whether a loosened schema accepts null; `loosened` are the named types."""
    name = schema.get("$ref")
    if isinstance(name, str):
        return name in loosened and name not in seen and takes_null(loosened[name], loosened, {*seen, name})
    return (
        not schema
        or schema.get("type") == "null"
        or any(takes_null(each, loosened, seen) for each in _branches(schema, ()))
    )


def _branches(schema: Schema, otherwise: Iterable[Schema] | None = None) -> list[Schema]:
    branches = [each for each in schemas_in(schema, "anyOf") if isinstance(each, dict)]
    return branches or ([schema] if otherwise is None else [*otherwise])


def _reference(name: str, bundle: Bundle, within: Within) -> Schema:
    if name in bundle.shapes:
        types = bundle.shapes[name].types
        others = sorted(types - ({"object", "integer"} if "number" in types else {"object"}))
        reference: Schema = {"$ref": name}
        if types == ALL_TYPES:
            return any_of([reference, {}])
        return any_of([reference, *(_of_type(each, {}, bundle, within) for each in others)])
    if name in bundle.named:
        return {} if _stands_for(name, bundle) & within.named else {"$ref": name}
    # A definition without a Python name is written out where it's used.
    if name in within.written:
        return {}
    return loosen(bundle.definitions[name], bundle, replace(within, written={*within.written, name}))


def _stands_for(name: str, bundle: Bundle) -> AbstractSet[str]:
    """The named types that `name` is, or may be, directly; itself included."""
    found: set[str] = set()
    waiting: list[Value] = [{"$ref": f"#/$defs/{name}"}]
    while waiting:
        schema = waiting.pop()
        if not isinstance(schema, dict):
            continue
        if (reached := target(schema)) is not None:
            if reached not in found and reached not in bundle.shapes:
                found.add(reached)
                waiting.append(bundle.definitions[reached])
            continue
        waiting.extend(each for keyword in ("allOf", "anyOf", "oneOf") for each in schemas_in(schema, keyword))
    return found


def _together(schema: Schema, bundle: Bundle, within: Within) -> Schema:
    """`schema` with its `allOf`, or less: one name where a part is one, else one schema with what all parts say."""
    parts, met = _parts(schema, bundle, within.written)
    named = [each for each in parts if "$ref" in each]
    if named:
        return loosen(named[0], bundle, within)
    merged: Schema = {}
    for part in parts:
        merged = _merged(merged, part)
    return loosen(merged, bundle, replace(within, written=met))


def _parts(schema: Value, bundle: Bundle, met: AbstractSet[str]) -> tuple[list[Schema], AbstractSet[str]]:
    """What must all hold where `schema` does, without `allOf`, and without references but those to classes.

    `met` are the definitions that were written out for it; none is twice.
    """
    if not isinstance(schema, dict):
        return [], met
    name = target(schema)
    if name is not None:
        if name in bundle.shapes:
            return [{"$ref": name}], met
        return ([], met) if name in met else _parts(bundle.definitions[name], bundle, {*met, name})
    parts: list[Schema] = [{key: value for key, value in schema.items() if key != "allOf"}]
    for each in schemas_in(schema, "allOf"):
        more, met = _parts(each, bundle, met)
        parts.extend(more)
    return parts, met


def _merged(first: Schema, second: Schema) -> Schema:
    """Both, or less: where they say different things about one keyword, the first one stands."""
    result = {**second, **first}
    if "items" in first and "additionalItems" not in first:
        # It means something only beside the `items` of its own schema.
        result.pop("additionalItems", None)
    said = [set(_listed(each["type"])) for each in (first, second) if "type" in each]
    types = [each | {"integer"} if "number" in each else each for each in said]
    common = types[0] & types[1] if len(types) == 2 else set[str]()
    if common:
        result["type"] = [*sorted(common - {"integer"} if "number" in common else common)]
    return result


def _listed(value: Value) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def _typed(branch: Value, said: list[str]) -> Value:
    """A branch that says no type itself has its union's."""
    if not said or not isinstance(branch, dict) or branch.keys() & {"type", "$ref", "const", "enum", "allOf"}:
        return branch
    return {**branch, "type": [*said]}


def _of_type(name: str, schema: Schema, bundle: Bundle, within: Within) -> Schema:
    # A name may refer to itself inside an array or an object. What is written out where it's used may not.
    inside = replace(within, named=frozenset[str]())
    match name:
        case "string":
            return text(schema)
        case "integer":
            return integer(schema)
        case "number":
            return number(schema)
        case "boolean" | "null":
            return {"type": name}
        case "array":
            return _array(schema, bundle, inside)
        case "object":
            return _map(schema, bundle, inside)
        case _:
            return {}


def _array(schema: Schema, bundle: Bundle, within: Within) -> Schema:
    items, additional = schema.get("items"), schema.get("additionalItems")
    lengths = counts(schema, ("minItems", "maxItems"))
    if not isinstance(items, list):
        return {"type": "array", "items": loosen(items, bundle, within), **lengths}
    size, at_most = len(items), lengths.get("maxItems")
    members = [loosen(each, bundle, within) for each in items]
    is_closed = additional is False or (isinstance(at_most, int) and at_most <= size)
    # Pydantic's tuple has one length; an array may end early unless `minItems` says otherwise.
    if size and is_closed and lengths.get("minItems") == size and at_most in (None, size):
        return {"type": "array", "items": [*members], "minItems": size, "maxItems": size, "additionalItems": False}
    others = [] if is_closed else [loosen(additional, bundle, within)]
    return {"type": "array", "items": any_of([*members, *others]) if members or others else {}, **lengths}


def _map(schema: Schema, bundle: Bundle, within: Within) -> Schema:
    """An object without a class: keys are text, and values what all keys have in common."""
    patterns, additional = schema.get("patternProperties"), schema.get("additionalProperties")
    if schema.get("properties"):
        return {"type": "object", "additionalProperties": True}
    options = [loosen(each, bundle, within) for each in patterns.values()] if isinstance(patterns, dict) else []
    if additional is not False:
        options.append(loosen(additional, bundle, within))
    value = any_of(options) if options else {}
    return {"type": "object", "additionalProperties": value or True}


def _once(values: list[Value]) -> list[Value]:
    return list({(type(value), value): value for value in values if not isinstance(value, (list, dict))}.values())
