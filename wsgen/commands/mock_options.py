"""Reads what the options of `wsgen mock` say: shares, delays, codes and required values."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ..mock.conduct import Conduct, Ending
from ..mock.faults import Faults
from ..provider.handshake import ArgumentError, arguments_of
from .outcome import NoAnswerError

_SOON: Final = 5.0
_LATENCY: Final = re.compile(r"(\d+(?:\.\d+)?)(?:(?:±|\+-|\+/-)(\d+(?:\.\d+)?))?")
_CLOSE: Final = re.compile(r"(\d{4})(?:@(\d+(?:\.\d+)?))?")


def conduct(seed: int, times: tuple[float, float], required: Sequence[str], close_after: str | None) -> Conduct:
    """What the options say of a mock; `times` are the pause before a reply and the interval between events.

    Raises NoAnswerError.
    """
    try:
        wanted = arguments_of(required)
    except ArgumentError as error:
        raise NoAnswerError(str(error).replace("--argument", "--require")) from None
    ending = None if close_after is None else _ending(close_after)
    return Conduct(seed, *times, wanted, ending)


def faults(seed: int, latency: str | None, lost: float, malformed: float) -> Faults:
    """What the options say of the faults of its frames; `latency` is in milliseconds. Raises NoAnswerError."""
    if latency is None:
        return Faults(seed, lost=lost, malformed=malformed)
    match = _LATENCY.fullmatch(latency.strip().removesuffix("ms").strip())
    if match is None:
        raise NoAnswerError(f"--latency {latency!r} is no time: write milliseconds, such as 200 or 200±50")
    return Faults(seed, float(match[1]) / 1000, float(match[2] or 0) / 1000, lost, malformed)


def check_proxied(given: Mapping[str, object]) -> None:
    """Refuses options that only a mock knows, by name, beside `--proxy`. Raises NoAnswerError."""
    for name, value in given.items():
        if value:
            raise NoAnswerError(f"{name} is for a mock; with --proxy the real server answers")


def check_alone(given: Mapping[str, object]) -> None:
    """Refuses options that only a proxy knows, by name. Raises NoAnswerError."""
    for name, value in given.items():
        if value:
            raise NoAnswerError(f"{name} is for --proxy; a mock always closes as the document says")


def _ending(text: str) -> Ending:
    match = _CLOSE.fullmatch(text.strip())
    if match is None:
        raise NoAnswerError(f"--close-after {text!r} is no close code: write 4408, or 4408@30 for after 30 seconds")
    code = int(match[1])
    if not (code in _SENDABLE or 3000 <= code <= 4999):
        raise NoAnswerError(f"--close-after {code}: a server may send 1000 to 1003, 1007 to 1014, 3000 to 4999")
    return Ending(code, _SOON if match[2] is None else float(match[2]))


_SENDABLE: Final = frozenset((*range(1000, 1004), *range(1007, 1015)))
"""Close codes of RFC 6455 §7.4 and its registry that may stand in a frame."""
