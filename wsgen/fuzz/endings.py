"""Judges how a server ends a connection: by which code, and whether it said why before."""

from dataclasses import dataclass
from typing import Final

from .failure import Failure
from .meaning import Meaning
from .run import Ended

_ABNORMAL: Final = 1006
_FAILED: Final = 1011
_OF_APPLICATIONS: Final = frozenset(range(4000, 5000))
_SAY_NOTHING: Final = frozenset({1007, 1009})
"""Codes of frames that are refused before anybody looks what they are."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a connection's document says: the close codes that it declares, and its error message, None for none."""

    documented: frozenset[int]
    error: str | None

    @property
    def legal(self) -> frozenset[int]:
        """Codes with which a server may close a connection on which all is allowed (RFC 6455 §7.4.2)."""
        return self.documented or _OF_APPLICATIONS


@dataclass(frozen=True, slots=True)
class Before:
    """What came before the end: the step that must be refused, and its meaning, None where there is none.

    `is_told` says that an error message has come, `is_busy` that requests before weren't answered yet. `also` are codes
    that are as right as none, for frames that one server takes and another doesn't.
    """

    last: int | None
    refused: tuple[int, Meaning] | None
    is_told: bool
    is_busy: bool
    also: frozenset[int]


def fault_of(ended: Ended, before: Before, known: Known) -> Failure | None:
    """What is wrong with this end; None where nothing is."""
    code, said = ended.code, f" ({ended.reason})" if ended.reason else ""
    if code == _ABNORMAL:
        what = f"the connection ended without a close frame{said}"
        return Failure("WSG802", "no close frame", what, "a server says why it closes", before.last)
    if code == _FAILED:
        what = f"the server closed with 1011{said}: something in it failed"
        return Failure("WSG802", "1011", what, "no client makes a server fail", before.last)
    if before.refused is not None:
        return _fault_of_refusal(ended, before, known, *before.refused)
    if code in known.legal | before.also:
        return None
    what = f"the server closed with {code}{said}, and all that was sent is allowed"
    expected = "a close code that the document declares" if known.documented else "the connection stays open"
    return Failure("WSG803", str(code), what, expected, before.last)


def codes_in_words(codes: frozenset[int]) -> str:
    """Such as `1002 or 1009`."""
    return " or ".join(str(each) for each in sorted(codes))


def _fault_of_refusal(ended: Ended, before: Before, known: Known, number: int, meant: Meaning) -> Failure | None:
    code, said = ended.code, f" ({ended.reason})" if ended.reason else ""
    is_right = code in meant.codes
    # A close that the application decided on may be about a request before.
    if not is_right and (code in known.documented or (code in known.legal and before.is_busy)):
        return None
    if not is_right:
        what = f"the frame isn't allowed ({meant.fault}), and the server closed with {code}{said}"
        return Failure("WSG805", str(code), what, f"it closes with {codes_in_words(meant.codes)}", number)
    if meant.is_told and known.error is not None and not before.is_told and code not in _SAY_NOTHING:
        what = f"the server closed with {code} without {known.error} before it"
        return Failure("WSG805", "no error", what, f"{known.error}, then the close", number)
    return None
