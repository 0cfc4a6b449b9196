"""Makes bundles of JSON Schemas (draft 7) from a seed, by a grammar that has every keyword a document may have."""

from collections.abc import Callable
from random import Random
from typing import Any, Final

NAMES: Final = ("Aa", "Bb", "Cc", "Dd")
_KEYS: Final = ("a", "b", "int", "_a", "type", "class", "x-1")
_VALUES: Final = ("x", "y", "1", "", 1, 0, 2, True, False, None, 1.5, 1.0, [1], {"a": 1}, 2**70, "é")
_TOLD: Final = (
    *(r"^[xy]", r"\d", r"^\d+$", r"^\w*$", r"^.$", r"\s", r"^[a-f0-9-]{4}$", "x$", "^(a|b)+$", "^[^\\W_]$"),
    *(r"^\S+$", r"^[^\s@]+@[^\s@]+$", "😀", "^.{2}$", r"[\d.]+"),
)
_PATTERNS: Final = (*_TOLD, "(?=x)", r"x\b", r"^(.)\1$", "^(?!x)", r"^(?=.*\d)\S", r"(?!.*\s)^\w*$")


def bundle(random: Random) -> dict[str, Any]:
    """Schemas by name, most of them of objects. Every second bundle keeps to what a model is likely to enforce."""
    maker = _Maker(random, is_plain=random.random() < 0.5)
    made = {name: maker.object(1) if random.random() < 0.8 else maker.schema(1) for name in NAMES}
    return {**made, NAMES[-1]: maker.object(5)}


