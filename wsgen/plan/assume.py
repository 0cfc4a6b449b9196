"""Lists what a plan takes for granted: what its remarks say of it, and what is too usual for a remark."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..spec.document import Reply
from .assumption import Assumption, Part
from .draft import FramingDraft, Framings, told_name
from .extensions import text_of, value_of
from .place import as_place
from .protocol import Direction, Recognition
from .settings import PlanSettings
from .surface import View
from .topic import names_in

_PARTS: Final[Mapping[str, Part]] = MappingProxyType(
    {
        "WSG403": Part.DIRECTION,
        "WSG404": Part.DIRECTION,
        "WSG405": Part.DIRECTION,
        "WSG406": Part.CONNECTION,
        "WSG408": Part.ENVELOPE,
        "WSG427": Part.ENVELOPE,
        "WSG428": Part.ENVELOPE,
        "WSG413": Part.REPLY,
        "WSG415": Part.REPLY,
        "WSG429": Part.REPLY,
        "WSG417": Part.ROLE,
        "WSG418": Part.HEARTBEAT,
        "WSG501": Part.NAME,
        "WSG502": Part.NAME,
        "WSG503": Part.NAME,
    }
)
"""What a remark of planning is about; one that isn't listed is about how messages are recognised."""

_FACTS: Final = frozenset({"WSG401", "WSG402", "WSG420", "WSG421"})
"""Remarks that take nothing for granted: about a key that means nothing, about what isn't generated."""

_GENERAL: Final = frozenset({"WSG403", "WSG427"})
"""Remarks that stand at an example."""

_ROLE: Final = "x-wsgen-role"
_SHOWN: Final = 4


def assume(
    view: View, framings: Framings, settings: PlanSettings, remarks: Iterable[Diagnostic]
) -> tuple[Assumption, ...]:
    """Everything that was inferred, in the order of the protocol's parts, then of the document.

    `remarks` are what planning found, before anything is ignored: whoever doesn't want to be told again still wants to
    read how it is.
    """
    plan = _Decided(view, framings, settings)
    found = [_of_remark(plan, each) for each in remarks if each.code not in _FACTS]
    for look in (_connection, _urls, _heartbeats, _envelope, _parameters, _both_ways, _roles):
        found.extend(look(plan))
    order = [*Part]
    return tuple(sorted(found, key=lambda each: order.index(each.part)))


@dataclass(frozen=True, slots=True)
class _Decided:
    view: View
    framings: Framings
    settings: PlanSettings

    @property
    def drafts(self) -> Iterator[FramingDraft]:
        return (each for ways in self.framings.by_socket.values() for each in ways.values())


def _of_remark(plan: _Decided, remark: Diagnostic) -> Assumption:
    view = plan.view
    messages = tuple(id_ for id_, each in view.messages.items() if each.location == remark.location)
    channels = tuple(name for name, each in view.channels.items() if each.location == remark.location)
    operation = next((each for each in view.operations.values() if each.location == remark.location), None)
    replying = next((each for each in view.operations.values() if _is_at(each.reply, remark)), None)
    part = _PARTS.get(remark.code, Part.RECOGNITION)
    if part is Part.CONNECTION or remark.code in _GENERAL:
        # Each shows what holds for the whole document at one example.
        messages = channels = ()
    elif remark.code in _WIDER:
        messages = _WIDER[remark.code](plan, messages)
    elif operation or replying:
        messages = next(each.messages for each in (operation, replying) if each)
    elif part is Part.NAME and channels:
        part = Part.TOPIC
    text = remark.message.removeprefix("taken for granted: ")
    return Assumption(part, text, remark.hint, remark.location, remark.code, messages, channels)


def _is_at(reply: Reply | None, remark: Diagnostic) -> bool:
    return reply is not None and reply.location == remark.location


