"""Composes planning's stages: one document becomes one plan, and that one protocol."""

from dataclasses import dataclass, replace

from ..diagnostics.diagnostic import Diagnostic, in_order
from ..spec.document import Document, Schema
from .accepted import Accepted
from .assumption import Assumption
from .connect import connect
from .definitions import list_definitions
from .direction import direct
from .draft import DefinitionDraft, Framings, Names, carried, messages_by_id, traffic_on
from .examine import examine
from .frame import frame
from .handshake import arguments_of, subprotocols_of
from .heartbeat import find_heartbeats
from .name import name
from .protocol import Protocol
from .reply import find_replies
from .reserved import DEFAULT, Reserved
from .roles import find_roles
from .sequence import find_sequences
from .settings import PlanSettings
from .shape import ReadSchemas
from .surface import View
from .topic import parameters_of
from .union import unite
from .unsupported import refuse_unsupported


@dataclass(frozen=True, slots=True)
class Plan:
    """What was decided of a protocol; a check of a document needs no more. `remarks` are what was found meanwhile."""

    view: View
    framings: Framings
    drafts: tuple[DefinitionDraft, ...]
    names: Names
    generated: frozenset[str]
    settings: PlanSettings
    remarks: tuple[Diagnostic, ...]

    @property
    def envelopes(self) -> tuple[Schema, ...]:
        """The schemas that are taken for envelopes, each once."""
        keys = (each.schema for each in self.framings.envelopes.values() if each.schema)
        return tuple(self.view.document.schemas[key] for key in dict.fromkeys(keys))


def plan(
    document: Document, settings: PlanSettings, reserved: Reserved = DEFAULT
) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Decide what crosses the wire, and under which Python names.

    Returns what was decided and everything that was found, in order. With an error among it, it is what could be
    planned in spite of it, and nothing should be generated from it.
    """
    schemas = document.schemas if document.channels else {**document.schemas, **document.spare.schemas}
    document = replace(document, schemas=ReadSchemas(Accepted(schemas)))
    diagnostics = [*examine(document)]
    sockets, found = connect(document, settings)
    diagnostics.extend(found)
    travels, found = direct(document, settings)
    diagnostics.extend(found)
    traffic = traffic_on(sockets, travels)
    framings, found = frame(document, sockets, traffic, settings)
    diagnostics.extend(found)
    roles, found = find_roles(document, sockets, travels, framings)
    diagnostics.extend(found)
    replies, found = find_replies(document, sockets, travels, framings)
    diagnostics.extend(found)
    sequences, found = find_sequences(document, travels, framings)
    diagnostics.extend(found)
    heartbeats, found = find_heartbeats(document, sockets, traffic, roles, settings)
    diagnostics.extend(found)
    generated = carried(sockets, travels, replies) if document.channels else frozenset(messages_by_id(document))
    diagnostics.extend(refuse_unsupported(document, sockets, framings, generated))
    channels = {each.name: each for each in document.channels}
    servers = {each.name: (number, each) for number, each in enumerate(document.servers)}
    view = View(
        document=document,
        messages=messages_by_id(document),
        channels=channels,
        operations={each.name: each for each in document.operations},
        sockets=sockets,
        traffic=traffic,
        roles=roles,
        replies=replies,
        arguments={each.key: arguments_of(document, channels, servers, each, framings) for each in sockets},
        subprotocols={each.key: subprotocols_of(document, channels, each) for each in sockets},
        parameters={each.name: parameters_of(document, each, framings) for each in document.channels},
        heartbeats=heartbeats,
        sequences=sequences,
        reserved=reserved,
        shared={},
    )
    shared, found = unite(view, framings, settings)
    diagnostics.extend(found)
    view = replace(view, shared=shared)
    drafts = list_definitions(document, framings)
    names, found = name(view, drafts, framings, settings)
    remarks = in_order((*diagnostics, *found))
    return Plan(view, framings, drafts, names, generated, settings, remarks), remarks


def protocol_of(planned: Plan) -> Protocol:
    """The protocol that was planned, with its bundle of schemas."""
    # Most checks end before, and needn't load them.
    from .assemble import Decided, assemble
    from .bundle import bundle

    view, framings, names = planned.view, planned.framings, planned.names
    definitions, models = bundle(view.document, planned.drafts, framings, names, planned.generated)
    made = assemble(Decided(view, framings, names, definitions, models, planned.generated))
    return replace(made, asserts_formats=planned.settings.asserts_formats)


def assumptions_of(planned: Plan) -> tuple[Assumption, ...]:
    """What was taken for granted in planning, in the order of the protocol's parts."""
    from .assume import assume

    return assume(planned.view, planned.framings, planned.settings, planned.remarks)
