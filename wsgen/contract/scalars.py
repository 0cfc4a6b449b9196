"""Says by which of Pact's matchers a text, number, boolean or null may be another one, and how others are made."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ..plan.accepted import type_of
from ..spec.node import Value
from .applying import Applied
from .patterns import ANY_TEXT, full_pattern

Matcher = Mapping[str, Value]

_TYPE: Final[Matcher] = {"match": "type"}

_DATE: Final = r"\d{4}-\d{2}-\d{2}"
_TIME: Final = r"\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})"
_FORMATS: Final[Mapping[str, str]] = {
    "date-time": f"^{_DATE}[Tt ]{_TIME}$",
    "date": f"^{_DATE}$",
    "time": f"^{_TIME}$",
    "uuid": "^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
}
_MADE: Final[Mapping[str, Mapping[str, Value]]] = {
    "date-time": {"type": "DateTime", "format": "yyyy-MM-dd'T'HH:mm:ssXXX"},
    "date": {"type": "Date", "format": "yyyy-MM-dd"},
    "uuid": {"type": "Uuid"},
}
_SCALARS: Final = ("string", "number", "integer", "boolean", "null")
_LARGEST: Final = 2**31 - 1
_LENGTH: Final = 10
# What a generator of texts can't work with: looking around, references back, assertions inside.
_TOO_MUCH: Final = re.compile(r"\(\?(?!:)|\\[1-9bBkpP]|(?<!^)\^|\$(?!$)")


def rule(matchers: Sequence[Matcher], combine: str = "AND") -> Value:
    """A matching rule as Pact V4 writes it."""
    return {"combine": combine, "matchers": [dict(each) for each in matchers]}


def scalar_rule(said: Applied, value: Value) -> Value | None:
    """The rule for a value that is neither object nor array; None where it must be equal."""
    enum = _enum(said)
    if len(enum) == 1:
        return None
    if enum:
        return _enum_rule(enum)
    own = type_of(value)
    options = [_of_text(said, value)] if isinstance(value, str) else [_kind(own, said)]
    options += [_other(kind) for kind in _SCALARS if _is_other(kind, own, said)]
    return rule(options[0]) if len(options) == 1 else rule([each[0] for each in options], "OR")


def is_constant(said: Applied) -> bool:
    """Whether there is one value alone that is allowed."""
    return len(_enum(said)) == 1


def generator(said: Applied, value: Value) -> Value | None:
    """What makes other values that are allowed as well; None where nothing of Pact's is sure to."""
    enum = _enum(said)
    if enum:
        if len(enum) > 1 and all(isinstance(each, str) and each.isalnum() for each in map(_plain_word, enum)):
            return {"type": "Regex", "regex": "|".join(re.escape(str(each)) for each in enum)}
        return None
    if isinstance(value, bool):
        return {"type": "RandomBoolean"}
    if isinstance(value, int):
        return _integer(said)
    return _text(said, value) if isinstance(value, str) else None


def _plain_word(value: Value) -> Value:
    return value.replace("_", "").replace("-", "") if isinstance(value, str) else value


def _enum(said: Applied) -> list[Value]:
    """The values that are allowed, where they are listed."""
    lists = [[each] for each in said.all_of("const")]
    lists += [each for each in said.all_of("enum") if isinstance(each, list)]
    if not lists:
        return []
    kept = {json.dumps(each) for each in lists[0]}.intersection(*({json.dumps(each) for each in one} for one in lists))
    return [each for each in lists[0] if json.dumps(each) in kept]


def _enum_rule(enum: Sequence[Value]) -> Value:
    words = [each for each in enum if each is not None and not isinstance(each, dict | list)]
    listed = "|".join(sorted(re.escape(each if isinstance(each, str) else json.dumps(each)) for each in words))
    matchers: list[Matcher] = [{"match": "regex", "regex": f"^(?:{listed})$"}]
    if None in enum:
        return rule([*matchers, {"match": "null"}], "OR")
    if all(isinstance(each, int) and not isinstance(each, bool) for each in enum):
        matchers.append({"match": "integer"})
    return rule(matchers)


