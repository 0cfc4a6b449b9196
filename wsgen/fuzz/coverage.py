"""Counts what a search has sent and seen, of all that there is: messages, keywords, odd texts, replies."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..plan.protocol import Direction
from .malformed import MALFORMATIONS
from .sequences import Sequences
from .steps import Binary, Invalid, NotText, Raw, Step, Valid


@dataclass(frozen=True, slots=True)
class OfMessage:
    """What was sent of one message, client → server, by its name.

    `valid` frames, and of each keyword (or fault of its tag) that can be broken in it how many frames broke it.
    """

    wire: str
    valid: int
    broken: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was sent and seen.

    `messages` are those that clients send, `missing` the names of those of which no frame was found. `odd` says by its
    kind how often a text or binary frame was sent that no message is, `arrived` by its name how often a message came,
    those included that never did.
    """

    messages: tuple[OfMessage, ...]
    missing: tuple[str, ...]
    odd: Mapping[str, int]
    arrived: Mapping[str, int]

    @property
    def keywords(self) -> Mapping[str, tuple[int, int]]:
        """By keyword: in how many messages it was broken, and in how many it can be."""
        found: dict[str, tuple[int, int]] = {}
        for message in self.messages:
            for keyword, count in message.broken.items():
                reached, all_of_them = found.get(keyword, (0, 0))
                found[keyword] = reached + (count > 0), all_of_them + 1
        return found


class Counted:
    """Counts step by step what a search with `sequences` sends, and what comes back."""

    def __init__(self, sequences: Sequences) -> None:
        self._sequences = sequences
        self._valid: Counter[str] = Counter()
        self._broken: Counter[tuple[str, str]] = Counter()
        self._odd: Counter[str] = Counter()
        self._arrived: Counter[str] = Counter()

    def sent(self, step: Step) -> None:
        """Counts a step that was sent."""
        match step:
            case Valid(message=message):
                self._valid[message] += 1
            case Invalid(message=message, keyword=keyword):
                self._broken[message, keyword] += 1
            case Raw(kind=kind) | NotText(kind=kind):
                self._odd[kind] += 1
            case Binary():
                self._odd[_BINARY] += 1
            case _:
                pass

    def arrived(self, message: str) -> None:
        """Counts a message that came, by its id."""
        self._arrived[message] += 1

    def coverage(self) -> Coverage:
        """What has been counted, of all that there is."""
        sequences = self._sequences
        messages: list[OfMessage] = []
        for message in sequences.messages:
            keywords = dict.fromkeys(keyword for keyword, _ in sequences.misses.constraints(message))
            broken = {keyword: self._broken[message.id, keyword] for keyword in keywords}
            messages.append(OfMessage(message.wire, self._valid[message.id], broken))
        kinds = dict.fromkeys(_BINARY if kind.startswith(_BINARY) else kind for kind in MALFORMATIONS)
        theirs = sequences.frames.messages(Direction.SERVER_TO_CLIENT)
        return Coverage(
            messages=tuple(messages),
            missing=tuple(each.wire for each in sequences.missing),
            odd={kind: self._odd[kind] for kind in kinds},
            arrived={each.wire: self._arrived[each.id] for each in theirs},
        )


_BINARY: Final = "binary frame"
