"""Proves of two schemas that no value satisfies both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from ..spec.node import Value
from .accepted import Schemas, common, identity, type_of
from .limits import are_apart
from .protocol import Scalar
from .shape import Property, Shape, shape_of

_MOST_FORMS: Final = 32
_DEPTH: Final = 4


@dataclass(frozen=True, slots=True)
class Prover:
    """Proves for the schemas of one document.

    `forms` and `proofs` are what was found before, by the identities of schemas (which `forms` keeps) and the depth.
    """

    schemas: Schemas
    forms: dict[int, tuple[Value, tuple[Shape, ...]]] = field(
        default_factory=dict[int, tuple[Value, tuple[Shape, ...]]]
    )
    proofs: dict[tuple[int, int, int], str] = field(default_factory=dict[tuple[int, int, int], str])

    def why_disjoint(self, left: Value, right: Value) -> str:
        """Why no frame satisfies both schemas, in one clause; empty where that isn't proved.

        What a schema without a type says of properties is meant for objects: frames that aren't any are refused before.
        """
        return self._why(left, right, depth=0)

    def _why(self, left: Value, right: Value, depth: int) -> str:
        """Schemas are disjoint where each form of one is from each of the other."""
        left, right = self._target(left), self._target(right)
        if left is right and left is not False:
            return ""
        key = id(left), id(right), depth
        if key not in self.proofs:
            forms = self._forms_of(left), self._forms_of(right)
            reasons = [self._apart(one, other, depth) for one in forms[0] for other in forms[1]]
            self.proofs[key] = reasons[0] if all(reasons) else ""
        return self.proofs[key]

    def _apart(self, left: Shape, right: Shape, depth: int) -> str:
        if _differ(left, right):
            return "their values differ"
        types = common(left.types, right.types) if depth == 0 else _common(left, right)
        found = "their types differ"
        for type_ in sorted(types):
            if are_apart(left.limits, right.limits, type_):
                found = "their sizes differ"
            elif type_ == "object" and (reason := self._objects(left, right, depth)):
                found = reason
            elif type_ == "array" and (reason := self._parts(left.places, right.places, depth)):
                found = f"at {reason}"
            else:
                return ""
        return found

    def _objects(self, left: Shape, right: Shape, depth: int) -> str:
        missing = next(chain(_excluded(left, right), _excluded(right, left)), None)
        if missing is not None:
            return f"only one of them may have `{missing}`, which it requires"
        return self._parts(left.properties, right.properties, depth)

    def _parts(self, left: Mapping[str, Property], right: Mapping[str, Property], depth: int) -> str:
        if depth == _DEPTH:
            return ""
        for name, one in left.items():
            other = right.get(name)
            if (
                other is not None
                and (one.required or other.required)
                and (reason := self._property(one, other, depth + 1))
            ):
                return f"`{name}` {reason}"
        return ""

    def _property(self, left: Property, right: Property, depth: int) -> str:
        """Why a property has no value that both allow: by what is known of it, else by its schemas."""
        if left.values is not None and right.values is not None and not _share(left.values, right.values):
            return "has other values"
        if not _common(left, right):
            return "has another type"
        return "is another" if self._why(left.schema, right.schema, depth) else ""

    def _target(self, value: Value) -> Value:
        seen: set[str] = set()
        while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
            if reference in seen or reference not in self.schemas:
                break
            seen.add(reference)
            value = self.schemas[reference].value
        return value

    def _forms_of(self, value: Value) -> tuple[Shape, ...]:
        """What a schema accepts as one of several forms: those of its first choice, where it has one."""
        known = self.forms.get(id(value))
        if known is None:
            forms = tuple(shape_of(self.schemas, each) for each in _choices(value))
            known = self.forms[id(value)] = value, forms
        return known[1]


def _choices(value: Value) -> list[Value]:
    if isinstance(value, dict):
        for word in ("oneOf", "anyOf"):
            branches = value.get(word)
            if isinstance(branches, list) and 1 < len(branches) <= _MOST_FORMS:
                rest = {name: each for name, each in value.items() if name not in {word, "nullable"}}
                forms: list[Value] = [{"allOf": [rest, branch]} for branch in branches]
                return [*forms, {"type": "null"}] if value.get("nullable") is True else forms
    return [value]


def _excluded(left: Shape, right: Shape) -> Iterator[str]:
    """What the right one requires and the left one can't have."""
    if left.closed:
        for name, each in right.properties.items():
            if each.required and name not in left.properties:
                yield name


def _common(left: Shape | Property, right: Shape | Property) -> frozenset[str]:
    """The types that both accept, meant or not."""
    return common(left.all_types.written, right.all_types.written)


def _differ(left: Shape, right: Shape) -> bool:
    """Whether few values are known of one, none of which the other accepts."""
    if left.values is None:
        return right.values is not None and _differ(right, left)
    if right.values is not None:
        return not _share(left.values, right.values)
    return not any(_may_be(right, value) for value in left.values)


def _share(left: Sequence[Scalar], right: Sequence[Scalar]) -> bool:
    return not {identity(each) for each in left}.isdisjoint(identity(each) for each in right)


def _may_be(shape: Shape, value: Scalar) -> bool:
    """Whether a schema may accept a value, as far as its types and limits go."""
    type_ = type_of(value)
    if not common(shape.all_types.written, frozenset({type_})):
        return False
    if isinstance(value, bool):
        return True
    size = len(value) if isinstance(value, str) else value
    return not are_apart(shape.limits, {"string": (size, size), "number": (size, size)}, type_)
