"""The schemas of a protocol as those need them who make values of them, and who judge values by them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Final

from ..plan.identifier import Identifier
from ..plan.protocol import Protocol
from ..plan.subschemas import references_in
from ..spec.ecma import with_runnable
from ..spec.judge import accepting
from ..spec.node import Value
from .demand import Demands
from .heights import PREFIX, height, heights_of

_MOST_JUDGES: Final = 2000


@dataclass(frozen=True, slots=True)
class Schemas:
    """Schemas by name (JSON Schema draft 7, references are `#/$defs/<name>`), and what tells if they accept a value.

    `asserts_formats` says that a text must be of its format. A schema is compiled when it is first asked.
    """

    definitions: Mapping[Identifier, Value]
    asserts_formats: bool = False
    _known: dict[str, Callable[[Value], bool]] = field(
        default_factory=dict[str, Callable[[Value], bool]], repr=False, compare=False
    )
    _runnable: dict[str, Value] = field(default_factory=dict[str, Value], repr=False, compare=False)
    _judges: dict[int, tuple[Value, Callable[[Value], bool]]] = field(
        default_factory=dict[int, tuple[Value, Callable[[Value], bool]]], repr=False, compare=False
    )
    _demands: list[Demands] = field(default_factory=list[Demands], repr=False, compare=False)
    _heights: dict[str, float] = field(default_factory=dict[str, float], repr=False, compare=False)

    def accepts(self, name: Identifier, value: Value) -> bool:
        """Whether the schema `name` accepts a value; raises KeyError where there is no such schema."""
        if name not in self._known:
            self._known[name] = self.acceptor({"$ref": f"{PREFIX}{name}"})
        return self._known[name](value)

    def acceptor(self, schema: Value) -> Callable[[Value], bool]:
        """What says of values whether a schema that refers to these accepts them."""
        if not self._runnable:
            self._runnable.update((str(name), with_runnable(each)) for name, each in self.definitions.items())
        runnable = with_runnable(schema)
        # Only what the schema can lead to: a large document would be compiled with each of its schemas.
        needed = {name: self._runnable[name] for name in self._reached(runnable)}
        return accepting(needed, runnable, asserts_formats=self.asserts_formats)

    def _reached(self, schema: Value) -> set[str]:
        reached: set[str] = set()
        waiting = [schema]
        while waiting:
            names = {each.removeprefix(PREFIX) for each in references_in(waiting.pop())} - reached
            reached |= names
            waiting += (self._runnable[each] for each in names)
        return reached

    def judge(self, schema: Value) -> Callable[[Value], bool]:
        """What says of values whether a schema accepts them, compiled once for each; it must not be changed."""
        match schema:
            case {"$ref": str(reference)}:
                name = reference.removeprefix(PREFIX)
                return lambda value: self.accepts(Identifier(name), value)
            case bool():
                return lambda _: schema
            case {"anyOf": list(options), **rest} if not rest:
                return lambda value: any(self.judge(each)(value) for each in options)
            case {"allOf": list(parts), **rest} if not rest:
                return lambda value: all(self.judge(each)(value) for each in parts)
            case {"not": inner, **rest} if not rest:
                return lambda value: not self.judge(inner)(value)
            case _:
                # By identity, and kept with the schema, so that its identity stays its own.
                if id(schema) not in self._judges:
                    if len(self._judges) >= _MOST_JUDGES:
                        self._judges.clear()
                    self._judges[id(schema)] = schema, self.acceptor(schema)
                return self._judges[id(schema)][1]

    def height(self, wanted: tuple[Value, ...]) -> float:
        """The least levels of a value that satisfies all schemas `wanted`: 0 for what holds nothing.

        Infinite where they contradict each other, and where only values without end would do.
        """
        if not self._heights:
            self._heights.update(heights_of(self.definitions))
        if len(wanted) > 1 and not self.demands().can_be(wanted):
            return inf
        return max((height(each, self._heights) for each in wanted), default=0)

    def demands(self) -> Demands:
        """What these schemas demand of values, each looked at once."""
        if not self._demands:
            self._demands.append(Demands(self.definitions))
        return self._demands[0]

    def followed(self, schema: Value) -> Value:
        """A schema that is no reference: the one that `schema` leads to."""
        # No schema of a plan leads only back to itself.
        while isinstance(schema, dict) and isinstance(reference := schema.get("$ref"), str):
            schema = self.definitions[Identifier(reference.removeprefix(PREFIX))]
        return schema


def schemas_of(protocol: Protocol) -> Schemas:
    """The schemas of a protocol."""
    return Schemas({name: each.value for name, each in protocol.definitions.items()}, protocol.asserts_formats)
