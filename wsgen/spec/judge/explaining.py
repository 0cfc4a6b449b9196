"""Says what schemas reject of values, many at once and within bounded time: jsonschema-rs whether, jsonschema why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, TypeAlias, cast

from ..node import Value
from ..subschemas import IN_PLACE
from .accepting import Formats, later_formats

Definitions: TypeAlias = dict[str, Value]
"""The schemas that references `#/definitions/…` lead to."""

# Further faults of one value seldom say anything new.
_MOST: Final = 5
# What jsonschema-rs is asked to do; it does 10 to 50 of them in a microsecond, and can't be interrupted.
_MOST_STEPS: Final = 2_000_000
# Those of `dependencies` look at objects alone.
_OF_ANYTHING: Final = tuple(each for each in IN_PLACE if each != "dependencies")
# Keywords that complain of one property, whose name is the message of our own errors.
_NAMING: Final = frozenset({"required", "additionalProperties"})
# What looks at nothing but the value. Here Python would try a pattern for ever, compare each item with each, or divide
# by what is too large; and generated code asks jsonschema-rs too.
_PLAIN: Final = ("pattern", "uniqueItems", "multipleOf", "enum")


@dataclass(frozen=True, slots=True)
class Rejection:
    """What one keyword of a schema has against a value; `path` leads to that value.

    `keyword` is empty for the schema `false`, and where it can't be told which keyword it is. `name` is the property
    that `required` misses, or that `additionalProperties` has nothing for.
    """

    keyword: str
    wanted: Value
    path: tuple[str | int, ...]
    instance: Value
    schema: Value
    name: str = ""


def judge(
    definitions: Definitions, pairs: Sequence[tuple[Value, Value]], *, asserts_formats: bool = False
) -> Iterator[tuple[Rejection, ...]]:
    """What each schema of `pairs` rejects of its value, in their order; empty where it accepts it.

    No schema may lead only back to itself. Formats are remarks, as draft 7 has them, unless `asserts_formats`.
    """
    formats = later_formats() if asserts_formats else {}
    accepts = _quick_judge(definitions, pairs, formats)
    if accepts is not None and accepts(range(len(pairs))):
        return iter([()] * len(pairs))
    return _each(definitions, pairs, accepts, formats)


_Accepts: TypeAlias = Callable[[Sequence[int]], bool]


def _each(
    definitions: Definitions, pairs: Sequence[tuple[Value, Value]], accepts: _Accepts | None, formats: Formats
) -> Iterator[tuple[Rejection, ...]]:
    # Loading jsonschema takes a tenth of a second: it is there for documents whose faults have to be told apart.
    explain = _explainer(definitions, formats)
    for number, (schema, value) in enumerate(pairs):
        if accepts is not None and accepts([number]):
            yield ()
            continue
        try:
            rejections = explain(schema, value)
        except (ArithmeticError, RecursionError):
            rejections = (Rejection("", None, (), value, schema),) if accepts else ()
        yield rejections


def _quick_judge(definitions: Definitions, pairs: Sequence[tuple[Value, Value]], formats: Formats) -> _Accepts | None:
    """Whether all the pairs with some numbers fit; None where jsonschema-rs can't say so, or would take too long."""
    import jsonschema_rs

    steps = _Steps(definitions)
    try:
        if sum(steps.of(schema, value) for schema, value in pairs) > _MOST_STEPS:
            return None
        validator = jsonschema_rs.Draft7Validator(
            {"definitions": definitions, "properties": {str(n): schema for n, (schema, _) in enumerate(pairs)}},
            validate_formats=bool(formats),
            formats=formats,
            retriever=_nothing,
        )
    except (ValueError, RecursionError):
        return None
    return lambda numbers: validator.is_valid({str(number): pairs[number][1] for number in numbers})


def _nothing(uri: str) -> Value:
    raise ValueError(f"{uri} is not a part of the document")


@dataclass(frozen=True, slots=True)
class _Steps:
    """Counts how often a validator without a memory looks at a schema for one value.

    What is `known` goes by the identity of values, which must be kept.
    """

    definitions: Definitions
    known: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])

    def of(self, schema: Value, value: Value) -> int:
        """The steps of one check."""
        if not isinstance(schema, dict):
            return 1
        target = schema.get("$ref")
        if not isinstance(target, str):
            return 1 + sum(self.of(inner, part) for inner, part in self._parts(schema, value))
        key = target, id(value)
        if key not in self.known:
            self.known[key] = 1 + self.of(_target(self.definitions, target), value)
        return self.known[key]

    @staticmethod
    def _parts(schema: dict[str, Value], value: Value) -> Iterator[tuple[Value, Value]]:
        for keyword in _OF_ANYTHING:
            inner = schema.get(keyword)
            for each in inner if isinstance(inner, list) else [inner]:
                yield each, value
        if isinstance(value, dict):
            yield from _members(schema, value)
        elif isinstance(value, list):
            items = schema.get("items")
            every = [schema.get("additionalItems"), schema.get("contains"), None if isinstance(items, list) else items]
            for index, item in enumerate(value):
                if isinstance(items, list) and index < len(items):
                    yield items[index], item
                yield from ((each, item) for each in every)


