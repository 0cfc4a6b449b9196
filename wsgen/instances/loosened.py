"""Judges values by a schema from which one keyword is taken out: so it's seen whether that one alone rejects them."""

from collections.abc import Callable
from typing import Final

from ..plan.identifier import Identifier
from ..plan.subschemas import references_in
from ..spec.ecma import with_runnable
from ..spec.judge import accepting
from ..spec.node import Value
from .heights import PREFIX
from .schemas import Schemas
from .sites import Place

# What says of properties which ones are declared must stay: another keyword asks for them.
_DECLARING: Final = frozenset({"properties", "patternProperties"})
_MOST: Final = 2000


class Loosened:
    """One schema without one or another of its keywords; each is compiled when it's first asked for."""

    def __init__(self, schemas: Schemas, schema: Value) -> None:
        self._schemas = schemas
        self._schema = schema
        self._reached: dict[str, Value] | None = None
        self._known: dict[tuple[str, Place], Callable[[Value], bool]] = {}

    def accepts(self, keyword: str, place: Place) -> Callable[[Value], bool]:
        """What says of values whether they are accepted where the schema at `place` has no such keyword."""
        key = keyword, place
        if key not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = self._compiled(keyword, place)
        return self._known[key]

    def _compiled(self, keyword: str, place: Place) -> Callable[[Value], bool]:
        if self._reached is None:
            self._reached = _reached(self._schemas, self._schema)
        definitions, schema = self._reached, self._schema
        steps = [_unescaped(step) for step in place.pointer.split("/")[1:]]
        if place.definition:
            changed = _taken_out(self._schemas.definitions[Identifier(place.definition)], steps, keyword)
            definitions = {**definitions, place.definition: with_runnable(changed)}
        else:
            schema = _taken_out(schema, steps, keyword)
        return accepting(definitions, with_runnable(schema), asserts_formats=self._schemas.asserts_formats)


def _reached(schemas: Schemas, schema: Value) -> dict[str, Value]:
    reached: dict[str, Value] = {}
    waiting = [schema]
    while waiting:
        for reference in references_in(waiting.pop()):
            name = reference.removeprefix(PREFIX)
            if name not in reached:
                value = schemas.definitions[Identifier(name)]
                reached[name] = with_runnable(value)
                waiting.append(value)
    return reached


def _taken_out(schema: Value, steps: list[str], keyword: str) -> Value:
    if steps:
        step, rest = steps[0], steps[1:]
        if isinstance(schema, list):
            index = int(step)
            return [*schema[:index], _taken_out(schema[index], rest, keyword), *schema[index + 1 :]]
        if isinstance(schema, dict):
            return {**schema, step: _taken_out(schema[step], rest, keyword)}
        return schema
    if not isinstance(schema, dict):
        return schema
    held = schema.get(keyword)
    if keyword in _DECLARING and isinstance(held, dict):
        return {**schema, keyword: dict.fromkeys(held, True)}
    return {word: each for word, each in schema.items() if word != keyword}


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")