def _of_text(said: Applied, text: str) -> list[Matcher]:
    patterns = [full_pattern(each) for each in said.all_of("pattern") if isinstance(each, str)]
    found: list[Matcher] = [{"match": "regex", "regex": each} for each in patterns if each is not None]
    for name in said.all_of("format"):
        pattern = _FORMATS.get(str(name))
        # A format is only a remark, unless a setting makes it a rule.
        if pattern is not None and re.fullmatch(pattern, text):
            found.append({"match": "regex", "regex": pattern})
    least, most = _least(said, "minLength"), _most(said, "maxLength")
    is_length = most is not None or least > 1
    if is_length:
        found.append({"match": "regex", "regex": f"^[\\s\\S]{{{least},{'' if most is None else most}}}$"})
    if found:
        # A regular expression is tried on what other types look like as text, too.
        return [*found, _TYPE] if is_length or any(patterns) else found
    return [_TYPE, *([{"match": "notEmpty"}] if least else [])]


def _kind(kind: str, said: Applied) -> list[Matcher]:
    if kind == "integer" and "number" not in said.kinds:
        return [{"match": "integer"}]
    if kind in ("integer", "number"):
        return [{"match": "number"}]
    return [{"match": "null" if kind == "null" else "type"}]


def _is_other(kind: str, own: str, said: Applied) -> bool:
    if kind == own or kind not in said.kinds or len(said.kinds) >= 6:  # Then nothing is said at all.
        return kind == "null" != own and kind in said.kinds and len(said.kinds) < 6
    numbers = {"integer", "number"}
    return not (kind in numbers and (own in numbers or (kind == "integer" and "number" in said.kinds)))


def _other(kind: str) -> list[Matcher]:
    return [{"match": "regex", "regex": f"^{ANY_TEXT}$"} if kind == "string" else {"match": kind}]


def _integer(said: Applied) -> Value | None:
    words = ("multipleOf", "exclusiveMinimum", "exclusiveMaximum", "not")
    if any(True for word in words for _ in said.all_of(word)):
        return None
    least = max((each for each in said.all_of("minimum") if isinstance(each, int)), default=0)
    most = min((each for each in said.all_of("maximum") if isinstance(each, int)), default=_LARGEST)
    return {"type": "RandomInt", "min": least, "max": min(most, _LARGEST)} if -_LARGEST <= least <= most else None


def _text(said: Applied, value: str) -> Value | None:
    patterns = [each for each in said.all_of("pattern") if isinstance(each, str)]
    formats = [str(each) for each in said.all_of("format")]
    bounds = [word for word in ("minLength", "maxLength") for _ in said.all_of(word)]
    if any(True for word in ("not", "if", "anyOf", "oneOf") for _ in said.all_of(word)):
        return None
    if formats:
        known = _MADE.get(formats[0]) if len(formats) == 1 and not patterns and not bounds else None
        return dict(known) if known and re.fullmatch(_FORMATS[formats[0]], value) else None
    if patterns:
        pattern = patterns[0]
        is_simple = len(patterns) == 1 and not bounds and pattern.startswith("^") and pattern.endswith("$")
        return {"type": "Regex", "regex": pattern[1:-1]} if is_simple and not _TOO_MUCH.search(pattern) else None
    least, most = _least(said, "minLength"), _most(said, "maxLength")
    return {"type": "RandomString", "size": max(least, _LENGTH if most is None else min(most, _LENGTH))}


def _whole(said: Applied, word: str) -> Iterator[int]:
    return (int(each) for each in said.all_of(word) if isinstance(each, int | float))


def _least(said: Applied, word: str) -> int:
    return max(_whole(said, word), default=0)


def _most(said: Applied, word: str) -> int | None:
    return min(_whole(said, word), default=None)