def _with_named_tag(plan: _Decided, first: Sequence[str]) -> tuple[str, ...]:
    """All whose tag value is taken from names, where the remark names the first."""
    named = [
        each for each in plan.drafts if each.recognition is Recognition.NAMED_TAG and set(first) & each.tags.keys()
    ]
    return tuple(dict.fromkeys(id_ for each in named for id_ in each.tags))


def _with_optional_tag(plan: _Decided, first: Sequence[str]) -> tuple[str, ...]:
    """All that may leave their tag out, where the remark names the first."""
    return tuple(dict.fromkeys(id_ for each in plan.drafts if set(first) & set(each.optional) for id_ in each.optional))


def _unnamed(plan: _Decided, first: Sequence[str]) -> tuple[str, ...]:
    """All that no operation names on the channel of the first, which the remark is about."""
    channels = {name for name, each in plan.view.channels.items() if {one.id for one in each.messages} & set(first)}
    travels = [travel for ways in plan.view.traffic.values() for each in ways.values() for travel in each]
    silent = (each.message for each in travels if each.operation is None and each.channel in channels)
    return tuple(dict.fromkeys(silent))


_WIDER: Final[Mapping[str, Callable[[_Decided, Sequence[str]], tuple[str, ...]]]] = MappingProxyType(
    {"WSG405": _unnamed, "WSG407": _with_named_tag, "WSG422": _with_optional_tag}
)
"""Remarks that stand at the first of several messages, and who the others are."""


def _connection(plan: _Decided) -> Iterator[Assumption]:
    """Of a document with one channel, which gets no remark: that it isn't a connection of its own."""
    key = "x-wsgen-connection"
    if len(plan.view.document.channels) != 1 or plan.settings.connection or text_of(plan.view.document.extensions, key):
        return
    for socket in plan.view.sockets:
        channel = plan.view.channels[socket.channels[0]]
        if socket.shared and not text_of(channel.extensions, key):
            text = f"channel `{channel.name}` is a topic on a connection at {socket.path}"
            hint = "say so with `x-wsgen-connection: shared` or `own`; a shared connection's path is the server's"
            yield Assumption(Part.CONNECTION, text, f"{hint} `pathname`", channel.location)


def _urls(plan: _Decided) -> Iterator[Assumption]:
    servers = {each.name: each for each in plan.view.document.servers}
    for socket in plan.view.sockets:
        usual = socket.endpoints[0]
        server = servers.get(usual.server or "")
        written = {*names_in(f"{server.host}{server.pathname}")} if server else set[str]()
        if server and usual.url and written.difference(names_in(usual.url)):
            text = f"the url has the variables of server `{server.name}` as their defaults"
            hint = "a client takes another url as its first argument; `default` of the variable changes this one"
            yield Assumption(Part.URL, text, hint, server.location, connections=(socket.key,))


def _heartbeats(plan: _Decided) -> Iterator[Assumption]:
    told = value_of(plan.view.document.extensions, "x-wsgen-heartbeat")
    words = {*(told if isinstance(told, dict) else ())}
    words |= {"interval"} if plan.settings.heartbeat_interval else set()
    words |= {"timeout"} if plan.settings.heartbeat_timeout else set()
    silent = [each for each in ("interval", "timeout") if each not in words]
    pinged = tuple(key for key, each in plan.view.heartbeats.items() if each)
    if pinged and silent:
        text = f"the heartbeat's {' and '.join(silent)} {'are' if len(silent) == 2 else 'is'} not said"
        hint = "set `x-wsgen-heartbeat: {interval: …, timeout: …}` at the root, or `heartbeat` in [tool.wsgen]"
        yield Assumption(Part.HEARTBEAT, text, hint, plan.view.document.location, connections=pinged)


