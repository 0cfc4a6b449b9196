"""The value types of a contract file: Pact V4 with messages, and what wsgen notes beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias

from ..diagnostics.location import Location
from ..spec.node import Value

JSON: Final = "application/json"
FORMAT: Final = 1
"""Grows when what wsgen notes beside Pact's own keys changes its meaning."""


def _nothing() -> Mapping[str, Value]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Contents:
    """One message as it crosses the wire, an example, and what may be different about another one of its kind.

    `rules` are Pact's matching rules for the body by path: `{"$.id": {"combine": "AND", "matchers": [{"match":
    "integer"}]}}`; without one a value must be equal. `generators` say by path how other values of that kind are made.
    `metadata` is what Pact has beside a message, such as its topic; its content type is `content_type` alone.
    """

    value: Value
    content_type: str = JSON
    rules: Mapping[str, Value] = field(default_factory=_nothing)
    generators: Mapping[str, Value] = field(default_factory=_nothing)
    metadata: Mapping[str, Value] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class ProviderState:
    """In which state the provider must be before an interaction, with what the state is about."""

    name: str
    parameters: Mapping[str, Value] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A frame that the client has sent on the same connection before, and how many frames answered it."""

    frame: Value
    responses: int


@dataclass(frozen=True, slots=True)
class Notes:
    """What Pact has no words for; in the file it is the comment `wsgen` of an interaction.

    `connection` is the key of the Protocol's connection, None where the file doesn't say. `arguments` are what the
    client gave when it connected, without secrets. `earlier` is what has crossed before on the same connection, the
    subscription to a topic too: whoever verifies sends it first. `repeated` are the numbers (from 0) of responses that
    stand for one frame or more of their kind; adjacent ones stand for one run of frames, each like one of them.
    """

    connection: str | None = None
    arguments: Mapping[str, Value] = field(default_factory=_nothing)
    earlier: tuple[Earlier, ...] = ()
    repeated: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A message that the provider sends of its own accord (Pact: `Asynchronous/Messages`).

    `description` is the interaction's name, of which a file has each once. `pending` says that a failure counts as
    none. `location` is where it stands in its file, None for what was just recorded.
    """

    description: str
    contents: Contents
    states: tuple[ProviderState, ...] = ()
    notes: Notes = field(default_factory=Notes)
    pending: bool = False
    location: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Request:
    """A message that the consumer sends, and all that answers it in order (Pact: `Synchronous/Messages`).

    No response means that nothing answers. The other fields are an Event's.
    """

    description: str
    contents: Contents
    responses: tuple[Contents, ...]
    states: tuple[ProviderState, ...] = ()
    notes: Notes = field(default_factory=Notes)
    pending: bool = False
    location: Location | None = field(default=None, compare=False)


Interaction: TypeAlias = Event | Request


@dataclass(frozen=True, slots=True)
class PactFile:
    """A contract between one consumer and one provider; its interactions are in the file's order."""

    consumer: str
    provider: str
    interactions: tuple[Interaction, ...]
