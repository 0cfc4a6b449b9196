"""Proves of each message that its model accepts nothing that its schema rejects, or says why the schema goes first."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from ..plan.protocol import Path, Protocol
from ..spec.node import Value
from .bundle import Schema, schemas_in, target, types_of
from .divergence import DIVERGENCES, Enforced
from .enforced import Models
from .implied import SCALAR, implies
from .loosen import bundle_of

_MANY: Final = 32
"""Branches of one `oneOf` each pair of which is looked at."""
_DEEPEST: Final = 100
"""Schemas inside one another, each reference one of them, that are compared with their models."""
_SHOWN: Final = 8
"""Steps of a path that stand in a reason."""
_AROUND: Final = frozenset({"additionalProperties", "allOf", "properties", "required", "type"})
"""What may be said of the objects between a frame's root and its payload."""


@dataclass(frozen=True, slots=True)
class Exactness:
    """How far a message's model can be trusted.

    `never_looser`: whatever the model accepts, the schema of the frame accepts too, so that its yes is enough; of an
    envelope's other fields the runtime sees to what the schema says. Else the schema goes first. `reason` says why in
    words. Both are about values that a JSON parser gives: no NaN, no number out of range, not nested too deep.
    """

    never_looser: bool
    reason: str


def exactness(protocol: Protocol) -> Mapping[str, Exactness]:
    """Each message's exactness by its id, in the protocol's order."""
    values: dict[str, Value] = {str(name): each.value for name, each in protocol.definitions.items()}
    messages = protocol.messages.values()
    models = Models(bundle_of(values, protocol.models, frozenset(each.model for each in messages)))
    proof = _Proof(models, protocol.asserts_formats)
    found: dict[str, Exactness] = {}
    for message in messages:
        data = message.envelope.data if message.envelope else ()
        fault = proof.inside({"$ref": str(message.model)}, values[message.frame], data)
        reason = "its model is never looser than its schema" if fault is None else fault.reason
        found[message.id] = Exactness(never_looser=fault is None, reason=reason)
    return MappingProxyType(found)


class _Fault(NamedTuple):
    """Why a schema isn't enforced: what it has, and where inside the frame."""

    text: str
    path: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """In words."""
        place = ".".join(self.path if len(self.path) <= _SHOWN else (*self.path[:_SHOWN], "…"))
        return f"`{place}` {self.text}" if place else f"the frame {self.text}"


