"""What the schemas of an object say together about its properties, looked up once."""

from collections.abc import Sequence

from ..spec.node import Value
from .kinds import MANY, Part, count_of, listed, mapped
from .pattern import is_match, runs


class Members:
    """What `parts` demand of an object's properties."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._wanted: dict[str, tuple[Value, ...]] = {}
        self.least = max((count_of(each.get("minProperties"), 0) for each in parts), default=0)
        self.most = min((count_of(each.get("maxProperties"), MANY) for each in parts), default=MANY)
        self.required = tuple(dict.fromkeys(str(name) for part in parts for name in listed(part.get("required"))))
        self.declared = tuple(dict.fromkeys(name for part in parts for name in mapped(part.get("properties"))))
        self.names: tuple[Value, ...] = tuple(part["propertyNames"] for part in parts if "propertyNames" in part)
        patterns = (pattern for part in parts for pattern in mapped(part.get("patternProperties")))
        self.patterns = tuple(each for each in dict.fromkeys(patterns) if runs(each))
        self.is_told = any(part.get("additionalProperties") not in (None, False) for part in parts)
        """Whether the schemas say that there may be properties which they don't name."""

    def wanted(self, name: str) -> tuple[Value, ...]:
        """The schemas that the property `name` must satisfy."""
        if name not in self._wanted:
            self._wanted[name] = tuple(self._look_up(name))
        return self._wanted[name]

    def fault(self) -> str:
        """Why there is no such object; empty where there may be one."""
        if max(self.least, len(self.required)) > self.most:
            return "more properties are required than there may be"
        forbidden = [name for name in self.required if False in self.wanted(name)]
        return f"the property {forbidden[0]!r} is required and forbidden" if forbidden else ""

    def _look_up(self, name: str) -> list[Value]:
        found: list[Value] = []
        for part in self._parts:
            properties = mapped(part.get("properties"))
            own = [properties[name]] if name in properties else []
            own += [each for pattern, each in mapped(part.get("patternProperties")).items() if is_match(pattern, name)]
            found += own if own else [part["additionalProperties"]] if "additionalProperties" in part else []
        return found
