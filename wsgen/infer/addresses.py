"""Finds the channels of a recording: paths, with parameters for what differs from connection to connection."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .recorded import Recorded, Recording, Session

_VALUE: Final = re.compile(r"\d+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{16,}")
_PLAIN: Final = re.compile(r"[A-Za-z0-9._~-]+")
USUAL: Final = "/ws"


@dataclass(frozen=True, slots=True)
class Address:
    """A channel's address with its parameters, the names in its query, and the ones of them that all connections gave.

    `frames` are those that crossed there, each with its place in the recording.
    """

    address: str
    parameters: tuple[str, ...]
    query: tuple[str, ...]
    required: tuple[str, ...]
    frames: tuple[tuple[int, Recorded], ...]


def addresses_of(recording: Recording) -> tuple[Address, ...]:
    """The channels, as their connections first came."""
    sessions: dict[str, list[Session]] = {}
    for each in recording.sessions:
        sessions.setdefault(template_of(each.path), []).append(each)
    frames: dict[str, list[tuple[int, Recorded]]] = {each: [] for each in sessions}
    templates = {each: template_of(each.path) for each in recording.sessions}
    for place, frame in enumerate(recording.frames):
        frames[templates[frame.session]].append((place, frame))
    return tuple(_address(path, sessions[path], frames[path]) for path in sessions)


def _address(path: str, sessions: Sequence[Session], frames: Sequence[tuple[int, Recorded]]) -> Address:
    query = tuple(dict.fromkeys(name for each in sessions for name in each.query))
    required = tuple(name for name in query if all(name in each.query for each in sessions))
    return Address(path, tuple(re.findall(r"\{(\w+)\}", path)), query, required, tuple(frames))


def template_of(path: str) -> str:
    """The address that a path is one of: numbers and the like become parameters, named after what stands before."""
    if not path:
        return USUAL
    steps: list[str] = []
    names: list[str] = []
    for step in path.split("/"):
        if re.fullmatch(r"\{\w+\}", step):
            names.append(step[1:-1])
        elif _VALUE.fullmatch(step) or (step and not _PLAIN.fullmatch(step)):
            before = re.sub(r"\W", "", steps[-1]) if steps else ""
            name = f"{before.removesuffix('s').lower()}_id" if before.isidentifier() else "id"
            while name in names:
                name = f"{name}_2"
            names.append(name)
            step = f"{{{name}}}"  # noqa: PLW2901 - the step as it stands in the address.
        steps.append(step)
    return "/".join(steps)
