"""Sides to compare without a document around them."""

from collections.abc import Mapping

from wsgen.breaking.sides import Side
from wsgen.diagnostics.location import Location
from wsgen.plan.identifier import Identifier
from wsgen.plan.protocol import Definition
from wsgen.spec.node import Value

NOWHERE = Location("spec.yml", 1, 1, 1, 1)


def side(root: Value, others: Mapping[str, Value] | None = None, *, asserts_formats: bool = False) -> Side:
    """A side whose schema is `root`, known to itself as `Root`."""
    schemas = {"Root": root, **(others or {})}
    definitions = {
        Identifier(name): Definition(Identifier(name), value, NOWHERE, {}) for name, value in schemas.items()
    }
    return Side(definitions, Identifier("Root"), asserts_formats)