@dataclass(frozen=True, slots=True)
class _Proof:
    """What was asked so far. Answers go by the identity of schemas, which the bundle keeps."""

    models: Models
    asserts_formats: bool
    known: dict[tuple[str, int], _Fault | None] = field(default_factory=dict[tuple[str, int], _Fault | None])
    asking: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    apart: dict[int, bool] = field(default_factory=dict[int, bool])

    def fault(self, made: Value, said: Value, *steps: str) -> _Fault | None:
        """What makes `said` reject a value that the model `made` may accept; None where it's proved that nothing does.

        `steps` lead to the value from where the question comes from.
        """
        if said is True or said == {}:
            return None
        if not isinstance(said, dict):
            return _Fault("must not be there, which its model doesn't check", steps)
        key = (repr(made), id(said))
        if key in self.asking:
            return _Fault("leads back to its own schema, and how deep it goes isn't its model's", steps)
        if len(self.asking) == _DEEPEST:
            return _Fault("has more schemas inside one another than are compared with their models", steps)
        if key not in self.known:
            self.asking.add(key)
            self.known[key] = self._fault(made if isinstance(made, dict) else {}, said)
            self.asking.discard(key)
        found = self.known[key]
        return found and _Fault(found.text, (*steps, *found.path))

    def inside(self, made: Value, said: Value, path: Path, *steps: str, seen: tuple[str, ...] = ()) -> _Fault | None:
        """What makes `said` reject a frame whose value at `path` is one that the model `made` may accept.

        Of the objects on the way only what the runtime reads of them too: `runtime/core/around.py`.
        """
        if not path or not isinstance(said, dict):
            return self.fault(made, said, *steps)
        name = target(said)
        if name is not None:
            if name in seen:
                return _Fault("leads back to its own schema, around its payload", steps)
            return self.inside(made, self.models.bundle.definitions[name], path, *steps, seen=(*seen, name))
        if "object" not in types_of(said, self.models.bundle.definitions):
            return _Fault("is no object, and its schema alone describes what stands around its payload", steps)
        properties, others = said.get("properties"), said.get("additionalProperties", True)
        held = properties.get(path[0], True) if isinstance(properties, dict) else True
        unknown = [each for each in said if each not in _AROUND and not _is_silent(each)]
        if not unknown and not isinstance(others, bool) and others != {}:
            unknown = ["additionalProperties"]
        if unknown:
            return _Fault(f"has `{unknown[0]}` around its payload, which its schema alone checks", steps)
        parts = (self.inside(made, each, path, *steps, seen=seen) for each in schemas_in(said, "allOf"))
        return _first((self.inside(made, held, path[1:], *steps, path[0]), *parts))

    def are_told_apart(self, branches: Value) -> bool:
        """Whether a tag shows that no value fits two of the branches, without a look at each pair."""
        if id(branches) not in self.apart:
            self.apart[id(branches)] = self.models.have_a_tag(branches if isinstance(branches, list) else [])
        return self.apart[id(branches)]

    def _fault(self, made: Schema, said: Schema) -> _Fault | None:
        name = target(said)
        if name is not None:
            return self.fault(made, self.models.bundle.definitions[name])
        return _first(self._keyword(option, keyword, said) for option in self.models.options(made) for keyword in said)

    def _keyword(self, option: Schema, keyword: str, said: Schema) -> _Fault | None:
        row = DIVERGENCES.get(keyword)
        if row is None:
            return _Fault(f"has `{keyword}`, which isn't a keyword of draft 7")
        if keyword == "format" and self.asserts_formats and "string" in self.models.types(option):
            return _unproved(keyword)
        if row.enforced is Enforced.NOTHING_TO_ENFORCE or (row.on and not row.on & self.models.types(option)):
            return None
        if keyword in _RULES:
            return _RULES[keyword](_Question(self, option, keyword, said))
        if keyword in SCALAR:
            return None if implies(option, keyword, said[keyword]) else _unproved(keyword)
        return None if keyword == "uniqueItems" and said[keyword] is False else _unproved(keyword)


class _Question(NamedTuple):
    """Whether the model `option`, one type, enforces one keyword of `said`."""

    proof: _Proof
    option: Schema
    keyword: str
    said: Schema

    @property
    def listed(self) -> list[Value]:
        """What the keyword lists."""
        return schemas_in(self.said, self.keyword)

    def mapped(self, keyword: str) -> Mapping[str, Value]:
        """What a keyword of the schema holds by name."""
        held = self.said.get(keyword)
        return held if isinstance(held, dict) else {}


_Rule: TypeAlias = Callable[[_Question], _Fault | None]


def _is_silent(keyword: str) -> bool:
    return keyword in DIVERGENCES and DIVERGENCES[keyword].enforced is Enforced.NOTHING_TO_ENFORCE


def _first(faults: Iterable[_Fault | None]) -> _Fault | None:
    return next((each for each in faults if each is not None), None)


def _unproved(keyword: str) -> _Fault:
    return _Fault(f"has `{keyword}`, {DIVERGENCES[keyword].why}")


def _type(ask: _Question) -> _Fault | None:
    said = ask.said["type"]
    allowed = {each for each in (said if isinstance(said, list) else [said]) if isinstance(each, str)}
    if "number" in allowed:
        allowed.add("integer")
    return None if ask.proof.models.types(ask.option) <= allowed else _unproved("type")


