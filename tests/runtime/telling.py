"""An observer that remembers what it was told."""

from typing import Any

from wsgen.runtime.observing import HOOKS, Observer


class Telling(Observer):
    """Every call with its arguments, but for the times at which something ended."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        for name in HOOKS:
            if name != "around_handler":
                setattr(self, name, self._teller(name))

    def _teller(self, name: str) -> Any:
        def tell(*arguments: object) -> None:
            # The last of these is a time.
            self.told.append((name, *arguments[:-1]) if name.endswith(("closed", "finished")) else (name, *arguments))

        return tell

    def of(self, *names: str) -> list[tuple[Any, ...]]:
        return [each for each in self.told if each[0] in names]
