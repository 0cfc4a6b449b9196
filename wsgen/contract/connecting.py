"""Opens connections to a provider, with the arguments that a contract names and those that were given."""

from collections.abc import Mapping

from ..plan.protocol import Connection
from ..provider.handshake import Arguments, opening
from ..provider.socket import Socket, connect
from ..spec.node import Value
from .verifying import Open


def opener(url: str, given: Arguments) -> Open:
    """What opens a connection at a URL; an argument that is given overrules the contract's.

    What it returns raises SocketRefusedError, and ArgumentError where an argument is missing.
    """

    async def opened(connection: Connection, told: Mapping[str, Value]) -> Socket:
        names = {each.name: each.python for each in connection.arguments}
        ours = {names.get(name, name): value for name, value in given.items()}
        theirs = {names.get(name, name): _texts(value) for name, value in told.items()}
        known = {each.python for each in connection.arguments}
        made = opening(connection, url, {name: value for name, value in {**theirs, **ours}.items() if name in known})
        return await connect(made.url, headers=made.headers, subprotocols=made.subprotocols)

    return opened


def _texts(value: Value) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in values)
