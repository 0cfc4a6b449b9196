"""Takes the time of each step of a command, and says it as a table."""

import sys
from collections.abc import Callable
from typing import Final

if sys.platform != "win32":
    import resource

_WIDEST: Final = 52
_BEFORE: Final = "starting"


class Stopwatch:
    """When each step of a command began, by a `clock` in seconds; `began` is when the command itself did."""

    def __init__(self, clock: Callable[[], float], began: float) -> None:
        self._clock = clock
        self._began = [(_BEFORE, began)]

    def telling(self, step: Callable[[str], None]) -> Callable[[str], None]:
        """A function to call with the name of each step that begins, which tells `step` too."""

        def begin(name: str) -> None:
            self._began.append((name, self._clock()))
            step(name)

        return begin

    def table(self, *, has_color: bool) -> str:
        """The seconds and the share of each step until now, what they are together, and the most memory."""
        ends = [*(began for _, began in self._began[1:]), self._clock()]
        seconds = [max(0.0, end - began) for (_, began), end in zip(self._began, ends, strict=True)]
        total = sum(seconds)
        names = [_shown(name) for name, _ in self._began]
        width = max(len("memory, at most"), *map(len, names))
        # A clock that stands still has no shares.
        shares = [100 * each / total if total else 0.0 for each in seconds]
        longest = seconds.index(max(seconds))
        lines = [
            f"  {name:<{width}}  {each:8.2f} s  {share:3.0f} %"
            for name, each, share in zip(names, seconds, shares, strict=True)
        ]
        if has_color:
            lines[longest] = f"\x1b[1m{lines[longest]}\x1b[0m"
        lines.append(f"  {'together':<{width}}  {total:8.2f} s")
        if memory := peak_memory():
            lines.append(f"  {'memory, at most':<{width}}  {memory / 1e6:8.0f} MB")
        return "".join(f"{line}\n" for line in lines)


def peak_memory() -> int:
    """The most bytes that this process has had in memory; 0 where the system doesn't say."""
    if sys.platform == "win32":
        return 0
    # Linux counts in KiB, macOS in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _shown(name: str) -> str:
    """A step's name that does nothing to a terminal, and leaves room for the figures; its end says more of a path."""
    shown = "".join(each if each.isprintable() else "?" for each in name)
    kept = _WIDEST - 1
    return shown if len(shown) <= _WIDEST else f"{shown[: kept // 2]}…{shown[-(kept - kept // 2) :]}"
