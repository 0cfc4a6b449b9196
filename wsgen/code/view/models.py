"""What `models.py.jinja` needs: the models' source with the file's first lines around it."""

from dataclasses import dataclass, replace

from ...plan.protocol import Protocol
from ..generated import Models
from ..literal import Code, checked, compose, join, literal
from .imports import sorted_names
from .page import Head, Page, head


@dataclass(frozen=True, slots=True)
class ModelsView:
    """The file."""

    head: Head
    names: Code
    body: Code


def models_page(protocol: Protocol, models: Models) -> Page:
    """The file of Pydantic models; its annotations are read when all classes are there."""
    start = head(protocol, f"The models of {protocol.name}: what crosses the wire, checked by Pydantic.")
    lines = (compose("from __future__ import annotations"), compose(""), *map(checked, models.imports))
    names = join(", ", (literal(str(name)) for name in sorted_names(models.classes)))
    view = ModelsView(replace(start, imports=lines), compose("[{names}]", names=names), checked(models.body))
    return Page("models.py", "models.py.jinja", view)