def _members(schema: dict[str, Value], value: dict[str, Value]) -> Iterator[tuple[Value, Value]]:
    properties, patterns = _map(schema, "properties"), _map(schema, "patternProperties")
    for each in _map(schema, "dependencies").values():
        yield each, value
    every = [*patterns.values(), schema.get("additionalProperties"), schema.get("propertyNames")]
    for name, member in value.items():
        if name in properties:
            yield properties[name], member
        yield from ((each, member) for each in every)


def _map(schema: Mapping[str, Value], keyword: str) -> Mapping[str, Value]:
    held = schema.get(keyword)
    return held if isinstance(held, dict) else {}


def _target(definitions: Definitions, reference: str) -> Value:
    return definitions.get(reference.removeprefix("#/definitions/"), True)


def _explainer(definitions: Definitions, formats: Formats) -> Callable[[Value, Value], tuple[Rejection, ...]]:
    """A function that says what a schema rejects of a value: of each part the innermost and most telling fault."""
    from jsonschema import Draft7Validator, exceptions, validators

    # jsonschema's own types leave open what its functions take and give.
    library: Any = exceptions
    memory: dict[tuple[str, int], tuple[Rejection, ...]] = {}

    def rejections(errors: Iterator[Any]) -> tuple[Rejection, ...]:
        return tuple(_rejection(library.best_match([each]) or each) for each in islice(errors, _MOST))

    def reference(validator: Any, target: str, instance: Value, _: Value) -> Iterator[Any]:
        # Asked once for each value: there may be more ways to one schema than anybody could go.
        key = target, id(instance)
        if key not in memory:
            memory[key] = rejections(validator.descend(instance, _target(definitions, target)))
        for each in memory[key]:
            yield library.ValidationError(
                each.name,
                validator=each.keyword or None,
                path=each.path,
                validator_value=each.wanted,
                instance=each.instance,
                schema=each.schema,
            )

    own = {"$ref": reference, **_own_keywords(library.ValidationError, formats)}
    kind: Any = cast("Any", validators).extend(Draft7Validator, own)

    def explain(schema: Value, value: Value) -> tuple[Rejection, ...]:
        memory.clear()
        return rejections(kind(schema).iter_errors(value))

    return explain


def _rejection(error: Any) -> Rejection:
    path = tuple(error.absolute_path)
    name = error.message if error.validator in _NAMING else ""
    return Rejection(error.validator or "", error.validator_value, path, error.instance, error.schema, name)


def _own_keywords(error: Any, formats: Formats) -> dict[str, Any]:
    """The keywords that jsonschema-rs decides or that name a property, as functions that jsonschema calls."""
    known: dict[tuple[str, int], tuple[Value, Callable[[Value], bool]]] = {}

    def accepts(keyword: str, wanted: Value, value: Value) -> bool:
        key = keyword, id(wanted)
        if key not in known:
            # With what is wanted, so that its identity stays its own.
            known[key] = wanted, _plain_judge(keyword, wanted, formats)
        return known[key][1](value)

    def asks(keyword: str) -> Any:
        def check(_: Any, wanted: Value, value: Value, __: Value) -> Iterator[Any]:
            if not accepts(keyword, wanted, value):
                yield error(keyword)

        return check

    def by_pattern(validator: Any, patterns: dict[str, Value], value: Value, _: Value) -> Iterator[Any]:
        for name, member in value.items() if isinstance(value, dict) else ():
            for pattern, schema in patterns.items():
                if accepts("pattern", pattern, name):
                    yield from validator.descend(member, schema, path=name)

    def additional(validator: Any, schema: Value, value: Value, holder: dict[str, Value]) -> Iterator[Any]:
        patterns = _map(holder, "patternProperties")
        known_names = _map(holder, "properties")
        for name, member in value.items() if isinstance(value, dict) else ():
            if name not in known_names and not any(accepts("pattern", each, name) for each in patterns):
                if schema is False:
                    yield error(name)
                    return
                yield from validator.descend(member, schema, path=name)

    def required(_: Any, names: list[str], value: Value, __: Value) -> Iterator[Any]:
        yield from (error(name) for name in names if isinstance(value, dict) and name not in value)

    return {
        **{keyword: asks(keyword) for keyword in (*_PLAIN, *(["format"] if formats else []))},
        "patternProperties": by_pattern,
        "additionalProperties": additional,
        "required": required,
    }


def _plain_judge(keyword: str, wanted: Value, formats: Formats) -> Callable[[Value], bool]:
    """Whether a value has nothing against one keyword; every value, where jsonschema-rs can't say."""
    import jsonschema_rs

    try:
        return jsonschema_rs.Draft7Validator(
            {keyword: wanted}, validate_formats=bool(formats), formats=formats
        ).is_valid
    except ValueError:
        return lambda _: True
