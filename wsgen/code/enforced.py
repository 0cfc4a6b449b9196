"""What generated models enforce, read from the loosened schemas that they are made from, whatever Python says of it."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from ..spec.node import Value
from .bundle import ALL_TYPES, Schema, schemas_in, target, types_of
from .implied import alike
from .loosen import Bundle, Within, loosen
from .scalars import kinds


@dataclass(frozen=True, slots=True)
class Members:
    """What a class makes of the keys of an object; other keys are refused where it `is_closed`, and else anything."""

    fields: Mapping[str, Schema]
    required: AbstractSet[str]
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a bundle: classes and named types, each by its loosened schema."""

    bundle: Bundle
    _members: dict[str, Members] = field(default_factory=dict[str, Members])
    _named: dict[str, Schema] = field(default_factory=dict[str, Schema])

    def members(self, name: str) -> Members:
        """What class `name` makes of keys, its parents' included."""
        if name not in self._members:
            shape = self.bundle.shapes[name]
            inherited = Members({}, frozenset(), is_closed=False)
            if shape.parent is not None:
                inherited = self.members(shape.parent)
            own = {key: loosen(said, self.bundle) for key, said in shape.properties.items()}
            fields = {**{key: Schema() for key in shape.required}, **inherited.fields, **own}
            required = {*inherited.required, *shape.required}
            self._members[name] = Members(fields, required, shape.is_closed)
        return self._members[name]

    def options(self, made: Schema, seen: AbstractSet[str] = frozenset()) -> Iterator[Schema]:
        """The members of a union, named types written out: single types, enums, classes, and `{}` for anything."""
        name = made.get("$ref")
        if isinstance(name, str) and name not in self.bundle.shapes:
            # A named type that is itself is nothing that Python could have.
            yield from () if name in seen else self.options(self._type(name), {*seen, name})
        elif "anyOf" in made:
            for each in schemas_in(made, "anyOf"):
                yield from self.options(each if isinstance(each, dict) else {}, seen)
        else:
            yield made

    def types(self, option: Schema) -> AbstractSet[str]:
        """The JSON types that one of `options` accepts; a number may be an integer. A Literal has no fractions."""
        if "$ref" in option:
            return {"object"}
        if "enum" in option:
            return {kind for value in schemas_in(option, "enum") for kind in kinds(value)} - {"number"}
        kind = option.get("type")
        return {kind} if isinstance(kind, str) else ALL_TYPES

    def are_apart(self, made: Schema, said: Value, seen: AbstractSet[tuple[str, int]] = frozenset()) -> bool:
        """Whether it is proved that what the model `made` accepts, schema `said` doesn't; never true by accident."""
        met = (repr(made), id(said))
        return met not in seen and all(self._is_apart(each, said, {*seen, met}) for each in self.options(made))

    def have_a_tag(self, schemas: Iterable[Value]) -> bool:
        """Whether all of `schemas` are of objects, and one key that all require has other texts in each."""
        found = [self._texts(each) for each in schemas]
        keys = set(found[0]).intersection(*found[1:]) if found else set[str]()
        return any(
            sum(len(each[key]) for each in found) == len(frozenset[str]().union(*(each[key] for each in found)))
            for key in keys
        )

    def _texts(self, said: Value) -> Mapping[str, AbstractSet[str]]:
        """The keys that an object must have and whose value is one of some texts; none where it may be no object."""
        seen = set[str]()
        while (name := target(said)) is not None and name not in seen:
            seen.add(name)
            said = self.bundle.definitions[name]
        if not isinstance(said, dict) or said.get("type") != "object":
            return {}
        properties = said.get("properties")
        known = properties if isinstance(properties, dict) else {}
        asked = (each for each in schemas_in(said, "required") if isinstance(each, str) and each in known)
        held = {key: _allowed(known[key]) for key in asked}
        return {key: texts for key, texts in held.items() if texts}

    def _is_apart(self, option: Schema, said: Value, seen: AbstractSet[tuple[str, int]]) -> bool:
        if not isinstance(said, dict):
            return said is False
        if (name := target(said)) is not None:
            return self.are_apart(option, self.bundle.definitions[name], seen)
        own, others = self.types(option), types_of(said, self.bundle.definitions)
        if not _overlap(own, others):
            return True
        if "const" in said or "enum" in said:
            return self._misses(option, [said["const"]] if "const" in said else schemas_in(said, "enum"))
        if any(self.are_apart(option, each, seen) for each in schemas_in(said, "allOf")):
            return True
        for keyword in ("anyOf", "oneOf"):
            branches = schemas_in(said, keyword)
            if branches and all(self.are_apart(option, each, seen) for each in branches):
                return True
        return "$ref" in option and self._keys_are_apart(self.members(str(option["$ref"])), said, seen)

    def _misses(self, option: Schema, allowed: list[Value]) -> bool:
        if "enum" in option:
            return not any(alike(one, other) for one in schemas_in(option, "enum") for other in allowed)
        return not any(_overlap(self.types(option), kinds(value)) for value in allowed)

    def _keys_are_apart(self, members: Members, said: Schema, seen: AbstractSet[tuple[str, int]]) -> bool:
        asked = {each for each in schemas_in(said, "required") if isinstance(each, str)}
        if members.is_closed and asked - members.fields.keys():
            return True
        properties = said.get("properties")
        known = properties if isinstance(properties, dict) else {}
        is_closed = said.get("additionalProperties") is False and not said.get("patternProperties")
        if is_closed and members.required - known.keys():
            return True
        sure = (members.required | asked) & known.keys() & members.fields.keys()
        return any(self.are_apart(members.fields[key], known[key], seen) for key in sorted(sure))

    def _type(self, name: str) -> Schema:
        if name not in self._named:
            within = Within(frozenset({name}))
            self._named[name] = loosen(self.bundle.definitions[name], self.bundle, within)
        return self._named[name]


def _allowed(said: Value) -> AbstractSet[str]:
    """The texts that `const` or `enum` allow; none where something else is allowed too."""
    values = ([said["const"]] if "const" in said else schemas_in(said, "enum")) if isinstance(said, dict) else []
    texts = frozenset(each for each in values if isinstance(each, str))
    return texts if len(texts) == len(values) else frozenset()


def _overlap(one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    numeric = {"integer", "number"}
    return bool(one & other) or ("number" in one | other and bool(one & numeric) and bool(other & numeric))