def _envelope(plan: _Decided) -> Iterator[Assumption]:
    """Of an envelope around payloads that is said: that the message's name is its tag's value.

    One that isn't said has a remark, and one in the messages' own schemas has a tag with a constant.
    """
    view, key = plan.view, "x-wsgen-envelope"
    places = [view.document.extensions, *(each.extensions for each in view.channels.values())]
    is_said = any(key in each for each in (*places, *(each.extensions for each in view.messages.values())))
    around = {id_: each for id_, each in plan.framings.envelopes.items() if each.is_around}
    silent = tuple(id_ for id_ in view.messages if id_ in around and not _says_tag(view, id_))
    if is_said and silent:
        first = around[silent[0]]
        text = f"`{as_place(first.tag)}` is the message's name, or an alias, for {_names(view, silent)}"
        hint = "set `x-wsgen-tag` on a message"
        yield Assumption(Part.RECOGNITION, text, hint, first.location, messages=silent)


def _says_tag(view: View, id_: str) -> bool:
    return "x-wsgen-tag" in view.messages[id_].extensions


def _parameters(plan: _Decided) -> Iterator[Assumption]:
    found = {
        (name, each.name): each
        for name, several in plan.view.parameters.items()
        for each in several
        if each.type == "int" and not (each.parameter and text_of(each.parameter.extensions, "x-wsgen-type"))
    }
    if found:
        channels = tuple(dict.fromkeys(name for name, _ in found))
        names = _quoted(dict.fromkeys(name for _, name in found))
        text = (
            f"{names} {'is' if len({name for _, name in found}) == 1 else 'are'} `int`, as in every message that has it"
        )
        hint = "`x-wsgen-type: str` on a parameter decides otherwise"
        yield Assumption(Part.TOPIC, text, hint, plan.view.channels[channels[0]].location, channels=channels)


def _both_ways(plan: _Decided) -> Iterator[Assumption]:
    """Of a document without operations, which gets no remark: that messages go both ways."""
    if plan.view.document.operations:
        return
    ways = [
        {each.message for path in plan.view.traffic for each in plan.view.traffic[path][way] if each.operation is None}
        for way in Direction
    ]
    silent = tuple(
        id_ for id_ in plan.view.messages if all(id_ in way for way in ways) and not _says_both(plan.view, id_)
    )
    if silent:
        text = (
            f"there are no operations, so {_names(plan.view, silent)} {'goes' if len(silent) == 1 else 'go'} both ways"
        )
        hint = "add operations, or set `x-wsgen-direction` on a message or a channel"
        yield Assumption(Part.DIRECTION, text, hint, plan.view.messages[silent[0]].location, messages=silent)


def _says_both(view: View, id_: str) -> bool:
    holders = [each for each in view.channels.values() if any(one.id == id_ for one in each.messages)]
    places = (view.messages[id_].extensions, *(each.extensions for each in holders))
    return any(text_of(each, "x-wsgen-direction") for each in places)


def _roles(plan: _Decided) -> Iterator[Assumption]:
    named = tuple(id_ for id_ in plan.view.roles if _ROLE not in plan.view.messages[id_].extensions)
    if named:
        text = f"{_names(plan.view, named)} {_has(named)} the role of {'its' if len(named) == 1 else 'their'} name"
        hint = "set `x-wsgen-role: none` on the message, or `x-wsgen-role-fields` where other fields are meant"
        yield Assumption(Part.ROLE, text, hint, plan.view.messages[named[0]].location, messages=named)


def _names(view: View, ids: Sequence[str]) -> str:
    return _quoted(told_name(view.messages[id_]) for id_ in ids)


def _has(ids: Sequence[str]) -> str:
    return "has" if len(ids) == 1 else "have"


def _quoted(names: Iterable[str]) -> str:
    """`a`, `b` and 3 others."""
    quoted = [f"`{each}`" for each in names]
    if len(quoted) > _SHOWN + 1:
        quoted[_SHOWN:] = [f"{len(quoted) - _SHOWN} others"]
    *first, last = quoted
    return f"{', '.join(first)} and {last}" if first else last
