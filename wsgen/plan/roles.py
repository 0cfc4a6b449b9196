"""Finds the messages whose work the runtime does: ping, pong, error, subscribe, unsubscribe, authenticate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from ..spec.document import Document, Message
from .draft import Framings, RoleDraft, Socket, Travel, messages_by_id, told_name
from .envelope import payload_in
from .extensions import text_of, value_of
from .protocol import Direction, Role
from .shape import Property, Shape, shape_of
from .spelling import words

KEY: Final = "x-wsgen-role"
C2S: Final = Direction.CLIENT_TO_SERVER
S2C: Final = Direction.SERVER_TO_CLIENT

# The runtime's server pings and its client answers; another way round, it is the application's own business.
_WAY: Final[Mapping[Role, Direction]] = {
    Role.PING: S2C,
    Role.PONG: C2S,
    Role.ERROR: S2C,
    Role.SUBSCRIBE: C2S,
    Role.UNSUBSCRIBE: C2S,
    Role.AUTHENTICATE: C2S,
}
# Fields by meaning: names, the usual one first, and the JSON types that the runtime can fill.
_FIELDS: Final[Mapping[Role, Mapping[str, tuple[tuple[str, ...], frozenset[str]]]]] = {
    Role.PING: {"id": (("ping_id", "id", "nonce", "timestamp", "ts"), frozenset({"string", "integer", "number"}))},
    Role.PONG: {"id": (("ping_id", "id", "nonce", "timestamp", "ts"), frozenset({"string", "integer", "number"}))},
    Role.ERROR: {
        "code": (("code", "error_code", "errorCode", "status"), frozenset({"integer", "number", "string"})),
        "message": (("message", "error", "error_message", "reason", "detail", "msg"), frozenset({"string"})),
        "details": (("details", "detail", "data", "context"), frozenset({"object"})),
    },
    Role.SUBSCRIBE: {
        "topics": (("topics", "topic"), frozenset({"array", "string"})),
        "after": (("after_sequence", "since_sequence"), frozenset({"integer", "object"})),
    },
    Role.UNSUBSCRIBE: {"topics": (("topics", "topic"), frozenset({"array", "string"}))},
    Role.AUTHENTICATE: {},
}
# Who plays these says what is in them, so the runtime needn't fill anything that it doesn't know.
_TOLD_BY_OTHERS: Final = frozenset({Role.ERROR, Role.AUTHENTICATE})
# What a message must have, or its name alone makes no role: without topics there is nothing to subscribe to.
_NEEDED: Final[Mapping[Role, tuple[str, ...]]] = {Role.SUBSCRIBE: ("topics",), Role.UNSUBSCRIBE: ("topics",)}
_ALSO_CALLED: Final = {"auth": Role.AUTHENTICATE, "login": Role.AUTHENTICATE}
# Types of security schemes without a place in a handshake: a message may carry what they ask for.
_BY_MESSAGE: Final = frozenset({"userPassword", "apiKey", "plain", "oauth2", "openIdConnect"})
_NOISE: Final = frozenset({"message", "frame", "event", "request", "command", "msg"})


def find_roles(
    document: Document, sockets: Sequence[Socket], travels: Sequence[Travel], framings: Framings
) -> tuple[Mapping[str, RoleDraft], tuple[Diagnostic, ...]]:
    """The role of each message that has one, with the payload's fields that its work needs.

    `x-wsgen-role` decides. Else a message has the role of its name where it travels the role's way and its required
    fields are all ones that the runtime can fill; where that fails, a note says so and the message is an ordinary one.
    """
    result: dict[str, RoleDraft] = {}
    diagnostics: list[Diagnostic] = []
    asks_by_message = any(scheme.type in _BY_MESSAGE for server in document.servers for scheme in server.security)
    has_topics = any(socket.topics for socket in sockets)
    ways_of: dict[str, set[Direction]] = {}
    for travel in travels:
        ways_of.setdefault(travel.message, set()).add(travel.direction)
    tags = (framing.tag for each in framings.by_socket.values() for framing in each.values() if framing.tag)
    # Where the tag stands in the payload itself, framing fills the property that is its first step.
    filled = frozenset(tag[0] for tag in tags)
    for id_, message in messages_by_id(document).items():
        ways = ways_of.get(id_, set())
        envelope = framings.envelopes.get(id_)
        shape = shape_of(document.schemas, payload_in(document.schemas, message, envelope))
        view = _View(message, shape, ways, frozenset() if envelope else filled, has_topics, asks_by_message)
        role, remarks = _role(view)
        diagnostics.extend(remarks)
        if role is not None:
            result[id_] = RoleDraft(role, _fields(view, role))
    settled, remarks = _one_each(document, result)
    return settled, (*diagnostics, *remarks)


@dataclass(frozen=True, slots=True)
class _View:
    message: Message
    shape: Shape
    ways: set[Direction]
    filled: frozenset[str]
    has_topics: bool
    asks_by_message: bool


def _role(view: _View) -> tuple[Role | None, list[Diagnostic]]:
    message = view.message
    told = text_of(message.extensions, KEY)
    if told == "none":
        return None, []
    if told is not None:
        role = Role(told)
        if _WAY[role] in view.ways:
            return role, []
        text = f"`{told_name(message)}` can't be `{told}`: it doesn't travel {_WAY[role].value}"
        hint = f"set `x-wsgen-direction`, or leave `x-wsgen-role` out; a {told} travels {_WAY[role].value}"
        return None, [found("WSG416", message.extensions[KEY].location, text, hint=hint)]
    named = _by_name(told_name(message))
    if named is None or _WAY[named] not in view.ways:
        return None, []
    if named in _NEEDED and not view.has_topics:
        return None, []
    if named is Role.AUTHENTICATE and not view.asks_by_message:
        return None, []
    reason = _unfit(view, named)
    if reason is None:
        return named, []
    return None, [_not_taken(message, named, reason)]


def _by_name(name: str) -> Role | None:
    kept = [word for word in words(name) if word not in _NOISE]
    name = kept[0] if len(kept) == 1 else ""
    return _ALSO_CALLED.get(name) or next((role for role in Role if name == role.value), None)


def _unfit(view: _View, role: Role) -> str | None:
    """Why the fields aren't a role's, in one clause; None where they are."""
    fields = _fields(view, role)
    for need in _NEEDED.get(role, ()):
        if need not in fields:
            return f"it has no `{need}`"
    if role in _TOLD_BY_OTHERS:
        return None
    known = {*fields.values(), *view.filled}
    for each in view.shape.properties.values():
        if each.required and each.name not in known and not (each.values and len(each.values) == 1):
            return f"nothing says what its `{each.name}` is"
    return None


def _fields(view: _View, role: Role) -> Mapping[str, str]:
    told = value_of(view.message.extensions, "x-wsgen-role-fields")
    result = {word: name for word, name in told.items() if isinstance(name, str)} if isinstance(told, dict) else {}
    for meaning, (names, types) in _FIELDS[role].items():
        taken = {*result.values(), *view.filled}
        for name in names:
            each = view.shape.properties.get(name)
            if meaning not in result and each is not None and name not in taken and _fits(each, types):
                result[meaning] = name
    return result


def _fits(each: Property, types: frozenset[str]) -> bool:
    return each.values is None and bool(each.types & types) and len(each.types) <= 2


def _one_each(document: Document, roles: Mapping[str, RoleDraft]) -> tuple[Mapping[str, RoleDraft], list[Diagnostic]]:
    """The roles with one message each, which is all that the runtime works with.

    Two that are told to have one contradict each other. Of several whose names say so none is taken for it, nor is one
    beside a message that is told to have the role.
    """
    messages = messages_by_id(document)
    kept = dict(roles)
    diagnostics: list[Diagnostic] = []
    for role in Role:
        ids = [*_with(roles, role)]
        told = [id_ for id_ in ids if KEY in messages[id_].extensions]
        named = [id_ for id_ in ids if id_ not in told]
        diagnostics += [_double(messages[told[0]], messages[other], role) for other in told[1:]]
        if len(ids) == 1:
            continue
        for id_ in named:
            del kept[id_]
            other = told_name(messages[next(each for each in (*told, *named) if each != id_)])
            reason = f"`{other}` {'is one' if told else 'is called like one too'}"
            diagnostics.append(_not_taken(messages[id_], role, reason))
    return kept, diagnostics


def _double(first: Message, other: Message, role: Role) -> Diagnostic:
    return found(
        "WSG416",
        other.extensions[KEY].location,
        f"`{told_name(first)}` and `{told_name(other)}` both have the role `{role.value}`",
        hint="set `x-wsgen-role: none` on one of them",
        related=((f"`{told_name(first)}`", first.extensions[KEY].location),),
    )


def _not_taken(message: Message, role: Role, reason: str) -> Diagnostic:
    article = "an" if role.value[0] in "aeu" else "a"
    text = f"`{told_name(message)}` is not taken for {article} {role.value}, because {reason}"
    hint = f"set `x-wsgen-role: {role.value}` and `x-wsgen-role-fields` if it is one, `x-wsgen-role: none` if not"
    return found("WSG417", message.location, text, hint=hint)


def _with(roles: Mapping[str, RoleDraft], role: Role) -> Iterable[str]:
    return (id_ for id_, each in roles.items() if each.role is role)
