"""Says a demand that was added, or given up, in the words of those who wrote the schema."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..instances.kinds import ALL, Part
from ..instances.same import identity
from ..spec.node import Value
from .demand import EACH, Steps, Unproved
from .sides import Both
from .wanted import Wanted, kinds_left, own_members, values_of

_LONG: Final = 60


@dataclass(frozen=True, slots=True)
class Words:
    """The code of a change, what it's about inside the message, and one clause that says it."""

    code: str
    steps: Steps
    clause: str


def words_of(both: Both, found: Unproved, name: str, *, is_tight: bool) -> Words:
    """What a demand is as a change: a new one where `is_tight`, else one that was given up; `name` is the message's."""
    subject = f"`{path_of(found.steps) or name}`"
    word = found.keyword
    if word == "required":
        return _required(both, found, is_tight=is_tight)
    if found.demand is False:
        return _refused(found, subject, is_tight=is_tight)
    if word == "type":
        return _type(found, subject, is_tight=is_tight)
    tight, loose = _CODES.get(word, ("WSG724", "WSG725"))
    clause = _CLAUSES[word](found, is_tight) if word in _CLAUSES else _MEANT.get(word, _UNKNOWN)[0 if is_tight else 1]
    return Words(tight if is_tight else loose, found.steps, f"{subject} {clause}")


def path_of(steps: Steps) -> str:
    """Where something is in a frame: properties by name, `*` for an item anywhere."""
    return "/".join("*" if step == EACH else str(step) for step in steps)


def _required(both: Both, found: Unproved, *, is_tight: bool) -> Words:
    steps = (*found.steps, found.detail)
    if is_tight:
        return Words("WSG701", steps, f"`{path_of(steps)}` is required now")
    is_there = any(own_members(part, found.detail) for part in _parts(found))
    if is_there or found.detail in Wanted(both, _parts(found)).names:
        return Words("WSG702", steps, f"`{path_of(steps)}` may be missing now")
    return Words("WSG704", steps, f"`{path_of(steps)}` is gone")


def _refused(found: Unproved, subject: str, *, is_tight: bool) -> Words:
    """Where the reader lets nothing be at all."""
    is_named = found.keyword == "additionalProperties" and found.detail != "extra"
    if is_named:
        return Words("WSG704" if is_tight else "WSG703", found.steps, f"{subject} is {'gone' if is_tight else 'new'}")
    if found.keyword in {"additionalProperties", "patternProperties"}:
        outer = path_of(found.steps[:-1])
        where = f"in `{outer}`" if outer else "there"
        clause = f"further properties may {'no longer stand' if is_tight else 'stand'} {where}"
        return Words("WSG718" if is_tight else "WSG719", found.steps[:-1], clause)
    codes = ("WSG720", "WSG721") if found.keyword in {"items", "additionalItems"} else ("WSG724", "WSG725")
    clause = f"{subject} may {'no longer' if is_tight else 'now'} be there"
    return Words(codes[0 if is_tight else 1], found.steps, clause)


def _type(found: Unproved, subject: str, *, is_tight: bool) -> Words:
    mine, reader = _kinds(_parts(found)), kinds_left({"type": found.reader["type"]})
    further = mine - reader
    if further == frozenset({"null"}):
        return (
            Words("WSG729", found.steps, f"{subject} may no longer be null")
            if is_tight
            else Words("WSG728", found.steps, f"{subject} may be null now")
        )
    if not mine & reader:
        now, was = (reader, mine) if is_tight else (mine, reader)
        return Words("WSG709", found.steps, f"{subject} is {_types(now)} now, it was {_types(was)}")
    if is_tight:
        return Words("WSG708", found.steps, f"{subject} may no longer be {_types(further)}")
    return Words("WSG707", found.steps, f"{subject} may be {_types(further)} now")


def _parts(found: Unproved) -> tuple[Part, ...]:
    return tuple(each for each in found.writer if isinstance(each, dict))


def _kinds(parts: tuple[Part, ...]) -> frozenset[str]:
    kinds = ALL
    for part in parts:
        kinds &= kinds_left(part)
    return kinds


