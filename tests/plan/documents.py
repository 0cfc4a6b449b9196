"""Documents for planning's tests, made from YAML text by the real stages of `spec`."""

import textwrap
from pathlib import Path

import pytest

from wsgen.diagnostics.diagnostic import Diagnostic
from wsgen.plan import compose
from wsgen.plan.protocol import Connection, Direction, Message, Protocol, Route
from wsgen.plan.settings import PlanSettings
from wsgen.spec.document import Document
from wsgen.spec.load import read
from wsgen.spec.resolve import resolve
from wsgen.spec.upgrade import upgrade

ROOT = Path(__file__).parent.parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
HEAD = "asyncapi: 3.0.0\ninfo: {title: Case, version: 1.0.0}\n"
SERVER = PlanSettings(perspective="server")


def document(text: str) -> Document:
    """The document that a YAML text is; the head is added where it has none."""
    text = textwrap.dedent(text)
    whole = text if text.startswith("asyncapi:") else HEAD + text
    return resolve(upgrade(read("spec.yml", root=ROOT, text=whole.encode()))[0])[0]


def document_at(path: Path) -> Document:
    """The document in a file, its locations relative to the file's folder."""
    return resolve(upgrade(read(path.name, root=path.parent))[0])[0]


def plan(spec: Document, settings: PlanSettings) -> tuple[Protocol, tuple[Diagnostic, ...]]:
    """The protocol that a document describes, and what planning finds."""
    planned, diagnostics = compose.plan(spec, settings)
    return compose.protocol_of(planned), diagnostics


def planned(text: str, settings: PlanSettings = SERVER) -> tuple[Protocol, tuple[Diagnostic, ...]]:
    """What planning makes of a YAML text."""
    return plan(document(text), settings)


def protocol_of(text: str, settings: PlanSettings = SERVER) -> Protocol:
    """The protocol that a YAML text describes."""
    return planned(text, settings)[0]


def only(protocol: Protocol) -> Connection:
    """The one connection of a protocol."""
    (connection,) = protocol.connections
    return connection


def corpus(name: str) -> Path:
    """A file of the corpus beside the checkout; the test is skipped where there is none."""
    path = CORPUS / "docs" / name
    if not path.exists():
        pytest.skip(f"{path.relative_to(ROOT.parent)} isn't beside this checkout")
    return path


def named(protocol: Protocol, wire: str) -> Message:
    """The message with this name."""
    return next(each for each in protocol.messages.values() if each.wire == wire)


def names(protocol: Protocol, ids: tuple[str, ...]) -> list[str]:
    """The names of messages by their ids."""
    return [protocol.messages[id_].wire for id_ in ids]


def routes(connection: Connection, direction: Direction) -> tuple[Route, ...]:
    """The routes of one direction."""
    return connection.client_to_server if direction is Direction.CLIENT_TO_SERVER else connection.server_to_client


def route(protocol: Protocol, wire: str) -> Route:
    """The only route of a message with this name."""
    every = [each for one in protocol.connections for way in Direction for each in routes(one, way)]
    (found,) = [each for each in every if protocol.messages[each.message].wire == wire]
    return found


def codes(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    """The codes of what was found, in order."""
    return [each.code for each in diagnostics]


def channel(*messages: str, address: str = "/ws", extra: str = "") -> str:
    """One channel `main` with messages, each a YAML flow mapping `Key: {…}`."""
    lines = "\n".join(f"      {each}" for each in messages)
    return f"channels:\n  main:\n    address: '{address}'\n{extra}    messages:\n{lines}\n"


def operation(name: str, action: str, *messages: str, extra: str = "") -> str:
    """One operation on the channel `main`."""
    refs = ", ".join(f"{{$ref: '#/channels/main/messages/{each}'}}" for each in messages)
    return f"  {name}:\n    action: {action}\n    channel: {{$ref: '#/channels/main'}}\n    messages: [{refs}]\n{extra}"


def tagged(key: str, tag: str, *properties: str, extra: str = "") -> str:
    """A message whose `type` is a required constant."""
    more = "".join(f", {each}" for each in properties)
    return (
        f"{key}: {{payload: {{type: object, required: [type], properties: {{type: {{const: {tag}}}{more}}}}}{extra}}}"
    )
