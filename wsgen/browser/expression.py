"""An expression of JavaScript that is broken over lines where it is too wide for one, and the names that it calls."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import LiteralString

from ..code.literal import Code, compose, join
from .literal import WIDTH, indented


@dataclass(frozen=True, slots=True)
class Expression:
    """What stands between `opening` and `closing`, or nothing but `opening`; `calls` are functions that it needs."""

    opening: Code
    items: tuple["Item", ...]
    closing: Code
    calls: frozenset[str]
    flat: Code

    def written(self, indent: int, column: int) -> Code:
        """Its text where its line begins at `indent` and itself at `column`; further lines begin at 0."""
        # A comma or a bracket may follow.
        if not self.items or column + len(self.flat) + 2 <= WIDTH:
            return self.flat
        if len(self.items) == 1 and not self.items[0].prefix:
            inner = self.items[0].value.written(indent, column + len(self.opening))
            return compose("{a}{b}{c}", a=self.opening, b=inner, c=self.closing)
        lines = join("", (each.line(indent + 2) for each in self.items))
        return compose("{a}{b}\n{c}", a=self.opening, b=lines, c=self.closing)


@dataclass(frozen=True, slots=True)
class Item:
    """One of several parts; `prefix` is its key, with what follows a key."""

    prefix: Code
    value: Expression

    @property
    def flat(self) -> Code:
        """Both on one line."""
        return compose("{a}{b}", a=self.prefix, b=self.value.flat)

    def line(self, indent: int) -> Code:
        """A line of its own."""
        value = indented(self.value.written(indent, indent + len(self.prefix)))
        return compose("\n  {a}{b},", a=self.prefix, b=value)


def leaf(code: Code) -> Expression:
    """What is never broken."""
    return Expression(code, (), compose(""), frozenset(), code)


def call(name: LiteralString, *arguments: Expression) -> Expression:
    """A call of one of the runtime's functions."""
    return _around(compose("{name}(", name=compose(name)), (_plain(each) for each in arguments), compose(")"), name)


def call_with_object(name: LiteralString, members: Iterable[tuple[Code, Expression]]) -> Expression:
    """A call with one object, whose keys `member_key` wrote."""
    opening = compose("{name}({{", name=compose(name))
    return _around(opening, (_member(*each) for each in members), compose("}})"), name, compose(" "))


def call_with_array(name: LiteralString, items: Iterable[Expression]) -> Expression:
    """A call with one array."""
    return _around(compose("{name}([", name=compose(name)), (_plain(each) for each in items), compose("])"), name)


def array(items: Iterable[Expression]) -> Expression:
    """An array."""
    return _around(compose("["), (_plain(each) for each in items), compose("]"))


def mapping(members: Iterable[tuple[Code, Expression]]) -> Expression:
    """An object, whose keys `member_key` wrote."""
    return _around(compose("{{"), (_member(*each) for each in members), compose("}}"), padding=compose(" "))


def named(name: LiteralString) -> Expression:
    """One of the runtime's constants."""
    code = compose(name)
    return Expression(code, (), compose(""), frozenset({name}), code)


def late(reference: Code) -> Expression:
    """A reference that is looked up when it is needed."""
    return call("ref", leaf(compose("() => {reference}", reference=reference)))


def _plain(value: Expression) -> Item:
    return Item(compose(""), value)


def _member(key: Code, value: Expression) -> Item:
    return Item(compose("{key}: ", key=key), value)


def _around(
    opening: Code, parts: Iterable[Item], closing: Code, name: str | None = None, padding: Code | None = None
) -> Expression:
    items = tuple(parts)
    pad = padding if padding is not None and items else compose("")
    inner = join(", ", (each.flat for each in items))
    flat = compose("{a}{pad}{inner}{pad}{c}", a=opening, pad=pad, inner=inner, c=closing)
    calls = frozenset[str]().union(*(each.value.calls for each in items), {name} if name is not None else ())
    return Expression(opening, items, closing, calls, flat)
