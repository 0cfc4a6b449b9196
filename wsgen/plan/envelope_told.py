"""Reads what one `x-wsgen-envelope` says, and says what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import did_you_mean, found
from ..diagnostics.location import Location
from ..spec.document import Document
from ..spec.node import MappingNode, Node, ScalarNode, Value, plain
from .accepted import Schemas
from .extensions import BY_NAME, node_at
from .place import as_path, as_place
from .protocol import Path, Scalar
from .shape import property_at, shape_of
from .value_types import ENVELOPE_FIELDS

KEY: Final = "x-wsgen-envelope"
_LAST: Final = 99
"""The last place of an array in which a field may stand: a frame has all that are before it."""


@dataclass(frozen=True, slots=True)
class ToldEnvelope:
    """What one `x-wsgen-envelope` says.

    `schema` is the key of the envelope's own schema; with `is_around` the fields are all of it; with neither, each
    message's own schema is the whole frame. `fields` are the properties or pointers that it names, by meaning.
    """

    schema: str | None
    is_around: bool
    fields: Mapping[str, str]
    unit: str | None
    constants: Mapping[Path, Scalar]
    location: Location


def read_told(document: Document, node: Node) -> tuple[ToldEnvelope | None, list[Diagnostic]]:
    """Read one `x-wsgen-envelope`; None where its value is of another type, or with a diagnostic what is wrong."""
    value = plain(node)
    if not isinstance(value, dict) or not BY_NAME[KEY].type.accepts(value):
        return None, []
    schema, diagnostics = _told_schema(document, node)
    constants = value.get("constants")
    told = ToldEnvelope(
        schema=schema,
        is_around=value.get("around") is True,
        fields={word: text for word in ENVELOPE_FIELDS if isinstance(text := value.get(word), str)},
        unit=unit if isinstance(unit := value.get("timestamp_unit"), str) else None,
        constants={as_path(name): each for name, each in constants.items() if isinstance(each, Scalar)}
        if isinstance(constants, dict)
        else {},
        location=node.location,
    )
    diagnostics.extend(_crossed(told, node))
    return (None, diagnostics) if diagnostics else (told, [])


def _crossed(told: ToldEnvelope, node: Node) -> Iterator[Diagnostic]:
    """WSG409 for each field that is told to stand where another does, or inside it, and for one too far in an array."""
    paths = {word: as_path(text) for word, text in told.fields.items()}
    places = {word: node_at(node, word) for word in paths}
    for path in told.constants:
        name = as_place(path)
        paths[name], places[name] = path, node_at(node, "constants")
    for one, other in combinations(paths, 2):
        # Of all fields, a request's id alone is put into a payload, where that has a place for it.
        is_in_payload = {one, other} == {"data", "request_id"} and len(paths["request_id"]) > len(paths["data"])
        if not is_in_payload and all(left == right for left, right in zip(paths[one], paths[other], strict=False)):
            words = f"`{one}` and `{other}` of the envelope are told one place, or one inside the other"
            yield found("WSG409", places[other].location, words, hint=f"name another property as `{other}`")
    for word, path in paths.items():
        if told.is_around and told.schema is None and any(step.isdecimal() and int(step) > _LAST for step in path):
            words = f"`{word}` of the envelope is too far in an array, `{as_place(path)}`"
            hint = f"an envelope may have the places 0 to {_LAST}"
            yield found("WSG409", places[word].location, words, hint=hint)


def misspelt(schemas: Schemas, values: Sequence[Value], told: ToldEnvelope, node: Node) -> list[Diagnostic]:
    """WSG409 for each field that none of the schemas `values` has; `node` is the `x-wsgen-envelope`."""
    diagnostics: list[Diagnostic] = []
    for word, text in told.fields.items():
        if values and all(property_at(schemas, value, as_path(text)) is None for value in values):
            near = did_you_mean(text, shape_of(schemas, values[0]).properties)
            hint = f"did you mean `{near}`?" if near else "name a property of the envelope"
            place = node_at(node, word).location
            diagnostics.append(found("WSG409", place, f"the envelope has no property `{text}`", hint=hint))
    return diagnostics


def missing_field(node: Node, word: str) -> Diagnostic:
    """WSG409 for a field that an envelope must have, and that is neither told nor found."""
    hint = f"add `{word}`: a property's name"
    return found("WSG409", node.location, f"the envelope needs a `{word}`", hint=hint)


def _told_schema(document: Document, node: Node) -> tuple[str | None, list[Diagnostic]]:
    written = node.get("schema") if isinstance(node, MappingNode) else None
    if not isinstance(written, ScalarNode):
        return None, []
    text = str(written.value)
    for key in document.schemas:
        if key == text or key.endswith(text if "#" in text else f"#/components/schemas/{text}"):
            return key, []
    names = [key.rpartition("/")[2] for key in document.schemas if "#/components/schemas/" in key]
    near = did_you_mean(text.rpartition("/")[2], names)
    hint = (
        f"did you mean `#/components/schemas/{near}`?"
        if near
        else "refer to a component, as `#/components/schemas/Name`"
    )
    return None, [found("WSG409", written.location, f"there is no schema `{text}`", hint=hint)]
