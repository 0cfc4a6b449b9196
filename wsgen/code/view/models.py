"""What `models.py.jinja` needs: the models' source with the file's first lines around it."""

from dataclasses import dataclass, replace

from ...plan.protocol import Protocol
from ..generated import Models
from ..literal import Code, checked, compose, join, literal
from .imports import grouped, sorted_names
from .page import Head, Page, head


@dataclass(frozen=True, slots=True)
class ModelsView:
    """The file."""

    head: Head
    names: Code
    body: Code


def models_page(protocol: Protocol, models: Models) -> Page:
    """The file of Pydantic models."""
    start = head(protocol, f"The models of {protocol.name}: what crosses the wire, checked by Pydantic.")
    lines = grouped(checked(line) for line in models.imports if line.strip())
    names = join(", ", (literal(str(name)) for name in sorted_names(models.classes)))
    names = compose("[{names}]", names=names)
    view = ModelsView(replace(start, imports=lines), names, checked(models.source))
    return Page("models.py", "models.py.jinja", view)
