"""Decides which frames of a server are late, lost or damaged, by a seed, and damages them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ..instances.choices import Choices, Seeded
from ..instances.places import with_value
from ..plan.protocol import Path
from ..spec.node import Value

_WORDS: Final = ("cut off", "wrong type", "wrong tag")
_NO_MESSAGE: Final = "no_such_message"


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong with what a server sends: seconds of delay, more or less `jitter`; shares of frames, 0 to 1."""

    seed: int = 0
    latency: float = 0.0
    jitter: float = 0.0
    lost: float = 0.0
    malformed: float = 0.0

    @property
    def delays(self) -> bool:
        """Whether any frame is late."""
        return self.latency > 0 or self.jitter > 0

    def of(self, connection: int) -> Choices:
        """What decides for one connection: the same seed decides the same for its first frame, its second, …."""
        return Seeded(f"{self.seed} faults {connection}")


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a frame: sent after `delay` seconds as `text`, which is None where it is lost; `note` says it."""

    delay: float
    text: str | None
    note: str


def fate(faults: Faults, choices: Choices, text: str, tag: Path | None, is_valid: Callable[[str], bool]) -> Fate:
    """What becomes of a server's frame whose tag stands at `tag`; a damaged one is never valid."""
    # Always as many choices, so that one fault more doesn't change what becomes of the others.
    swing = choices.number(-1, 1)
    is_lost, is_malformed = choices.is_so(faults.lost), choices.is_so(faults.malformed)
    word, cut = choices.pick(_WORDS), choices.number(0, 1)
    delay = max(faults.latency + swing * faults.jitter, 0.0) if faults.delays else 0.0
    if is_lost:
        return Fate(delay, None, "lost")
    if not is_malformed:
        return Fate(delay, text, f"{delay * 1000:.0f} ms late" if faults.delays else "")
    for changed in _damaged(word, text, tag):
        if not is_valid(changed):
            return Fate(delay, changed, word)
    return Fate(delay, text[: int(cut * (len(text) - 1))], _WORDS[0])


def _damaged(word: str, text: str, tag: Path | None) -> Iterator[str]:
    try:
        frame: Value = json.loads(text)
    except ValueError:
        return
    if word == "wrong tag" and tag is not None:
        yield _written(with_value(frame, tag, _NO_MESSAGE))
    if word == "wrong type":
        if isinstance(frame, dict):
            for name, value in frame.items():
                if tag is None or (name,) != tag:
                    yield _written({**frame, name: _other(value)})
        yield _written(_other(frame))


def _other(value: Value) -> Value:
    """A value of another type."""
    return 0 if isinstance(value, str) else "0"


def _written(frame: Value) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
