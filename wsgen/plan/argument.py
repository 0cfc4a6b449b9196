"""The value types of how a client connects: to which servers, with which query, headers, parts of path and host."""

from dataclasses import dataclass

from ..diagnostics.location import Location
from .identifier import Identifier

Given = str | int | float | bool
"""One value of the handshake."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What an argument may be: `type` is `str`, `int`, `float` or `bool`, of which it has any number where it's `many`.

    `values` are the only ones, each of `type`; none where they can't be listed. `default` is what leaving it out
    means, a tuple where it's `many`; None where nothing says so.
    """

    type: str
    many: bool = False
    values: tuple[Given, ...] = ()
    default: Given | tuple[Given, ...] | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """One value that a client gives when it connects.

    `where` is `query`, `header`, `cookie`, `subprotocol`, `path` or `host`; the server doesn't hear of those in a host.
    `security` is true for what a security scheme asks for; a required one that is missing is refused with 4401. `form`
    is how it is written there, `{token}` in it, where that is more than the value itself.
    """

    name: str
    python: Identifier
    where: str
    kind: Kind
    required: bool
    security: bool
    description: str
    location: Location
    form: str = ""


@dataclass(frozen=True, slots=True)
class ArgumentDraft:
    """An argument before it has a Python name; `told_name` is the one that the document gives it."""

    name: str
    where: str
    kind: Kind
    required: bool
    security: bool
    description: str
    told_name: str | None
    location: Location
    form: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What no other argument of the connection has: its place, and its name there with its form."""
        return self.where, f"{self.name} {self.form}".rstrip()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where one server takes a connection: `server` is its name in the document, None where that names no server.

    `path` and `url` may hold `{parameters}`; `url` is None where the document doesn't say where the server is.
    """

    server: str | None
    url: str | None
    path: str
