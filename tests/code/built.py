"""Models of a few definitions, imported as a package would import them."""

import sys
from collections.abc import Iterable, Mapping
from itertools import count
from types import ModuleType
from typing import Any

from wsgen.code.generated import Models
from wsgen.code.models import models
from wsgen.diagnostics.location import Location
from wsgen.plan.identifier import Identifier
from wsgen.plan.protocol import Definition
from wsgen.runtime import wire, wire_root
from wsgen.spec.node import Value

HERE = Location("spec.yml", 1, 1, 1, 1)
NUMBERS = count()


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def definitions(schemas: Mapping[str, Any]) -> dict[Identifier, Definition]:
    return {Identifier(name): Definition(Identifier(name), value, HERE, {}) for name, value in schemas.items()}


def generate(
    schemas: Mapping[str, Any], messages: Iterable[str] | None = None, names: Iterable[str] | None = None
) -> Models:
    made = definitions(schemas)
    chosen = tuple(map(Identifier, schemas if names is None else names))
    return models(made, chosen, None if messages is None else frozenset(map(Identifier, messages)))


def load(made: Models) -> ModuleType:
    """The module `models` of a package that has `wsgen/runtime` as its `_runtime`."""
    package = f"generated_{next(NUMBERS)}"
    for name in (package, f"{package}._runtime"):
        sys.modules[name] = ModuleType(name)
        sys.modules[name].__path__ = []
    sys.modules |= {f"{package}._runtime.wire": wire, f"{package}._runtime.wire_root": wire_root}
    module = ModuleType(f"{package}.models")
    sys.modules[module.__name__] = module
    module.__package__ = package
    text = "\n".join((*made.imports, "", made.source))
    exec(compile(text, f"{package}/models.py", "exec", dont_inherit=True), module.__dict__)
    return module


def build(schemas: Mapping[str, Any], messages: Iterable[str] | None = None) -> ModuleType:
    return load(generate(schemas, messages))


def same(first: Value, second: Value) -> bool:
    """Equality of JSON: 5 and 5.0 are one number, 1 and true are not one value."""
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(same, first, second))
    return first == second and isinstance(first, int | float) == isinstance(second, int | float)
