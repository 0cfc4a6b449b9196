"""The schemas of a protocol as those need them who make values of them, and who judge values by them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ..plan.identifier import Identifier
from ..plan.protocol import Protocol
from ..spec.ecma import with_runnable
from ..spec.judge import accepting
from ..spec.node import Value

_PREFIX: Final = "#/$defs/"


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

    def accepts(self, name: Identifier, value: Value) -> bool:
        """Whether the schema `name` accepts a value; raises KeyError where there is no such schema."""
        if name not in self._known:
            self._known[name] = self.acceptor({"$ref": f"{_PREFIX}{name}"})
        return self._known[name](value)

    def acceptor(self, schema: Value) -> Callable[[Value], bool]:
        """What says of values whether a schema that refers to these accepts them."""
        if not self._runnable:
            self._runnable.update((name, with_runnable(each)) for name, each in self.definitions.items())
        return accepting(self._runnable, with_runnable(schema), asserts_formats=self.asserts_formats)

    def followed(self, schema: Value) -> Value:
        """A schema that is no reference: the one that `schema` leads to."""
        # No schema of a plan leads only back to itself.
        while isinstance(schema, dict) and isinstance(reference := schema.get("$ref"), str):
            schema = self.definitions[Identifier(reference.removeprefix(_PREFIX))]
        return schema


def schemas_of(protocol: Protocol) -> Schemas:
    """The schemas of a protocol."""
    return Schemas({name: each.value for name, each in protocol.definitions.items()}, protocol.asserts_formats)
