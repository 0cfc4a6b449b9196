"""Composes planning's stages: one document becomes one protocol."""

from dataclasses import replace

from ..diagnostics.diagnostic import Diagnostic, in_order
from ..spec.document import Document
from .accepted import Accepted
from .assemble import Decided, assemble
from .bundle import bundle
from .connect import connect
from .definitions import list_definitions
from .direction import direct
from .draft import carried
from .examine import examine
from .frame import frame
from .name import name
from .payload import refuse_payloads
from .protocol import Protocol
from .reply import find_replies
from .reserved import DEFAULT, Reserved
from .roles import find_roles
from .settings import PlanSettings
from .shape import ReadSchemas
from .surface import View
from .topic import arguments_of, parameters_of


def plan(
    document: Document, settings: PlanSettings, reserved: Reserved = DEFAULT
) -> tuple[Protocol, tuple[Diagnostic, ...]]:
    """Decide what crosses the wire, and under which Python names.

    Returns the protocol and everything that was found, in order. With an error among it, the protocol is what could be
    planned in spite of it, and nothing should be generated from it.
    """
    document = replace(document, schemas=ReadSchemas(Accepted(document.schemas)))
    diagnostics = [*examine(document)]
    sockets, found = connect(document, settings)
    diagnostics.extend(found)
    travels, found = direct(document, settings)
    diagnostics.extend(found)
    framings, found = frame(document, sockets, travels, settings)
    diagnostics.extend(found)
    roles, found = find_roles(document, sockets, travels, framings)
    diagnostics.extend(found)
    replies, found = find_replies(document, sockets, travels, framings)
    diagnostics.extend(found)
    arguments = {each.path: arguments_of(document, each) for each in sockets}
    parameters = {each.name: parameters_of(document, each) for each in document.channels}
    generated = carried(sockets, travels, replies)
    diagnostics.extend(refuse_payloads(document, framings, generated))
    view = View(document, sockets, travels, roles, replies, arguments, parameters, reserved)
    drafts = list_definitions(document, framings)
    names, found = name(view, drafts, framings, settings)
    diagnostics.extend(found)
    definitions, models = bundle(document, drafts, framings, names, generated)
    protocol, found = assemble(Decided(view, framings, names, definitions, models), settings)
    return protocol, in_order((*diagnostics, *found))
