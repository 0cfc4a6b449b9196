"""Reads what npm's `@asyncapi/specs` says about a version of AsyncAPI, and compares our table of objects with it.

Our table is written in other words than JSON Schema, so the two are walked side by side from the root, and every fact
in which they differ becomes one line, such as `Server.tags: only ours`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from wsgen.spec.objects import objects_of
from wsgen.spec.objects.kinds import (
    Anything,
    Flag,
    Form,
    Kind,
    ListOf,
    MapOf,
    Members,
    Object,
    ObjectKind,
    Reference,
    SchemaKind,
    Text,
    Version,
)

FOLDER = Path(__file__).parents[2] / "node_modules" / "@asyncapi" / "specs" / "schemas"
JsonSchema: TypeAlias = dict[str, Any]

_SCHEMAS = {"schema", "anySchema", "multiFormatSchema"}
_FORMATS = {Form.URI: "uri", Form.EMAIL: "email"}
_EXPRESSION = r"^\$message\.(header|payload)#(\/(([^\/~])|(~[01]))*)*"
_EXTENSION = r"^x-[\w\d\.\x2d_]+$"


def load(version: Version) -> JsonSchema:
    """The official schema of a version."""
    path = FOLDER / f"{version[0]}.{version[1]}.0-without-$id.json"
    schema: JsonSchema = json.loads(path.read_text(encoding="utf-8"))
    return schema


@dataclass(frozen=True, slots=True)
class Comparison:
    """One official schema and our table for the same version; `seen` are the pairs that were compared already."""

    version: Version
    official: JsonSchema
    seen: set[str] = field(default_factory=set[str])

    def differences(self) -> Iterator[str]:
        """Every fact about the objects that the document may reach, in which the two differ."""
        yield from self._object("Root", self.official)

    def _merged(self, schema: JsonSchema) -> JsonSchema:
        """The schema itself: `$ref` followed, and the members of `allOf` laid over each other."""
        while "$ref" in schema and isinstance(schema["$ref"], str):
            target: Any = self.official
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            schema = target
        whole = {key: value for key, value in schema.items() if key != "allOf"}
        # A binding's versions are members of `allOf`, each under an `if`; the first is the one where none is told.
        parts = schema.get("allOf", ())
        for part in [each.get("then", each) for each in parts][: 1 if any("then" in each for each in parts) else None]:
            for key, value in self._merged(part).items():
                if key == "not" and "required" in value:
                    known = {name: each for name, each in whole["properties"].items() if name not in value["required"]}
                    whole["properties"] = known
                elif key in {"properties", "patternProperties"}:
                    whole[key] = {**whole.get(key, {}), **value}
                elif key == "required":
                    whole[key] = sorted({*whole.get(key, ()), *value})
                else:
                    whole.setdefault(key, value)
        return whole

    def _alternatives(self, schema: JsonSchema) -> Iterator[tuple[str, JsonSchema]]:
        """Each thing that a value may be, with the name of its definition."""
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name in _SCHEMAS or name == "Reference":
            yield name, schema
            return
        merged = self._merged(schema)
        if "oneOf" in merged and "properties" not in merged:
            for each in merged["oneOf"]:
                yield from self._alternatives(each)
        else:
            yield name, merged

    def _compare(self, place: str, schema: JsonSchema, kind: Kind) -> Iterator[str]:
        found = list(self._alternatives(schema))
        names = {name for name, _ in found}
        rest = [each for name, each in found if name != "Reference"]
        match kind:
            case SchemaKind():
                yield from self._schema(place, schema, kind)
            case Reference():
                yield from _unless(names == {"Reference"}, place, "must be a reference", only_ours=True)
            case Object(name=name, or_reference=either, reference_since=since):
                refers = either and since <= self.version
                may_refer = "Reference" in names or any(_lets_refer(each) for each in rest)
                yield from _unless(refers or not may_refer, place, "may be a reference", only_ours=False)
                yield from _unless(may_refer or not refers, place, "may be a reference", only_ours=True)
                yield from self._objects(name, rest)
            case ListOf():
                yield from self._list(place, rest, kind)
            case MapOf():
                yield from self._map(place, rest[0], kind)
            case Text():
                yield from _text(place, rest[0], kind)
            case Flag():
                yield from _unless(rest[0].get("type") == "boolean", place, "a boolean", only_ours=True)
            case Members() if " Bindings." in place:
                return  # Bindings of other protocols than WebSocket are passed through.
            case Members():
                yield from _unless(rest[0].get("type") == "object", place, "an object", only_ours=True)
            case Anything():
                yield from _unless(not rest[0].keys() - {"description"}, place, "not anything", only_ours=False)

    def _schema(self, place: str, schema: JsonSchema, kind: SchemaKind) -> Iterator[str]:
        parts = [schema, *schema.get("allOf", ()), *schema.get("oneOf", ())]
        names = {str(each.get("$ref", "")).rpartition("/")[2] for each in parts}
        # A payload of 2.x is a schema where its message's `schemaFormat` doesn't say otherwise.
        is_schema = bool(names & _SCHEMAS) or (kind.format_beside and not schema.keys() - {"description"})
        yield from _unless(is_schema, place, "a schema", only_ours=True)
        multi = bool(names & (_SCHEMAS - {"schema"}))
        yield from _unless(multi or not kind.multi, place, "in several formats", only_ours=True)
        yield from _unless(kind.multi or not multi, place, "in several formats", only_ours=False)
        told = any(part.get("properties", {}).get("type") == {"const": "object"} for part in parts)
        yield from _unless(told or not kind.needs_object, place, "describes an object", only_ours=True)
        yield from _unless(kind.needs_object or not told, place, "describes an object", only_ours=False)

    def _list(self, place: str, found: list[JsonSchema], kind: ListOf) -> Iterator[str]:
        schema = found[0]
        yield from _unless(schema.get("type") == "array", place, "a list", only_ours=True)
        unique = schema.get("uniqueItems", False)
        yield from _unless(unique or not kind.unique, place, "unique items", only_ours=True)
        yield from _unless(kind.unique or not unique, place, "unique items", only_ours=False)
        yield from _unless("minItems" not in schema, place, f"minItems {schema.get('minItems')}", only_ours=False)
        yield from self._compare(f"{place}[]", schema.get("items", {}), kind.item)

    def _map(self, place: str, schema: JsonSchema, kind: MapOf) -> Iterator[str]:
        yield from _unless(schema.get("type") == "object", place, "a map", only_ours=True)
        patterns = {key: each for key, each in schema.get("patternProperties", {}).items() if key != _EXTENSION}
        keys = {"keys": schema["propertyNames"]} if "propertyNames" in schema else {"keys": "".join(patterns)}
        keyed = bool(keys["keys"])
        yield from _unless(keyed or kind.keys is None, place, "keys of a pattern", only_ours=True)
        yield from _unless(kind.keys is not None or not keyed, place, "keys of a pattern", only_ours=False)
        allowed = schema.get("additionalProperties", {})
        values = list(patterns.values()) or [allowed if isinstance(allowed, dict) else {}]
        yield from self._compare(f"{place}{{}}", values[0], kind.item)

    def _objects(self, name: str, found: list[JsonSchema]) -> Iterator[str]:
        if name in self.seen:
            return
        self.seen.add(name)
        ours = objects_of(self.version)[name]
        if ours.variants:
            yield from self._variants(ours, found)
            return
        if ours.if_present is not None:
            present, other = ours.if_present
            yield from self._object(other, next(each for each in found if present in each["properties"]))
            found = [each for each in found if present not in each["properties"]]
        yield from self._object(name, found[0])

    def _variants(self, ours: ObjectKind, found: list[JsonSchema]) -> Iterator[str]:
        """A security scheme by its type."""
        by_type: dict[str, list[JsonSchema]] = {}
        for each in found:
            for name in each["properties"]["type"]["enum"]:
                by_type.setdefault(name, []).append(each)
        table = objects_of(self.version)
        known = {name for name, each in ours.variants.items() if table[each].since <= self.version}
        yield from (f"Security Scheme {name}: only ours" for name in known - by_type.keys())
        yield from (f"Security Scheme {name}: only official" for name in by_type.keys() - known)
        for name in by_type.keys() & known:
            yield from self._objects(ours.variants[name], by_type[name])

    def _object(self, name: str, official: JsonSchema) -> Iterator[str]:
        ours = objects_of(self.version)[name]
        fields = {key: each for key, each in ours.fields.items() if each.since <= self.version}
        properties = {key: each for key, each in official.get("properties", {}).items() if key != "$ref"}
        yield from (f"{name}.{key}: only ours" for key in fields.keys() - properties.keys())
        yield from (f"{name}.{key}: only official" for key in properties.keys() - fields.keys())
        required = {key for key, each in fields.items() if each.required}
        stated = {*official.get("required", ())}
        yield from (f"{name}.{key}: required only by ours" for key in required - stated)
        yield from (f"{name}.{key}: required only by official" for key in stated - required)
        closed = official.get("additionalProperties") is False
        yield from _unless(closed or self.version < ours.closed_since, name, "closed", only_ours=True)
        yield from _unless(self.version >= ours.closed_since or not closed, name, "closed", only_ours=False)
        extensible = _EXTENSION in official.get("patternProperties", {}) or not closed
        yield from _unless(extensible or not ours.is_extensible(self.version), name, "extensible", only_ours=True)
        yield from _unless(ours.is_extensible(self.version) or not extensible, name, "extensible", only_ours=False)
        one_of = {*ours.one_of} if self.version >= ours.closed_since else set[str]()
        either = {key for each in official.get("anyOf", ()) for key in each.get("required", ())}
        yield from _unless(one_of == either, name, f"one of {sorted(one_of ^ either)}", only_ours=bool(one_of - either))
        for key in sorted(fields.keys() & properties.keys()):
            yield from self._compare(f"{name}.{key}", properties[key], fields[key].kind)


def _lets_refer(schema: JsonSchema) -> bool:
    """An open object may have `$ref` too, which the official parser follows."""
    return "$ref" in schema.get("properties", {}) or schema.get("additionalProperties") is True


def _unless(agreed: bool, place: str, fact: str, *, only_ours: bool) -> Iterator[str]:
    if not agreed:
        yield f"{place}: {fact}, only {'ours' if only_ours else 'official'}"


def _text(place: str, schema: JsonSchema, kind: Text) -> Iterator[str]:
    types = schema.get("type")
    yield from _unless(types == (["string", "null"] if kind.or_null else "string"), place, "a string", only_ours=True)
    choices, stated = {*kind.choices}, {*(schema.get("enum") or ())}
    if place != "Root.asyncapi" and not place.endswith(".type"):
        yield from _unless(choices == stated, place, f"one of {sorted(choices ^ stated)}", only_ours=not stated)
    stated_format = schema.get("format")
    ours = _FORMATS.get(kind.form)
    yield from _unless(ours == stated_format, place, f"format {ours or stated_format}", only_ours=stated_format is None)
    pattern = _EXPRESSION if kind.form is Form.EXPRESSION else None
    stated_pattern = schema.get("pattern")
    yield from _unless(pattern == stated_pattern, place, "a pattern", only_ours=stated_pattern is None)
