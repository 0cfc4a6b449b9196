"""What became of each interaction of a contract when it was tried with a provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ..diagnostics.diagnostic import Diagnostic
from ..plan.protocol import Direction
from .mismatch import Mismatch


class Weight(Enum):
    """What a frame of the provider's is to an interaction."""

    EXPECTED = "expected"
    WRONG = "wrong"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Crossed:
    """One frame that crossed the wire; `note` says in a few words what it is to the interaction."""

    direction: Direction
    text: str
    weight: Weight = Weight.EXPECTED
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an interaction failed: a code of the catalogue, one clause for people, and how to go on.

    `mismatches` are those of one response.
    """

    code: str
    message: str
    hint: str
    mismatches: tuple[Mismatch, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One interaction: `diagnostic` is None where the provider does what the contract says.

    A `pending` one counts as no failure whatever became of it. `responses` is how many are expected.
    """

    description: str
    responses: int
    diagnostic: Diagnostic | None
    mismatches: tuple[Mismatch, ...] = ()
    crossed: tuple[Crossed, ...] = ()
    is_pending: bool = False

    @property
    def has_failed(self) -> bool:
        """Whether it counts as failed."""
        return self.diagnostic is not None and not self.is_pending


@dataclass(frozen=True, slots=True)
class Verification:
    """One contract, tried with a provider; `source` is the file or URL that it came from."""

    source: str
    consumer: str
    provider: str
    verdicts: tuple[Verdict, ...]


def failed(verifications: Sequence[Verification]) -> bool:
    """Whether any interaction failed."""
    return any(verdict.has_failed for each in verifications for verdict in each.verdicts)
