"""What was meant to be reached, and whether it was."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that was measured, and the most that it should be, or the least."""

    what: str
    measured: float
    most: float | None = None
    least: float | None = None
    unit: str = "×"

    @property
    def is_met(self) -> bool:
        """Whether it is within its limits."""
        return (self.most is None or self.measured <= self.most) and (self.least is None or self.measured >= self.least)

    def row(self) -> str:
        """Give the line of a table."""
        if self.most is not None and self.most == self.least:
            limit = f"{self.most:g}{self.unit}"
        else:
            limit = f"≤ {self.most:g}{self.unit}" if self.least is None else f"≥ {self.least:g}{self.unit}"
        # What has no unit is counted.
        measured = f"{self.measured:.2f}{self.unit}" if self.unit else f"{self.measured:g}"
        return f"| {self.what} | {limit} | {measured} | {'met' if self.is_met else '**missed**'} |"


def goals_table(goals: Iterable[Goal]) -> str:
    """Give the whole table."""
    return "\n".join(["| goal | | measured | |", "|---|---|---|---|", *(goal.row() for goal in goals), ""])
