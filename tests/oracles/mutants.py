"""Changes a valid document in one place, in every way that a table of objects gives a reason to."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from rich_documents import Json, Path, Place, places

from wsgen.spec.objects.kinds import Form, MapOf, Object, SchemaKind, Text, Version

# What another value of each JSON type may be.
_VALUES: dict[str, Json] = {"null": None, "true": True, "1": 1, "'text'": "text", "''": "", "[]": [], "{}": {}}
_GONE = object()


@dataclass(frozen=True, slots=True)
class Mutant:
    """A document with one change, made when asked for; `place` and `change` say of what kind it is, `path` where."""

    place: str
    change: str
    path: Path
    make: Callable[[], Json]

    @property
    def name(self) -> str:
        """Its kind, of which a document may have several."""
        return f"{self.place} {self.change}"


def mutants(version: Version, document: Json) -> Iterator[Mutant]:
    """Each document that differs from `document` in one place, by the table of `version`."""
    for place in places(version, document):
        if place.path != ("asyncapi",):
            yield from _changes(document, place)


def _changes(document: Json, place: Place) -> Iterator[Mutant]:
    value = at(document, place.path)
    if place.path:
        yield _replaced(document, place, "dropped", _GONE)
        for name, other in _VALUES.items():
            if type(other) is not type(value) or (value and not other):
                yield _replaced(document, place, name, other)
        yield from _renamed(document, place)
    if isinstance(value, dict) and "$ref" in value:
        yield _replaced(document, place, "refers to nothing", {"$ref": "#/nothing"})
        yield _replaced(document, place, "refers to info", {"$ref": "#/info"})
        yield _replaced(document, place, "refers to a name", {"$ref": "nothing"})
        yield _replaced(document, place, "has a sibling", {**value, "description": "text"})
        return
    match place.kind:
        case Text(choices=choices, form=form) if choices or form is not Form.FREE:
            yield _replaced(document, place, "of wrong form", "not of any form")
        case MapOf():
            yield _replaced(document, place, "has an extension", {**value, "x-own": {"a": 1}})
        case Object():
            yield _replaced(document, place, "has an extension", {**value, "x-own": {"a": 1}})
            yield _replaced(document, place, "has a bad extension", {**value, "x-a b": 1})
            yield _replaced(document, place, "has a stranger", {**value, "stranger": "text"})
            if place.path:
                yield _referred(document, place)
        case SchemaKind():
            yield _replaced(document, place, "has an extension", {**value, "x-own": {"a": 1}})
            for keyword, inner in value.items() if place.path[-1] == "every" else ():
                for name, other in _VALUES.items():
                    if type(other) is not type(inner) or (inner and not other):
                        where = Place((*place.path, keyword), f"Schema.{keyword}", place.kind)
                        yield _replaced(document, where, name, other)
        case _:
            pass
    if isinstance(value, list) and value:
        yield _replaced(document, place, "has its item twice", [*value, deepcopy(value[0])])


def _replaced(document: Json, place: Place, change: str, value: Json) -> Mutant:
    def make() -> Json:
        changed = deepcopy(document)
        if not place.path:
            return value
        holder = at(changed, place.path[:-1])
        if value is _GONE:
            del holder[place.path[-1]]
        else:
            holder[place.path[-1]] = value
        return changed

    return Mutant(place.label, change, place.path, make)


def _renamed(document: Json, place: Place) -> Iterator[Mutant]:
    key = place.path[-1]
    if not isinstance(key, str):
        return
    for change, name in (("misspelt", f"{key}Z"), ("with a bad name", f"{key} é/<")):

        def make(name: str = name) -> Json:
            changed = deepcopy(document)
            holder = at(changed, place.path[:-1])
            holder[name] = holder.pop(key)
            return changed

        yield Mutant(place.label, change, (*place.path[:-1], name), make)


def _referred(document: Json, place: Place) -> Mutant:
    """The value moved to a place that has no meaning, and a reference to it where it stood."""
    moved = {**document, "x-moved": deepcopy(at(document, place.path))}
    return _replaced(moved, place, "by reference", {"$ref": "#/x-moved"})


def at(document: Json, path: Path) -> Json:
    """The value at a path."""
    for step in path:
        document = document[step]
    return document
