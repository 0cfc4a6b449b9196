"""What the schemas of an array say together about its items, looked up once."""

from collections.abc import Sequence

from ..spec.node import Value
from .kinds import MANY, Part, count_of


class Items:
    """What `parts` demand of an array's items."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.contained: tuple[Value, ...] = tuple(part["contains"] for part in parts if "contains" in part)
        least = max((count_of(each.get("minItems"), 0) for each in parts), default=0)
        self.least = max(least, 1 if self.contained else 0)
        self.most = min((count_of(each.get("maxItems"), MANY) for each in parts), default=MANY)
        self.is_unique = any(part.get("uniqueItems") is True for part in parts)
        self._told = [(part["items"], part.get("additionalItems", True)) for part in parts if "items" in part]
        # From the first place on, to which no list of schemas reaches, all places are the same.
        self._first = max((len(each) for each, _ in self._told if isinstance(each, list)), default=0)
        self._wanted = [tuple(self._look_up(index)) for index in range(self._first + 1)]
        closed = (at for at, each in enumerate(self._wanted) if False in each)
        self.most = min(self.most, next(closed, self.most))

    def wanted(self, index: int) -> tuple[Value, ...]:
        """The schemas that the item at an index must satisfy."""
        return self._wanted[min(index, self._first)]

    def fault(self) -> str:
        """Why there is no such array; empty where there may be one."""
        return "no array is as long as minItems and maxItems say" if self.least > self.most else ""

    def _look_up(self, index: int) -> list[Value]:
        found: list[Value] = []
        for items, others in self._told:
            if isinstance(items, list):
                found.append(items[index] if index < len(items) else others)
            else:
                found.append(items)
        return found
