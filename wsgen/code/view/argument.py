"""Writes the arguments of a connection as Python: their types, their defaults, and what the runtime knows of them."""

from types import MappingProxyType
from typing import Final

from ...plan.argument import Argument
from ...plan.identifier import Identifier
from ..literal import compose, identifier, join, literal, literal_tuple
from .imports import Source, use

_TYPES: Final = MappingProxyType({each: identifier(Identifier(each)) for each in ("str", "int", "float", "bool")})


def argument_field(each: Argument) -> Source:
    """What stands behind an argument's name and a colon: its type, and its default where it needn't be given."""
    type_ = _type(each)
    default = each.kind.default
    if default is None and each.kind.many and not each.required:
        default = ()
    if default is not None:
        value = literal_tuple(default) if isinstance(default, tuple) else literal(default)
        return Source(compose("{type} = {value}", type=type_.code, value=value), type_.needs)
    return type_ if each.required else Source(compose("{type} | None = None", type=type_.code), type_.needs)


def needs_no_value(each: Argument) -> bool:
    """Whether a client may leave the argument out of its call."""
    return not each.required or each.kind.default is not None


def argument_entry(each: Argument) -> Source:
    """The runtime's own view of an argument, `Argument(…)`."""
    kind = each.kind
    parts = [literal(each.name), literal(str(each.python)), literal(each.where), _TYPES[kind.type]]
    parts += [
        compose("required={required}", required=literal(each.required)),
        compose("security={security}", security=literal(each.security)),
    ]
    if kind.values:
        parts.append(compose("values={values}", values=literal_tuple(kind.values)))
    if kind.many:
        parts.append(compose("many=True"))
    if each.form:
        parts.append(compose("form={form}", form=literal(each.form)))
    return Source(compose("Argument({parts})", parts=join(", ", parts)), use("._runtime.protocol", "Argument"))


def _type(each: Argument) -> Source:
    kind = each.kind
    one = Source(_TYPES[kind.type])
    # Python has no literal type of a float (typing spec §Literals).
    if kind.values and kind.type != "float":
        values = join(", ", map(literal, kind.values))
        one = Source(compose("Literal[{values}]", values=values), use("typing", "Literal"))
    return Source(compose("tuple[{one}, ...]", one=one.code), one.needs) if kind.many else one
