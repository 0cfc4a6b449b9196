"""What is wrong with a server: the code of the catalogue, the place, and a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """One fault of a server. `what` is a sentence for people, without its full stop.

    `code` and `place` together tell it from others: the same two are the same fault. `step` is the number of the step
    in the trace that shows it, None where none does; `expected` says what should have happened. `lines` are the last
    ones that the application printed, where it has something to do with them.
    """

    code: str
    place: str
    what: str
    expected: str
    step: int | None = None
    lines: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What is the same in each run that fails in this way."""
        return self.code, self.place
