"""Sends every request of a protocol to its mock, through the generated client and without sockets."""

import importlib
import inspect
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from wsgen.instances.choices import Simplest
from wsgen.instances.frames import Frames
from wsgen.instances.manner import Manner
from wsgen.instances.no_instance import NoInstanceError
from wsgen.instances.places import value_at
from wsgen.mock.package import client_class
from wsgen.mock.server import mock_server
from wsgen.plan.argument import Argument
from wsgen.plan.protocol import Connection, Message, Protocol, Role, Route, Stream
from wsgen.spec.node import Value


def value_of(argument: Argument) -> Any:
    """A value that a client may give when it connects."""
    kind = argument.kind
    value = kind.values[0] if kind.values else {"int": 1, "float": 1.5, "bool": True}.get(kind.type, "a")
    return (value,) if kind.many else value


def arguments_of(connection: Connection) -> dict[str, Any]:
    """What a client must give when it connects."""
    return {str(each.python): value_of(each) for each in connection.arguments if each.required}


def introduction(client: Any, frames: Frames) -> dict[str, Any]:
    """By which message a client says who it is, where the protocol has one."""
    message = client.protocol.authenticate
    if message is None:
        return {}
    planned = next(each for each in frames.protocol.messages.values() if each.role is Role.AUTHENTICATE)
    taken = inspect.signature(client).parameters
    name = next(each for each, told in taken.items() if message.model.__name__ in str(told.annotation))
    return {name: message.model.model_validate(payload_of(frames, planned))}


def payload_of(frames: Frames, message: Message) -> Value:
    """A payload of a message; raises NoInstanceError."""
    examples = frames.examples(message.id)
    frame = examples[0] if examples else frames.frame(message.id, Simplest(), manner=Manner.PLAIN)
    payload = value_at(frame, message.envelope.data) if message.envelope else frame
    return {} if payload is None and message.empty else payload


def requests(frames: Frames) -> list[tuple[Route, Value]]:
    """Each message that the application itself sends, and a payload of it."""
    found: list[tuple[Route, Value]] = []
    for route in frames.connection.client_to_server:
        message = frames.protocol.messages[route.message]
        if message.role is None:
            with suppress(NoInstanceError):
                found.append((route, payload_of(frames, message)))
    return found


async def ask(client: Any, route: Route, wire: str, payload: Value) -> None:
    """Send a message as the generated method does, and read all that answers it."""
    framing = client.protocol.client_to_server
    known = {each.message.name: each for each in (*framing.routes.values(), *framing.untagged)}[wire]
    model = known.message.model.model_validate(payload)
    if isinstance(route.reply, Stream):
        async with client._stream(known, model) as stream:
            async for _ in stream:
                pass
    elif route.reply is not None:
        await client._request(known, model)
    else:
        await client._send(model)


@dataclass(frozen=True, slots=True)
class Driven:
    """What crossed while a client asked for everything: frames of both directions, and how asking failed."""

    to_server: list[Value]
    to_client: list[Value]
    faults: list[str]


async def drive(package: ModuleType, protocol: Protocol, connection: Connection) -> Driven:
    """Send each request of a connection, each on a connection of its own, to a mock of it."""
    frames = Frames.of(protocol, connection)
    testing: Any = importlib.import_module(f"{package.__name__}._runtime.testing")
    options: Any = importlib.import_module(f"{package.__name__}._runtime.client.options").ClientOptions()
    driven = Driven([], [], [])
    for route, payload in requests(frames):
        message = protocol.messages[route.message]
        server = mock_server(package, protocol, connection, Simplest())
        async with testing.Wire(server) as wire:
            given = replace(options, connect=wire, request_timeout=3.0, stream_timeout=3.0, reconnect=None)
            try:
                client = client_class(package, connection)
                told = {**arguments_of(connection), **introduction(client, frames)}
                async with client("ws://localhost", **told, options=given) as opened:
                    await ask(opened, route, message.wire, payload)
                    await testing.settle()
            except Exception as error:
                driven.faults.append(f"{message.wire}: {type(error).__name__}: {error}")
            for each in wire.connections:
                driven.to_server.extend(map(json.loads, each.to_server))
                driven.to_client.extend(map(json.loads, each.to_client))
    return driven