def _items(ask: _Question) -> _Fault | None:
    items = ask.said.get("items", {})
    # `additionalItems` means something only beside a list.
    firsts, others = (items, ask.said.get("additionalItems", {})) if isinstance(items, list) else ([], items)
    own = ask.option.get("items", {})
    if isinstance(own, list):
        wanted = [*firsts, *[others] * (len(own) - len(firsts))]
        return _first(ask.proof.fault(each, wanted[index], str(index)) for index, each in enumerate(own))
    steps = [*map(str, range(len(firsts))), "[]"]
    return _first(ask.proof.fault(own, each, step) for each, step in zip((*firsts, others), steps, strict=True))


class _Keys(NamedTuple):
    """The keys of an object as its model sees them: those with a type of their own, and the type of all others.

    `others` is None where there are none.
    """

    fields: Mapping[str, Schema]
    others: Schema | None
    required: AbstractSet[str]


def _keys(ask: _Question) -> _Keys:
    name, value = ask.option.get("$ref"), ask.option.get("additionalProperties")
    if isinstance(name, str):
        members = ask.proof.models.members(name)
        return _Keys(members.fields, None if members.is_closed else {}, members.required)
    return _Keys({}, value if isinstance(value, dict) else {}, frozenset())


def _properties(ask: _Question) -> _Fault | None:
    keys = _keys(ask)
    pairs = ((keys.fields.get(key, keys.others), each, key) for key, each in ask.mapped("properties").items())
    return _first(ask.proof.fault(own, each, key) for own, each, key in pairs if own is not None)


def _required(ask: _Question) -> _Fault | None:
    asked = {each for each in ask.listed if isinstance(each, str)}
    return None if asked <= _keys(ask).required else _unproved("required")


def _additional(ask: _Question) -> _Fault | None:
    keys, wanted, declared = _keys(ask), ask.said["additionalProperties"], ask.mapped("properties")
    # A key that fits a pattern is no further one, which is more than is asked for.
    own = [(key, each) for key, each in keys.fields.items() if key not in declared]
    fault = _first(ask.proof.fault(each, wanted, key) for key, each in own)
    if fault is None and keys.others is not None and ask.proof.fault(keys.others, wanted) is not None:
        return _unproved("additionalProperties")
    return fault


def _by_pattern(ask: _Question) -> _Fault | None:
    keys = _keys(ask)
    own = [*keys.fields.values(), *([] if keys.others is None else [keys.others])]
    schemas = ask.mapped("patternProperties").values()
    is_fine = all(ask.proof.fault(each, schema) is None for each in own for schema in schemas)
    return None if is_fine else _unproved("patternProperties")


def _all(ask: _Question) -> _Fault | None:
    return _first(ask.proof.fault(ask.option, each) for each in ask.listed)


def _branch(ask: _Question) -> _Fault | None:
    # Of a hundred classes each has a branch of its own, which is looked at first.
    values, own = schemas_in(ask.option, "enum"), ask.option.get("$ref")
    branches = sorted(ask.listed, key=lambda each: own is None or target(each) != own)
    is_single = ask.keyword == "anyOf" or len(branches) == 1 or ask.proof.are_told_apart(ask.said["oneOf"])
    for each in [Schema(enum=[value]) for value in values] or [ask.option]:
        fitting = next((index for index, branch in enumerate(branches) if ask.proof.fault(each, branch) is None), None)
        if fitting is None:
            return (ask.proof.fault(each, branches[0]) if len(branches) == 1 else None) or _unproved(ask.keyword)
        others = [branch for index, branch in enumerate(branches) if index != fitting]
        if not is_single and not (len(others) < _MANY and all(ask.proof.models.are_apart(each, one) for one in others)):
            return _unproved("oneOf")
    return None


_RULES: Final[Mapping[str, _Rule]] = MappingProxyType(
    {
        "type": _type,
        "items": _items,
        "additionalItems": _items,
        "properties": _properties,
        "required": _required,
        "additionalProperties": _additional,
        "patternProperties": _by_pattern,
        "allOf": _all,
        "anyOf": _branch,
        "oneOf": _branch,
    }
)
