"""Says what of a value a schema rejects, and where: so that two invalid values can be told to have the same fault."""

from dataclasses import dataclass, field

from ..plan.identifier import Identifier
from ..spec.ecma import with_runnable
from ..spec.judge import judge
from ..spec.node import Value
from .heights import PREFIX
from .schemas import Schemas

Fault = tuple[str, tuple[str | int, ...], str]
"""The keyword that rejects, the way to the part that it rejects, and the property that is missing or too many."""


@dataclass(frozen=True, slots=True)
class Faults:
    """What the schemas of a protocol have against values."""

    schemas: Schemas
    _definitions: dict[str, Value] = field(default_factory=dict[str, Value], repr=False, compare=False)

    def of(self, name: Identifier, value: Value) -> frozenset[Fault]:
        """The faults of a value to the schema `name`, of many the first few; none where it is accepted."""
        if not self._definitions:
            # By the whole reference, so that no schema has to be written anew for the judge.
            definitions = self.schemas.definitions
            self._definitions.update((f"{PREFIX}{key}", with_runnable(each)) for key, each in definitions.items())
        wanted: Value = {"$ref": f"{PREFIX}{name}"}
        asserts = self.schemas.asserts_formats
        (found,) = judge(self._definitions, [(wanted, value)], asserts_formats=asserts)
        return frozenset((each.keyword, each.path, each.name) for each in found)