_SAID: Final = {"number": "a number", "integer": "an integer", "array": "an array", "object": "an object"}


def _types(kinds: frozenset[str]) -> str:
    if kinds == ALL:
        return "of any type"
    if kinds == frozenset({"number"}):
        return "a fraction"
    shown = sorted(kinds - ({"integer"} if "number" in kinds else set()))
    return " or ".join(_SAID.get(each, "null" if each == "null" else f"a {each}") for each in shown)


def _listed(found: Unproved, is_tight: bool) -> str:
    own = [each for part in _parts(found) for each in values_of(part) or []]
    known = [identity(each) for each in values_of(found.reader) or []]
    others = list(dict.fromkeys(text for each in own if (text := identity(each)) not in known))
    if not own:
        return f"must be {_some(known)} now" if is_tight else f"needn't be {_some(known)} any more"
    if not others:
        return "may have fewer values" if is_tight else "may have more values"
    return f"may {'no longer' if is_tight else 'now'} be {_some(others)}"


def _some(texts: list[str]) -> str:
    shown = [each if len(each) <= _LONG else f"{each[:_LONG]}…" for each in texts[:3]]
    return " or ".join(f"`{each}`" for each in shown) + (f" or {len(texts) - 3} others" if len(texts) > 3 else "")


def _bound(found: Unproved, is_tight: bool) -> str:
    """A bound and what it was, or that it's gone."""
    word = found.keyword
    own = [part[word] for part in _parts(found) if word in part]
    asked, other = found.reader[word], own[0] if own else None
    now, was = (asked, other) if is_tight else (other, asked)
    unit = _UNITS[word]
    if now is None:
        return f"needn't be {unit.format(_shown(was))} any more"
    return f"must be {unit.format(_shown(now))} now" + ("" if was is None else f", it was {_shown(was)}")


def _shown(value: Value) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


_UNITS: Final = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "minLength": "at least {} characters long",
    "maxLength": "at most {} characters long",
    "pattern": "a text of the pattern {}",
    "format": "a text of the format {}",
    "minItems": "at least {} items long",
    "maxItems": "at most {} items long",
    "minProperties": "of at least {} properties",
    "maxProperties": "of at most {} properties",
}
_CLAUSES: Final = {"enum": _listed, "const": _listed, **dict.fromkeys(_UNITS, _bound)}
_CODES: Final[Mapping[str, tuple[str, str]]] = {
    **dict.fromkeys(("enum", "const"), ("WSG706", "WSG705")),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), ("WSG710", "WSG711")),
    **dict.fromkeys(("minLength", "maxLength"), ("WSG712", "WSG713")),
    "pattern": ("WSG714", "WSG715"),
    "format": ("WSG716", "WSG717"),
    **dict.fromkeys(
        ("minProperties", "maxProperties", "propertyNames", "additionalProperties", "patternProperties"),
        ("WSG718", "WSG719"),
    ),
    **dict.fromkeys(
        ("minItems", "maxItems", "uniqueItems", "contains", "items", "additionalItems"), ("WSG720", "WSG721")
    ),
    **dict.fromkeys(("anyOf", "oneOf"), ("WSG722", "WSG723")),
    **dict.fromkeys(("not", "if", "dependencies", "allOf"), ("WSG724", "WSG725")),
}
_UNKNOWN: Final = ("can't be compared as a whole", "can't be compared as a whole")
_MEANT: Final[Mapping[str, tuple[str, str]]] = {
    "uniqueItems": ("must have items that all differ now", "may have equal items now"),
    "contains": ("must contain a certain item now", "needn't contain a certain item any more"),
    "propertyNames": ("may have fewer names of properties", "may have more names of properties"),
    "anyOf": ("may be none of what it could be before", "may be something else beside what it could be before"),
    "oneOf": ("may be none of what it could be before", "may be something else beside what it could be before"),
    "not": ("may no longer be what `not` names now", "may be what `not` named before"),
    "if": ("keeps a condition now that it didn't before", "needn't keep a condition that it did before"),
    "dependencies": ("has properties now that need others", "has properties that need no others any more"),
    "allOf": ("may be nothing at all now", "may be something now"),
}
