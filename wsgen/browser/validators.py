"""What `validators.js.jinja` needs: a function for every definition of the bundle, put together from the runtime's."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, LiteralString

from ..code.literal import Code, compose, join
from ..plan.protocol import Protocol
from .head import Head, head
from .literal import indented, literal, member_key
from .rules import rule_of

# Which of the runtime's modules has what.
_MODULES: Final[Mapping[LiteralString, tuple[LiteralString, ...]]] = MappingProxyType(
    {
        "containers.js": (
            *("closed", "contains", "dependencies", "items", "max_items", "max_properties", "members", "min_items"),
            *("min_properties", "properties", "property_names", "required", "tuple", "unique_items"),
        ),
        "formats.js": ("format",),
        "scalars.js": (
            *("choice", "constant", "exclusive_maximum", "exclusive_minimum", "max_length", "maximum", "min_length"),
            *("minimum", "multiple_of", "of_type", "pattern"),
        ),
        "schema.js": ("all", "any_of", "anything", "not", "nothing", "one_of", "ref", "when"),
    }
)


@dataclass(frozen=True, slots=True)
class ImportView:
    """Names that the file takes from one module of the runtime."""

    names: Code
    module: Code


@dataclass(frozen=True, slots=True)
class ValidatorView:
    """One definition: its key among all, and its function."""

    key: Code
    rule: Code


@dataclass(frozen=True, slots=True)
class ValidatorsView:
    """The file, and its types."""

    head: Head
    imports: tuple[ImportView, ...]
    validators: tuple[ValidatorView, ...]


def validators_view(protocol: Protocol) -> ValidatorsView:
    """A validator for each definition, sorted by name as in `schemas.json`."""
    asserts_formats = protocol.asserts_formats
    definitions = {name: protocol.definitions[name].value for name in sorted(protocol.definitions)}
    rules = {name: rule_of(each, asserts_formats=asserts_formats) for name, each in definitions.items()}
    used = frozenset[str]().union(*(rule.calls for rule in rules.values()))
    imports = (
        ImportView(join(", ", (compose(name) for name in names if name in used)), literal(f"./_runtime/{module}"))
        for module, names in _MODULES.items()
        if not used.isdisjoint(names)
    )
    keys = {name: member_key(name) for name in rules}
    validators = (
        ValidatorView(keys[name], indented(rule.written(2, 2 + len(keys[name]) + 2))) for name, rule in rules.items()
    )
    text = f"Says what the JSON Schemas of {protocol.name} refuse: a function for each."
    return ValidatorsView(head(protocol, text), tuple(imports), tuple(validators))
