"""The table of JSON Schema's keywords: what Pydantic alone makes of each, and which of them make a schema go first."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final


class Enforced(Enum):
    """How much of a keyword generated models enforce."""

    NOTHING_TO_ENFORCE = "says nothing about validity"
    WHERE_PROVED = "enforced, where the model is proved to"
    NEVER = "the schema goes first"


@dataclass(frozen=True, slots=True)
class Divergence:
    """One keyword of draft 7.

    `alone` is what Pydantic does with it by itself, `here` what wsgen does. `on` are the JSON types that it looks at;
    of other values it says nothing. `why` ends the sentence of why a schema with it goes first.
    """

    keyword: str
    enforced: Enforced
    alone: str
    here: str
    on: frozenset[str] = frozenset()
    why: str = "which its model doesn't check"


_ARRAY, _OBJECT = frozenset({"array"}), frozenset({"object"})
_NUMBER, _TEXT = frozenset({"integer", "number"}), frozenset({"string"})
_JOINED: Final = "whose branches are one model, not one each"
_LITERAL: Final = "some of whose values Literal can't say"
_SILENT: Final = ("title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly")
_SILENT_TOO: Final = ("$comment", "contentEncoding", "contentMediaType", "definitions")
_MADE: Final = Enforced.WHERE_PROVED
_NEVER: Final = Enforced.NEVER

_ROWS: Final = (
    Divergence(
        "type",
        _MADE,
        "reads `\"7\"` and `true` as 7 unless strict; strict, refuses `5.0` for an integer",
        "strict, but `5.0` and `1e3` are integers; a number keeps its kind and its digits",
    ),
    Divergence(
        "const",
        _MADE,
        "takes `true` for `1` and `0` for `false`; a fraction, an array or an object is only its type",
        "text, integers, booleans and null are told apart; for other values the schema goes first",
        why=_LITERAL,
    ),
    Divergence(
        "enum",
        _MADE,
        "as `const`; a number such as 1.5 is any number",
        "as `const`",
        why=_LITERAL,
    ),
    Divergence("minimum", _MADE, "compares as floats", "exact to ±2⁵³; beyond, the schema goes first", _NUMBER),
    Divergence("maximum", _MADE, "compares as floats", "exact to ±2⁵³; beyond, the schema goes first", _NUMBER),
    Divergence("exclusiveMinimum", _MADE, "compares as floats", "as `minimum`", _NUMBER),
    Divergence("exclusiveMaximum", _MADE, "compares as floats", "as `maximum`", _NUMBER),
    Divergence(
        "multipleOf",
        _MADE,
        "takes 0.3000000001 for a multiple of 0.1",
        "enforced of integers by an integer; for anything else the schema goes first",
        _NUMBER,
        "which Pydantic checks of fractions with a tolerance",
    ),
    Divergence("minLength", _MADE, "counts code points, as JSON Schema does", "enforced; `1.0` is a length too", _TEXT),
    Divergence("maxLength", _MADE, "counts code points, as JSON Schema does", "enforced; `1.0` is a length too", _TEXT),
    Divergence(
        "pattern",
        _MADE,
        r"`\d`, `\w`, `\s` and `.` mean more or fewer characters; no lookaround, no reference back",
        "written anew with the meaning of ECMA 262; where that can't be, the schema goes first",
        _TEXT,
        "which its model doesn't check as ECMA 262 means it",
    ),
    Divergence(
        "format",
        Enforced.NOTHING_TO_ENFORCE,
        "reads `\"1\"` as a date-time, writes another text than came",
        "stays text; asserted by the schema alone, and only where `formats` says so",
        _TEXT,
    ),
    Divergence(
        "items",
        _MADE,
        "a list of schemas is a tuple of just that length",
        "enforced as one schema, or as a tuple whose length the schema fixes; an open tuple goes to the schema first",
        _ARRAY,
    ),
    Divergence("additionalItems", _MADE, "not looked at", "as the list of `items` beside it", _ARRAY),
    Divergence("minItems", _MADE, "enforced", "enforced", _ARRAY),
    Divergence("maxItems", _MADE, "enforced", "enforced", _ARRAY),
    Divergence("uniqueItems", _NEVER, "not looked at; a set loses order and duplicates", "schema first", _ARRAY),
    Divergence("contains", _NEVER, "not looked at", "schema first", _ARRAY),
    Divergence(
        "properties",
        _MADE,
        "takes null for whatever may be absent, and sends it; loses unknown keys",
        "absent isn't null; unknown keys are kept",
        _OBJECT,
    ),
    Divergence("required", _MADE, "ignored where no property has the name", "enforced of every name", _OBJECT),
    Divergence(
        "additionalProperties",
        _MADE,
        "enforced where `false`; a schema beside `properties` isn't looked at",
        "enforced where `false`, and for maps; a schema beside `properties` goes first",
        _OBJECT,
    ),
    Divergence(
        "patternProperties",
        _MADE,
        "refuses every other key",
        "enforced where all keys must fit its schema anyhow; else the schema goes first",
        _OBJECT,
    ),
    Divergence("propertyNames", _NEVER, "not looked at", "schema first", _OBJECT),
    Divergence("minProperties", _NEVER, "not looked at", "schema first", _OBJECT),
    Divergence("maxProperties", _NEVER, "not looked at", "schema first", _OBJECT),
    Divergence("dependencies", _NEVER, "not looked at", "schema first", _OBJECT),
    Divergence("if", _NEVER, "not looked at", "schema first"),
    Divergence("not", _NEVER, "not looked at", "schema first"),
    Divergence(
        "allOf",
        _MADE,
        "inherits; a closed part takes the keys of the other parts",
        "enforced where the one model fits every part; else the schema goes first",
    ),
    Divergence("anyOf", _MADE, "a union", "enforced where each member of the union fits a branch", why=_JOINED),
    Divergence(
        "oneOf",
        _MADE,
        "a union, which takes what fits two branches",
        "enforced where the branches are proved to have nothing in common; else the schema goes first",
        why="more than one of whose branches may fit",
    ),
    Divergence(
        "$ref",
        _MADE,
        "follows it, and what stands beside it too",
        "followed alone, as draft 7 says; a schema that leads back to itself goes first",
    ),
    *(Divergence(word, Enforced.NOTHING_TO_ENFORCE, "–", "–") for word in (*_SILENT, *_SILENT_TOO)),
    *(Divergence(word, Enforced.NOTHING_TO_ENFORCE, "–", "part of `if`") for word in ("then", "else")),
)  # fmt: skip

DIVERGENCES: Final[Mapping[str, Divergence]] = MappingProxyType({each.keyword: each for each in _ROWS})
"""Every keyword of draft 7 that the bundle can have, by name. What isn't here makes the schema go first."""
