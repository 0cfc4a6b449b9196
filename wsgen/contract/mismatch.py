"""Says in plain words what Pact's engine found different: at which path, what was expected, what came."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ..spec.node import Value
from .json_path import Steps, found_at, path_of, steps_of

NOTHING: Final = "nothing"
_LONGEST: Final = 60
_TYPES: Final[Mapping[type, str]] = MappingProxyType(
    {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "an array", dict: "an object"}
)
_ALTERNATIVES: Final = re.compile(r"\^\((?:\?:)?(?P<words>[^()\[\]{}*+?^$]*)\)\$")
_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "integer": "an integer",
        "decimal": "a number with decimals",
        "number": "a number",
        "boolean": "true or false",
        "null": "null",
        "notEmpty": "something that isn't empty",
        "semver": "a version such as 1.2.3",
    }
)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One difference: `path` is as Pact writes it, `$` the frame; the others are for people, in one line."""

    path: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the engine says of one difference."""

    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a response should be: the contents that stand for it, and the matchers of each path."""

    contents: Value
    matchers: Mapping[Steps, tuple[Mapping[str, Value], ...]]


def in_words(told: Told, wanted: Wanted, came: Value) -> Iterator[Mismatch]:
    """What the engine told, each missing key alone."""
    steps = steps_of(told.path)
    if steps is None:
        yield Mismatch(told.path, told.words, shown(came))
        return
    here, there = found_at(steps, wanted.contents), found_at(steps, came)
    if "missing the following keys" in told.words and here and there:
        (example,), (value,) = here, there
        if isinstance(example, dict) and isinstance(value, dict):
            for key in example.keys() - value.keys():
                missing = (*steps, key)
                yield Mismatch(path_of(missing), _expected(missing, wanted, (example[key],), ""), NOTHING)
            return
    yield Mismatch(path_of(steps), _expected(steps, wanted, here, told.words), shown(there[0]) if there else NOTHING)


def shown(value: Value) -> str:
    """A value as JSON, cut to what a line has room for."""
    return cut(json.dumps(value, ensure_ascii=False))


def cut(text: str) -> str:
    """A text of at most as many characters as a line has room for."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _expected(steps: Steps, wanted: Wanted, example: tuple[Value, ...], words: str) -> str:
    matchers = _matchers_at(steps, wanted)
    if example and "minimum size" not in words and "maximum size" not in words:
        if matchers:
            known = [_described(each, example[0]) for each in matchers]
            if all(known):
                return " and ".join(known)
        elif _is_by_type(steps, wanted):
            return _described({"match": "type"}, example[0])
        elif not words or "to be equal to" in words or "same type as" in words:
            return shown(example[0])
    size = re.search(r"(minimum|maximum) size of (\d+)", words)
    if size:
        return f"at {'least' if size[1] == 'minimum' else 'most'} {size[2]} item{'' if size[2] == '1' else 's'}"
    return cut(words)


def _matchers_at(steps: Steps, wanted: Wanted) -> tuple[Mapping[str, Value], ...]:
    """Those of the rule that says most literally where they hold."""
    fitting = [each for each in wanted.matchers if _fits(each, steps)]
    return wanted.matchers[max(fitting, key=lambda each: -each.count("*"))] if fitting else ()


def _fits(rule: Steps, steps: Steps) -> bool:
    return len(rule) == len(steps) and all(mine in ("*", its) for mine, its in zip(rule, steps, strict=True))


def _is_by_type(steps: Steps, wanted: Wanted) -> bool:
    """Whether the nearest rule above says that types decide, which holds for all below it."""
    for length in range(len(steps) - 1, -1, -1):
        if above := _matchers_at(steps[:length], wanted):
            return any(each.get("match") == "type" for each in above)
    return False


def _described(matcher: Mapping[str, Value], example: Value) -> str:
    """What one matcher wants; empty for one that is better told by the engine."""
    kind = matcher.get("match")
    if kind in ("boolean", "null", "notEmpty", "semver"):
        return _KINDS[kind]
    if isinstance(kind, str) and kind in _KINDS:
        return f"{_KINDS[kind]}, such as {shown(example)}"
    if kind == "type":
        return "null" if example is None else f"{_TYPES[type(example)]}{_instance(example)}"
    if kind == "equality":
        return shown(example)
    if kind == "regex" and isinstance(pattern := matcher.get("regex"), str):
        words = _ALTERNATIVES.fullmatch(pattern)
        if words is None:
            return f"a text like {shown(example)} that matches {cut(pattern)}"
        listed = [re.sub(r"\\(.)", r"\1", each) for each in words["words"].split("|")]
        return shown(listed[0]) if len(listed) == 1 else f"one of {', '.join(map(shown, listed))}"
    if kind == "include":
        return f"a text with {shown(matcher.get('value'))} in it"
    return ""


def _instance(example: Value) -> str:
    return "" if isinstance(example, bool | list | dict) else f", such as {shown(example)}"
