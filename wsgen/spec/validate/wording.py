"""Says in words what a value is, and what it should be."""

from typing import assert_never

from ..node import MappingNode, Node, ScalarNode, SequenceNode
from ..objects.kinds import Anything, Flag, Kind, ListOf, MapOf, Members, Object, Reference, SchemaKind, Text, Unread
from ..references import unescape


def name_of(node: Node) -> str:
    """What a message calls a value: the field that it is in, or `this` in a list."""
    name = unescape(node.location.pointer.rpartition("/")[2])
    return f"`{name}`" if name and not name.isdecimal() else "this"


def what_is(node: Node) -> str:
    """What a value is: `a list`, `a number`."""
    if isinstance(node, MappingNode):
        return "an object"
    if isinstance(node, SequenceNode):
        return "a list"
    match node.value:
        case None:
            return "empty"
        case bool():
            return "`true`" if node.value else "`false`"
        case str():
            return "a string"
        case _:
            return "a number"


def what_should_be(kind: Kind) -> str:
    """What a value of `kind` is."""
    match kind:
        case Text():
            return "a string"
        case Flag():
            return "true or false"
        case ListOf():
            return "a list"
        case MapOf():
            return "a map of names to values"
        case SchemaKind():
            return "a schema"
        case Reference(to=name):
            return f"a reference to a {name.lower()}"
        case Object() | Members() | Unread() | Anything():
            return "an object"
        case _:
            assert_never(kind)


def how_to_mend(node: Node, kind: Kind) -> str:
    """What to do about a value of the wrong type."""
    scalar = node if isinstance(node, ScalarNode) else None
    if scalar and scalar.value is None:
        return "give it a value, or remove it"
    match kind:
        case Text() if scalar:
            shown = str(scalar.value).lower() if isinstance(scalar.value, bool) else str(scalar.value)
            return f'put it in quotes: "{shown}"'
        case Text():
            return "write a text, in quotes"
        case Flag():
            return "write `true` or `false`, without quotes"
        case ListOf():
            return "write each item on a line of its own, after `-`"
        case MapOf() if isinstance(node, SequenceNode):
            return "write `name:` before each item instead of `-`"
        case MapOf():
            return "write `name: …` on a line of its own, indented, for each value"
        case SchemaKind():
            return "write a schema, such as `{type: string}`"
        case Reference() | Object() | Members() | Unread() | Anything():
            return "write `field: value` on lines of their own, indented"
        case _:
            assert_never(kind)


def with_article(noun: str) -> str:
    """A noun after `a` or `an`."""
    return f"{'an' if noun.lstrip('`')[:1].lower() in 'aeio' else 'a'} {noun}"


def listing(names: tuple[str, ...], *, last: str = "or") -> str:
    """Names for a sentence: `a`, `b` or `c`."""
    shown = [f"`{name}`" for name in names]
    return f" {last} ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part) if shown else "nothing"
