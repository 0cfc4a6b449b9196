"""Turns what must not be so into schemas of which one must be: so that a value can be made, and needn't be hit upon."""

from collections.abc import Iterator, Mapping
from typing import Final

from ..spec.keywords import KEYWORDS
from ..spec.node import Value
from .kinds import KINDS, Part, count_of, kinds_of, mapped

REJECTED: Final = "wsgen rejects"
"""A keyword of our own, which no schema has: what a value must not satisfy, and is asked about when it is there."""

_NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
OPPOSITE_BOUNDS: Final[Mapping[str, str]] = {
    "minimum": "exclusiveMaximum",
    "exclusiveMinimum": "maximum",
    "maximum": "exclusiveMinimum",
    "exclusiveMaximum": "minimum",
}
"""By what bounds a number, what bounds those that it leaves out."""
OPPOSITE_COUNTS: Final[Mapping[str, tuple[str, str, int]]] = {
    "minLength": ("string", "maxLength", -1),
    "maxLength": ("string", "minLength", 1),
    "minItems": ("array", "maxItems", -1),
    "maxItems": ("array", "minItems", 1),
    "minProperties": ("object", "maxProperties", -1),
    "maxProperties": ("object", "minProperties", 1),
}
"""By what counts: of which type, what counts those that it leaves out, and how much is added to its count."""
_OF_KIND: Final = {
    "object": ("additionalProperties", "patternProperties", "propertyNames", "dependencies"),
    "array": ("items", "additionalItems", "contains", "uniqueItems"),
    "string": ("pattern", "format"),
}
_KIND: Final = {word: kind for kind, words in _OF_KIND.items() for word in words}
_SILENT: Final = frozenset(
    {
        "$id",
        "$schema",
        "$comment",
        "title",
        "description",
        "default",
        "examples",
        "readOnly",
        "writeOnly",
        "definitions",
    }
    | {"then", "else", "discriminator", "externalDocs", "deprecated", "contentMediaType", "contentEncoding"}
)


def rejections_of(schema: Value) -> list[Value]:
    """Schemas of which a value satisfies at least one, if and only if it doesn't satisfy `schema`."""
    if not isinstance(schema, dict):
        return [] if schema is not False else [True]
    found: list[Value] = []
    for word, held in schema.items():
        if word in KEYWORDS and word not in _SILENT:
            found += _rejections(schema, word, held)
    return found


def _rejections(schema: Part, word: str, held: Value) -> Iterator[Value]:
    if word == "type":
        left: list[Value] = [each for each in KINDS if each not in kinds_of(schema)]
        yield {"type": left}
    elif word == "not":
        yield held
    elif word == "required" and isinstance(held, list):
        for name in held:
            yield {"type": "object", "properties": {str(name): False}}
    elif word == "properties":
        for name, inner in mapped(held).items():
            if inner is not True:
                yield {"type": "object", "required": [name], "properties": {name: {"not": inner}}}
    elif word == "allOf" and isinstance(held, list):
        for each in held:
            yield {"not": each}
    elif word == "anyOf" and isinstance(held, list):
        nothing: list[Value] = [{"not": each} for each in held]
        yield {"allOf": nothing}
    elif word in OPPOSITE_COUNTS:
        kind, opposite, by = OPPOSITE_COUNTS[word]
        bound = count_of(held, 0) + by
        yield {"type": kind, opposite: bound} if bound >= 0 else False
    elif word in OPPOSITE_BOUNDS:
        yield {"type": "number", OPPOSITE_BOUNDS[word]: held}
    else:
        yield from _asked(schema, word, held)


def _asked(schema: Part, word: str, held: Value) -> Iterator[Value]:
    """What has no opposite is asked of the value when it is there."""
    whole: Part = {word: held}
    for beside in ("then", "else") if word == "if" else ():
        if beside in schema:
            whole[beside] = schema[beside]
    if word == "additionalProperties":
        whole |= {each: schema[each] for each in ("properties", "patternProperties") if each in schema}
    if word == "additionalItems" and "items" in schema:
        whole["items"] = schema["items"]
    rejected: Part = {REJECTED: whole}
    kind = "number" if word == "multipleOf" else _KIND.get(word)
    yield {"type": kind, **rejected} if kind else rejected
