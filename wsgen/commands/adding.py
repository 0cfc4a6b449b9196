"""Tries additions to a document, keeps the one that is recognised best, and writes it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..authoring.places import CannotAddError, Edit, applied
from ..collecting import RefusedError
from ..diagnostics.diagnostic import Diagnostic, Severity
from ..pipeline import Checked, Step, check
from ..plan.compose import protocol_of
from ..plan.protocol import Direction, Protocol
from ..spec.edit.written import NoPlaceError
from ..spec.load import parse
from ..spec.node import Node
from . import rewriting
from .outcome import NoAnswerError
from .project import Arguments, Subject, subject


@dataclass(frozen=True, slots=True)
class Edited:
    """A document that is to be changed: its bytes, its text, its value, and what is known of it before."""

    subject: Subject
    content: bytes
    text: str
    root: Node
    checked: Checked
    protocol: Protocol


@dataclass(frozen=True, slots=True)
class Tried:
    """A text that a document could have, and what is said about it then."""

    text: str
    root: Node
    checked: Checked
    protocol: Protocol


def edited(arguments: Arguments, step: Step) -> Edited:
    """The document that is to be changed, which must be valid. Raises RefusedError and NoAnswerError."""
    asked = subject(arguments)
    content = rewriting.content_of(asked.spec, asked.name)
    checked = check(asked.job, step)
    root, _ = parse(content, asked.name)
    if root is None:
        raise NoAnswerError(f"{asked.name} was changed by somebody else meanwhile")
    return Edited(asked, content, content.decode(), root, checked, protocol_of(checked.plan))


def tried(document: Edited, edits: Sequence[Edit]) -> Tried | RefusedError:
    """What becomes of a document by edits; why it isn't valid then. Raises CannotAddError where they can't be made."""
    name = document.subject.name
    try:
        text = applied(document.text, name, edits)
    except NoPlaceError as error:
        raise CannotAddError(f"{error}; write it by hand") from error
    content = text.encode()
    root, _ = parse(content, name)
    if root is None:
        raise CannotAddError("the document would no longer be read")
    try:
        checked = check(replace(document.subject.job, text=content), lambda _: None)
    except RefusedError as error:
        return error
    return Tried(text, root, checked, protocol_of(checked.plan))


def write(document: Edited, text: str) -> None:
    """Puts a new text of a document in its place. Raises NoAnswerError."""
    rewriting.replace(document.subject.spec, document.subject.name, document.content, text.encode())


def directions_of(protocol: Protocol, pointer: str) -> set[Direction]:
    """Which ways the message at `pointer` travels."""
    ids = {id_ for id_, each in protocol.messages.items() if each.location.pointer == pointer}
    ways = set[Direction]()
    for connection in protocol.connections:
        ways |= {Direction.CLIENT_TO_SERVER for each in connection.client_to_server if each.message in ids}
        ways |= {Direction.SERVER_TO_CLIENT for each in connection.server_to_client if each.message in ids}
    return ways


def new_remarks(document: Edited, after: Checked) -> tuple[Diagnostic, ...]:
    """What is said about a document only after it was changed."""
    before = {(each.code, each.message) for each in (*document.checked.diagnostics, *document.checked.refusals)}
    all_after: Iterable[Diagnostic] = (*after.refusals, *after.diagnostics)
    return tuple(each for each in dict.fromkeys(all_after) if (each.code, each.message) not in before)


def weight(document: Edited, after: Checked) -> tuple[int, int, int]:
    """How many errors, warnings and notes are new."""
    remarks = new_remarks(document, after)
    kinds = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    errors, warnings, notes = (sum(each.severity is kind for each in remarks) for kind in kinds)
    return errors + len(after.refusals) - len(document.checked.refusals), warnings, notes
