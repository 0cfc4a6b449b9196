"""What one row of the conformance table is: a sentence, the scenario that shows it, and how clients differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from tests.conformance.stage import Stage

CLIENTS: Final = ("python", "sync", "browser")
"""The kinds of client: with asyncio, without, and in a browser."""

NO_1002: Final = "closes 4002: a browser can send 1000 and 3000 to 4999 only"
NO_1003: Final = "closes 4003: a browser can't send 1003"
NO_1009: Final = "closes 4009: a browser can't send 1009"


@dataclass(frozen=True, slots=True)
class Differs:
    """How a kind of client is different, and why; without `values` it can't do that at all."""

    why: str
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One row: `says` for people, `run` plays it, `values` are what may differ between clients."""

    says: str
    run: Callable[[Stage], None]
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    differs: Mapping[str, Differs] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def name(self) -> str:
        """How tests are called that play it."""
        return self.run.__name__

    def wanted(self, client: str) -> Mapping[str, Any] | None:
        """The values for a kind of client; None where it can't do that."""
        differs = self.differs.get(client)
        if differs is None:
            return self.values
        return None if differs.values is None else {**self.values, **differs.values}


def browser(why: str, **values: Any) -> Mapping[str, Differs]:
    """A browser does it with other values."""
    return MappingProxyType({"browser": Differs(why, values)})


def not_browser(why: str) -> Mapping[str, Differs]:
    """A browser can't."""
    return MappingProxyType({"browser": Differs(why)})