class _Maker:
    def __init__(self, random: Random, *, is_plain: bool) -> None:
        self._random = random
        self._is_plain = is_plain

    def schema(self, depth: int) -> Any:
        """Any schema."""
        deep = (self.array, self.object, self.object, self.union, self.union) if depth < 4 else ()
        deep += () if self._is_plain or depth >= 4 else (self.odd,)
        flat = (self.text, self.text, self.integer, self.number, self.values, self.values, self.simple, self.reference)
        made = self._random.choice((*flat, *deep))(depth)
        if isinstance(made, dict) and "$ref" not in made and self._chance(0.05):
            made = {**made, "description": "about it", "default": 1, "examples": [1]}
        return made

    def _rarely(self, share: float) -> bool:
        """Whether to write what no model enforces."""
        return not self._is_plain and self._chance(share)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _some(self, share: float, **options: Callable[[], Any]) -> dict[str, Any]:
        return {word: make() for word, make in options.items() if self._chance(share)}

    def text(self, depth: int) -> Any:
        """Text."""
        lengths = self._some(
            0.3, minLength=lambda: self._random.choice([0, 1, 2, 2.0]), maxLength=lambda: self._random.choice([1, 3, 5])
        )
        forms = self._some(0.2, format=lambda: self._random.choice(["date-time", "uuid", "email", "own"]))
        pattern = self._some(0.3, pattern=lambda: self._random.choice(_TOLD if self._is_plain else _PATTERNS))
        return {"type": "string", **lengths, **forms, **(pattern if not lengths else {})}

    def integer(self, depth: int) -> Any:
        """An integer."""
        return {
            "type": "integer",
            **self._bounds(),
            **self._some(0.2, multipleOf=lambda: self._random.choice([1, 2, 5])),
        }

    def number(self, depth: int) -> Any:
        """A number."""
        steps = self._some(0 if self._is_plain else 0.15, multipleOf=lambda: self._random.choice([1, 0.1, 0.5, 2.0]))
        return {"type": "number", **self._bounds(), **steps}

    def _bounds(self) -> dict[str, Any]:
        least = self._random.choice([0, 1, -1, 0.5, -3, 1e15])
        most = least + self._random.choice([0, 1, 5, 2.5, 1e3, 2**60])
        low = self._some(0.4, minimum=lambda: least) or self._some(0.2, exclusiveMinimum=lambda: least)
        return {**low, **(self._some(0.4, maximum=lambda: most) or self._some(0.2, exclusiveMaximum=lambda: most))}

    def simple(self, depth: int) -> Any:
        """A schema that says a type or nothing."""
        return self._random.choice(
            (
                *({"type": "boolean"}, {"type": "boolean"}, {"type": "null"}, {"type": ["string", "null"]}, {}, True),
                *({"type": ["integer", "string"]}, {"type": "array"}, {"type": "object"}),
                *(() if self._is_plain else ({"minimum": 1}, {"minLength": 1})),
            )
        )

    def values(self, depth: int) -> Any:
        """Some values."""
        allowed = [
            each
            for each in _VALUES
            if not self._is_plain or (each != 1.5 and each != 2**70 and str(each)[:1] not in "[{")
        ]
        if self._chance(0.5):
            return {"const": self._random.choice(allowed)}
        enum = [self._random.choice(allowed) for _ in range(self._random.randint(1, 4))]
        return {"enum": ["a", "b", "x"] if self._chance(0.4) else enum, **self._some(0.1, minLength=lambda: 1)}

    def reference(self, depth: int) -> Any:
        """A reference, to a later schema unless it's the last."""
        # A plain one leads to no definition that may lead back: the first three may lead to the last.
        later = NAMES[-1:] if self._is_plain else NAMES[min(depth, len(NAMES) - 1) :]
        return {"$ref": f"#/$defs/{self._random.choice(NAMES if self._rarely(0.1) else later)}"}

    def array(self, depth: int) -> Any:
        """An array or a tuple."""
        lengths = self._some(
            0.3, minItems=lambda: self._random.choice([0, 1, 2]), maxItems=lambda: self._random.choice([2, 3])
        )
        if (self._chance(0.2) and not self._is_plain) or self._chance(0.1):
            items = [self.schema(depth + 1) for _ in range(self._random.randint(1, 3))]
            closed = (
                {"minItems": len(items), "maxItems": len(items)} if self._is_plain or self._chance(0.5) else lengths
            )
            more = self._some(0.5, additionalItems=lambda: self._random.choice([False, self.schema(depth + 1)]))
            return {"type": "array", "items": items, **closed, **more}
        rare = self._some(
            0 if self._is_plain else 0.15, uniqueItems=lambda: True, contains=lambda: self.schema(depth + 1)
        )
        return {"type": "array", **self._some(0.9, items=lambda: self.schema(depth + 1)), **lengths, **rare}

    def object(self, depth: int) -> Any:
        """An object with properties, or a map."""
        if self._chance(0.15):
            return {"type": "object", "additionalProperties": self.schema(depth + 1), **self._rare(depth)}
        keys = self._random.sample(_KEYS, self._random.randint(1, 4))
        properties = {key: self.schema(depth + 1) for key in keys}
        if self._chance(0.3):
            properties["type"] = {"const": self._random.choice(["a", "b", 1, True])}
        required = [key for key in properties if self._chance(0.5)]
        asked = {"required": [*required, *(["undeclared"] if self._chance(0.1) else [])]} if required else {}
        closed = self._some(
            0.35, additionalProperties=lambda: self._random.choice([False, False, True, {"type": "string"}])
        )
        typed = {} if self._rarely(0.1) else {"type": "object"}
        return {**typed, "properties": properties, **asked, **closed, **self._rare(depth)}

    def _rare(self, depth: int) -> dict[str, Any]:
        return self._some(
            0 if self._is_plain else 0.03,
            patternProperties=lambda: {"^x": self.schema(depth + 1)},
            propertyNames=lambda: {"maxLength": 4},
            minProperties=lambda: 2,
            maxProperties=lambda: 2,
            dependencies=lambda: {"a": ["b"], "b": {"required": ["int"]}},
        )

    def union(self, depth: int) -> Any:
        """Several schemas of which one, any or all must fit."""
        word = self._random.choice(["anyOf"] if self._is_plain else ["anyOf", "oneOf", "oneOf", "allOf"])
        options = [self.schema(depth + 1) for _ in range(self._random.randint(1, 3))]
        typed = self._some(0.1, type=lambda: self._random.choice(["object", "string", ["integer", "null"]]))
        return {word: options, **typed}

    def odd(self, depth: int) -> Any:
        """What few documents have."""
        return self._random.choice(
            [
                {"not": self.schema(depth + 1)},
                {"if": self.schema(depth + 1), "then": self.schema(depth + 1), "else": self.schema(depth + 1)},
                {"minimum": 0, "minLength": 1, "items": self.schema(depth + 1)},
                False,
            ]
        )
