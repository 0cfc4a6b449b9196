"""Finds schemas whose keywords contradict each other."""

from typing import Final

from ..keywords import TYPES
from ..node import MappingNode, Node, ScalarNode, SequenceNode
from ..reading import child, entries_of, is_true, items, items_of, text_of
from .checking import Checking
from .wording import listing, what_is

# Lower limit, upper limit, and whether no value is left where they are equal.
_LIMITS: Final = (
    ("minLength", "maxLength", False),
    ("minItems", "maxItems", False),
    ("minProperties", "maxProperties", False),
    ("minContains", "maxContains", False),
    ("minimum", "maximum", False),
    ("minimum", "exclusiveMaximum", True),
    ("exclusiveMinimum", "maximum", True),
    ("exclusiveMinimum", "exclusiveMaximum", True),
)


def check_contradictions(checking: Checking, node: MappingNode, *, is_own: bool) -> None:
    """WSG335, WSG338 to WSG340: what one schema says twice in two ways (AsyncAPI 3.0 §Schema Object).

    `is_own` where the schema is AsyncAPI's own, which demands more of a default than other dialects do.
    """
    types = _types(node) if node.entries.keys() & {"default", "enum"} else ()
    default = child(node, "default")
    # Documents of 3.x, the specification's own examples among them, keep less to that: there it's a warning, WSG313.
    is_fixed = is_own and checking.version < (3, 0)
    if is_fixed and types and default is not None and not _is_one_of(default, types):
        message = f"the default must be of type {listing(types)}, and is {what_is(default)}"
        checking.report("WSG335", default.location, message, hint="write a value of that type, or widen `type`")
    for item in items(node, "enum") if types else ():
        if not _is_one_of(item, types):
            message = f"this is {what_is(item)}, and the schema allows only values of type {listing(types)}"
            checking.report("WSG339", item.location, message, hint="remove it, or widen `type`")
    _check_limits(checking, node)
    _check_discriminator(checking, node)


def _types(node: MappingNode) -> tuple[str, ...]:
    """The types that a schema allows; none where it doesn't say, or names one that isn't known."""
    told = child(node, "type")
    names = [text_of(each) for each in (items_of(told) if isinstance(told, SequenceNode) else (told,))]
    known = tuple(name for name in names if name in TYPES)
    if len(known) < len(names):
        return ()
    # OpenAPI's word, which models honour too.
    return (*known, "null") if known and is_true(node, "nullable") and "null" not in known else known


def _is_one_of(node: Node, types: tuple[str, ...]) -> bool:
    match node:
        case MappingNode():
            return "object" in types
        case SequenceNode():
            return "array" in types
        case ScalarNode(value=None):
            return "null" in types
        case ScalarNode(value=bool()):
            return "boolean" in types
        case ScalarNode(value=str()):
            return "string" in types
        case ScalarNode(value=int() | float() as number):
            return "number" in types or ("integer" in types and number == number // 1)
        case _:
            return True


def _check_limits(checking: Checking, node: MappingNode) -> None:
    for lower, upper, is_open in _LIMITS:
        # Hardly a schema has both.
        if lower not in node.entries or upper not in node.entries:
            continue
        least, most = _number(child(node, lower)), _number(child(node, upper))
        if least is None or most is None or least < most or (least == most and not is_open):
            continue
        message = f"no value fits both `{lower}: {least}` and `{upper}: {most}`"
        checking.report("WSG340", node.entries[lower].value.location, message, hint="change one of the two")


def _number(node: Node | None) -> int | float | None:
    value = node.value if isinstance(node, ScalarNode) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _check_discriminator(checking: Checking, node: MappingNode) -> None:
    place = child(node, "discriminator")
    name = text_of(place)
    if place is None or name is None:
        return
    if name not in entries_of(child(node, "properties")):
        message = f"`{name}` tells schemas apart, and is no property of this one"
        checking.report("WSG338", place.location, message, hint=f"describe `{name}` here, and require it")
    elif name not in map(text_of, items(node, "required")):
        message = f"`{name}` tells schemas apart, and may be left out"
        checking.report("WSG338", place.location, message, hint=f"add `{name}` to `required`")
