"""Compares how clients get in: connections, their paths and hosts, arguments of the handshake, subprotocols."""

from collections.abc import Iterable, Iterator

from ..plan.argument import Argument
from ..plan.protocol import Connection
from .change import Change, Level
from .pairing import Pair, Pairing, bare


def compare_handshakes(both: Pairing) -> Iterator[Change]:
    """What a client that was built before finds at the door."""
    for each in both.gone:
        message = f"there is no connection at `{each.key}` any more"
        reason = "clients built before this change can't connect"
        yield Change("WSG750", Level.BREAKING, each.key, message, reason, None, each.location)
    for each in both.added:
        message, reason = f"there is a connection at `{each.key}`", "clients built before this change don't open it"
        yield Change("WSG751", Level.SAFE, each.key, message, reason, each.location, None)
    for pair in both.pairs:
        yield from _place(pair)
        yield from _arguments(pair)
        yield from _subprotocols(pair)


def _place(pair: Pair) -> Iterator[Change]:
    old, new = pair.old, pair.new
    if bare(old.path) not in {bare(each.path) for each in new.endpoints}:
        message = f"the connection moved from `{old.path}` to `{new.path}`"
        reason = "clients built before this change ask for the old path, and are refused"
        yield Change("WSG752", Level.BREAKING, old.key, message, reason, new.location, old.location)
    elif old.url and _origin(old) not in {_origin_of(each.url) for each in new.endpoints if each.url}:
        message = f"the server moved from `{_origin(old)}` to `{_origin(new) or 'a place that nothing names'}`"
        reason = "clients built before this change connect to the old place by default"
        yield Change("WSG753", Level.RISKY, old.key, message, reason, new.location, old.location)


def _origin(connection: Connection) -> str:
    return _origin_of(connection.url) if connection.url else ""


def _origin_of(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{bare(rest.partition('/')[0])}"


def _arguments(pair: Pair) -> Iterator[Change]:
    # Those of a path and of a host have no name on the wire; a path's are compared with it.
    old, new = ({_key(each): each for each in _named(side)} for side in (pair.old, pair.new))
    for key, argument in new.items():
        before = old.get(key)
        if before is not None:
            yield from _argument(pair, before, argument)
            continue
        where = f"{pair.old.key}?{argument.name}"
        if argument.required and not _is_constant(argument):
            message = f"a client must give `{argument.name}` ({argument.where})"
            reason = "clients built before this change don't give it, and are refused"
            yield Change("WSG754", Level.BREAKING, where, message, reason, argument.location, None)
        else:
            message, reason = f"a client may give `{argument.name}` ({argument.where})", "nobody has to give it"
            yield Change("WSG756", Level.SAFE, where, message, reason, argument.location, None)
    for key, argument in old.items():
        if key not in new:
            message = f"the server asks for no `{argument.name}` ({argument.where}) any more"
            reason = "what clients built before this change give is ignored"
            where = f"{pair.old.key}?{argument.name}"
            yield Change("WSG756", Level.SAFE, where, message, reason, pair.new.location, argument.location)
    yield from _path_parts(pair)


def _named(connection: Connection) -> Iterable[Argument]:
    return (each for each in connection.arguments if each.where not in {"path", "host"})


def _is_constant(argument: Argument) -> bool:
    return argument.kind.default is not None


def _key(argument: Argument) -> tuple[str, str]:
    # RFC 9110 §5.1: the case of a header's name means nothing.
    return argument.where, argument.name.lower() if argument.where == "header" else argument.name


def _path_parts(pair: Pair) -> Iterator[Change]:
    if bare(pair.old.path) != bare(pair.new.path):
        return
    old, new = ([each for each in side.arguments if each.where == "path"] for side in (pair.old, pair.new))
    for before, after in zip(old, new, strict=False):
        yield from _argument(pair, before, after)


def _argument(pair: Pair, old: Argument, new: Argument) -> Iterator[Change]:
    where, places = f"{pair.old.key}?{old.name}", (new.location, old.location)
    if new.required and not old.required and not _is_constant(new):
        message = f"a client must give `{new.name}` ({new.where}), which it needn't before"
        reason = "clients built before this change may not give it, and are refused"
        yield Change("WSG754", Level.BREAKING, where, message, reason, *places)
    elif old.required and not new.required:
        message = f"a client needn't give `{new.name}` ({new.where}) any more"
        yield Change("WSG756", Level.SAFE, where, message, "who gives it does no harm", *places)
    if fault := _narrowed(old, new):
        reason = "what clients built before this change give may be refused"
        yield Change("WSG755", Level.BREAKING, where, f"`{new.name}` ({new.where}) {fault}", reason, *places)
    elif _is_wider(old, new):
        message = f"`{new.name}` ({new.where}) may have further values"
        yield Change("WSG756", Level.SAFE, where, message, "those that it could have before stay", *places)


def _narrowed(old: Argument, new: Argument) -> str:
    """What a value that could be given before may be refused for; empty where nothing is."""
    if old.form != new.form:
        return f"is written as `{new.form or '{token}'}`, no longer as `{old.form or '{token}'}`"
    if old.kind.many and not new.kind.many:
        return "may be given once only"
    lost = [value for value in old.kind.values if value not in new.kind.values] if new.kind.values else []
    if new.kind.values and not old.kind.values:
        return f"must be one of {len(new.kind.values)} values"
    if lost:
        return f"can't be `{lost[0]}` any more"
    is_listed = bool(old.kind.values)
    if old.kind.type != new.kind.type and not is_listed and (old.kind.type, new.kind.type) != ("int", "float"):
        return "" if new.kind.type == "str" else f"must be of type {new.kind.type}, no longer {old.kind.type}"
    return ""


def _is_wider(old: Argument, new: Argument) -> bool:
    kinds = (old.kind.type, set(old.kind.values), old.kind.many), (new.kind.type, set(new.kind.values), new.kind.many)
    return kinds[0] != kinds[1]


def _subprotocols(pair: Pair) -> Iterator[Change]:
    old, new = pair.old.subprotocols, pair.new.subprotocols
    gone, added = [each for each in old if each not in new], [each for each in new if each not in old]
    where, places = pair.old.key, (pair.new.location, pair.old.location)
    if old and new and len(gone) == len(old):
        message = f"the server speaks `{new[0]}`, and no subprotocol that it spoke before"
        reason = "clients built before this change offer none that the server knows"
        yield Change("WSG757", Level.BREAKING, where, message, reason, *places)
    elif gone:
        message = f"the server doesn't speak the subprotocol `{gone[0]}` any more"
        reason = "clients built before this change that insist on it can't connect"
        yield Change("WSG757", Level.RISKY, where, message, reason, *places)
    elif added and not old:
        message = f"the server speaks the subprotocol `{added[0]}`"
        reason = "clients built before this change offer none, which a server may refuse"
        yield Change("WSG757", Level.RISKY, where, message, reason, *places)
    elif added:
        message, reason = f"the server speaks the subprotocol `{added[0]}` too", "those that it spoke before stay"
        yield Change("WSG757", Level.SAFE, where, message, reason, *places)
