"""`wsgen schema`: prints what editors know settings and documents by."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from ..editor_schemas import as_text, document_schema, settings_schema
from ..options import SchemaKind
from ..spec.node import Value
from .outcome import Answer, Outcome

_SCHEMAS: Final[Mapping[SchemaKind, Callable[[], Value]]] = MappingProxyType(
    {SchemaKind.SETTINGS: settings_schema, SchemaKind.DOCUMENT: document_schema}
)


def schema(kind: SchemaKind) -> Outcome:
    """One of the schemas, on standard output."""
    return Outcome(Answer.YES, as_text(_SCHEMAS[kind]()))
