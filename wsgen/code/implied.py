"""Says whether a loosened schema implies one keyword of a schema: of values, numbers, texts and lengths."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from ..spec.node import Value
from .bundle import Schema, schemas_in
from .pattern import finds, translate
from .scalars import LARGEST, kinds

_Rule: TypeAlias = Callable[[Schema, str, Value], bool]


def implies(option: Schema, keyword: str, wanted: Value) -> bool:
    """Whether each value of `option` (one type, or an enum) is one that `keyword: wanted` accepts, by proof.

    Values of types that the keyword doesn't look at are left out of account. False where nothing is proved.
    """
    return _RULES[keyword](option, keyword, wanted)


def alike(one: Value, other: Value) -> bool:
    """Whether two values that Literal can say are the same JSON value: 1 is 1.0, and true is neither."""
    return bool(kinds(one) & kinds(other)) and one == other


def _is_value(option: Schema, keyword: str, wanted: Value) -> bool:
    allowed = wanted if keyword == "enum" and isinstance(wanted, list) else [wanted]
    own: list[Value] = [None] if option.get("type") == "null" else schemas_in(option, "enum")
    return bool(own) and all(any(alike(each, other) for other in allowed) for each in own)


def _is_within(option: Schema, keyword: str, wanted: Value) -> bool:
    if isinstance(wanted, bool) or not isinstance(wanted, int | float) or abs(wanted) > LARGEST:
        return False
    # As a lower bound, from here on.
    sign, is_open = 1 if keyword.endswith("inimum") else -1, keyword.startswith("exclusive")
    bound = wanted * sign
    lowest = [each * sign for each in _integers(option)]
    if not lowest:
        closed, opened = ("minimum", "exclusiveMinimum") if sign == 1 else ("maximum", "exclusiveMaximum")
        is_whole = option.get("type") == "integer"
        at, above = option.get(closed), option.get(opened)
        if isinstance(above, int | float):
            # After an open bound the next integer is the first.
            lowest.append(math.floor(above * sign) + 1 if is_whole else above * sign)
            if not is_whole and above * sign == bound:
                return True
        if isinstance(at, int | float):
            lowest.append(math.ceil(at * sign) if is_whole else at * sign)
        return any(each > bound or (each == bound and not is_open) for each in lowest)
    return min(lowest) > bound or (min(lowest) == bound and not is_open)


def _is_multiple(option: Schema, keyword: str, wanted: Value) -> bool:
    if isinstance(wanted, bool) or not isinstance(wanted, int | float) or not float(wanted).is_integer():
        return False
    held = option.get(keyword, 1)
    own = _integers(option) or ([held] if option.get("type") == "integer" and isinstance(held, int) else [])
    return 1 <= wanted <= LARGEST and bool(own) and all(each % int(wanted) == 0 for each in own)


def _is_long(option: Schema, keyword: str, wanted: Value) -> bool:
    is_most = keyword.startswith("max")
    lengths: list[Value] = [len(each) for each in schemas_in(option, "enum") if isinstance(each, str)]
    lengths = lengths or [option.get(keyword, math.inf if is_most else 0)]
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        return False
    return all(isinstance(each, int | float) and (each <= wanted if is_most else each >= wanted) for each in lengths)


def _matches(option: Schema, keyword: str, wanted: Value) -> bool:
    if not isinstance(wanted, str):
        return False
    texts = [each for each in schemas_in(option, "enum") if isinstance(each, str)]
    if texts:
        return all(finds(wanted, each) for each in texts)
    return keyword in option and option[keyword] == translate(wanted)


def _integers(option: Schema) -> list[int | float]:
    return [each for each in schemas_in(option, "enum") if isinstance(each, int) and not isinstance(each, bool)]


_RULES: Final[Mapping[str, _Rule]] = MappingProxyType(
    {
        **dict.fromkeys(("const", "enum"), _is_value),
        **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _is_within),
        "multipleOf": _is_multiple,
        **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), _is_long),
        "pattern": _matches,
    }
)
SCALAR: Final = frozenset(_RULES)
"""The keywords that `implies` knows."""
