"""Runs every rule."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from ...diagnostics.diagnostic import Diagnostic
from ..document import Document
from ..payloads import check_payloads
from ..sources import Sources
from .addresses import duplicate_address, hosts, parameters, query_in_address, values, variables
from .components import endless_schemas, is_bounded
from .required import undescribed
from .rule import Check, Subject

RULES: Final[Mapping[tuple[str, ...], Check]] = MappingProxyType(
    {
        ("WSG315",): duplicate_address,
        ("WSG316", "WSG317", "WSG318"): parameters,
        ("WSG321",): values,
        ("WSG308", "WSG322"): endless_schemas,
        ("WSG324", "WSG325"): variables,
        ("WSG331",): query_in_address,
        ("WSG341",): undescribed,
        ("WSG342",): hosts,
    }
)
"""Each rule with the codes that it gives."""


def check(document: Document, sources: Sources, *, asserts_formats: bool = False) -> tuple[Diagnostic, ...]:
    """What a document contradicts itself in, its examples and defaults included.

    `sources` are what `document` was resolved from; the document has no error so far. `asserts_formats` is whether a
    text must be of its schema's `format`.
    """
    document = replace(document, schemas={**document.schemas, **document.spare.schemas})
    subject = Subject(document, sources)
    diagnostics = [each for rule in RULES.values() for each in rule(subject)]
    # A check against a schema that leads only back to itself would never end, and one of a long chain not on the stack.
    if is_bounded(document.schemas):
        # What 2.x demands of a message's examples, 3.x leaves to advice.
        example = "WSG334" if sources.original else "WSG312"
        diagnostics.extend(check_payloads(document, example=example, asserts_formats=asserts_formats))
    return tuple(diagnostics)
