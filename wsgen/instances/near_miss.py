"""Makes of a valid value such ones as break one keyword of its schema and no other, each proved by a validator."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

from ..spec.node import Value, escape
from .choices import Choices
from .container_faults import CONTAINER_FAULTS, Whole
from .loosened import Loosened
from .no_instance import NoInstanceError
from .scalar_faults import SCALAR_FAULTS
from .schemas import Schemas
from .sites import Place, Site, Steps, sites_of
from .valid import valid

T = TypeVar("T")
# Of each keyword at each place: so many values are tried, of which so many are made by a search.
_MOST_TRIES: Final = 80
_SEARCHES: Final = 1
_MOST_SITES: Final = 12


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A value that one keyword rejects and no other.

    `pointer` leads to the part of the value that is wrong, `place` to the schema that has the keyword.
    """

    keyword: str
    pointer: str
    place: Place
    value: Value


class NearMisses:
    """The near-misses of one schema."""

    def __init__(self, schemas: Schemas, schema: Value) -> None:
        self._schemas = schemas
        self._accepts = schemas.judge(schema)
        self._schema = schema
        self._loosened = Loosened(schemas, schema)

    def keywords(self, value: Value) -> dict[str, list[Site]]:
        """The keywords that have a say about a value which the schema accepts, each with its sites in it."""
        found: dict[str, list[Site]] = {}
        for site in sites_of(self._schemas, self._schema, value):
            found.setdefault(site.keyword, []).append(site)
        return found

    def draw(self, value: Value, choices: Choices) -> NearMiss | None:
        """One near-miss of a value: first its keyword is drawn, then its place, then itself; None where there is none.

        Otherwise nearly all would have the wrong type, of which there are most.
        """
        by_keyword = self.keywords(value)
        while by_keyword:
            keyword = choices.pick([*by_keyword])
            if found := self.of(value, by_keyword.pop(keyword), choices):
                return found
        return None

    def of(self, value: Value, sites: Sequence[Site], choices: Choices) -> NearMiss | None:
        """One near-miss at one of some sites, any of them where possible; None where there is none."""
        for site in _rotated(sites, choices)[:_MOST_SITES]:
            for found in self.at(value, site, choices):
                return found
        return None

    def at(self, value: Value, site: Site, choices: Choices) -> Iterator[NearMiss]:
        """The near-misses at one site."""
        pointer = "".join(f"/{escape(str(step))}" for step in site.steps)
        for fault in self._faults(site, choices):
            changed = _with_part(value, site.steps, fault)
            if not self._accepts(changed) and self._loosened.accepts(site.keyword, site.place)(changed):
                yield NearMiss(site.keyword, pointer, site.place, changed)

    def _faults(self, site: Site, choices: Choices) -> Iterator[Value]:
        def make(wanted: Sequence[Value]) -> Iterator[Value]:
            try:
                yield valid(self._schemas, {"allOf": [*wanted]}, choices)
            except NoInstanceError:
                return

        if scalar := SCALAR_FAULTS.get(site.keyword):
            listed = scalar(site.schema[site.keyword], site.part)
        else:
            listed = CONTAINER_FAULTS[site.keyword](Whole(site.schema, site.part, make, self._schemas.followed))
        firsts = _rotated([*islice(listed, 6)], choices)
        yield from firsts
        yield from islice(listed, _MOST_TRIES)
        # What nobody thought of: a value that satisfies all but the keyword.
        others: Value = {word: each for word, each in site.schema.items() if word != site.keyword}
        for _ in range(_SEARCHES):
            yield from make([others, {"not": site.schema}])


def near_misses(schemas: Schemas, schema: Value, value: Value, choices: Choices) -> Iterator[NearMiss]:
    """All near-misses of a value that `schema` accepts, as they are found: each keyword at each place in turn."""
    found = NearMisses(schemas, schema)
    for sites in found.keywords(value).values():
        for site in sites:
            yield from found.at(value, site, choices)


def near_miss(schemas: Schemas, schema: Value, value: Value, choices: Choices) -> NearMiss | None:
    """One near-miss of a value that `schema` accepts, the keyword drawn first; None where none was found."""
    return NearMisses(schemas, schema).draw(value, choices)


def _rotated(options: Sequence[T], choices: Choices) -> list[T]:
    start = choices.whole(0, len(options) - 1) if len(options) > 1 else 0
    return [*options[start:], *options[:start]]


def _with_part(value: Value, steps: Steps, part: Value) -> Value:
    if not steps:
        return part
    step, rest = steps[0], steps[1:]
    if isinstance(value, dict) and isinstance(step, str):
        return {**value, step: _with_part(value[step], rest, part)}
    if isinstance(value, list) and isinstance(step, int):
        return [*value[:step], _with_part(value[step], rest, part), *value[step + 1 :]]
    return value
