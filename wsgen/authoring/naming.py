"""Writes a name as a document's other names are written: `SendPhoto` is `send_photo` where tags are in snake case."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

Spelling = Callable[[tuple[str, ...]], str]

_SPELLINGS: Final[Mapping[str, Spelling]] = MappingProxyType(
    {
        "snake": lambda words: "_".join(word.lower() for word in words),
        "kebab": lambda words: "-".join(word.lower() for word in words),
        "dotted": lambda words: ".".join(word.lower() for word in words),
        "camel": lambda words: "".join((words[0].lower(), *(word.capitalize() for word in words[1:]))),
        "pascal": lambda words: "".join(word.capitalize() for word in words),
        "screaming": lambda words: "_".join(word.upper() for word in words),
        "flat": lambda words: "".join(word.lower() for word in words),
        "colon": lambda words: ":".join(word.lower() for word in words),
    }
)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name; the name itself where it has no letter or digit."""
    return tuple(_WORD.findall(name)) or (name,)


def spelled_alike(name: str, examples: Iterable[tuple[str, object]]) -> str:
    """`name` as the second name of each example is made from the first one; in snake case where none tells."""
    pairs = [(key, value) for key, value in examples if isinstance(value, str)]
    if any(key == value for key, value in pairs) and all(key == value for key, value in pairs):
        return name
    words = words_of(name)
    return max(_SPELLINGS.values(), key=lambda spelling: _share(spelling, pairs))(words)


def _share(spelling: Spelling, pairs: Sequence[tuple[str, str]]) -> float:
    """How much speaks for a spelling: what one word is says little of how several are joined."""
    found = [words_of(key) for key, value in pairs if spelling(words_of(key)) == value]
    return sum(1 if len(words) > 1 else 0.1 for words in found)


def named_like(name: str, action: str, examples: Iterable[tuple[str, str]]) -> str:
    """The name of an operation about the message `name`; `examples` are operations with the message of each."""
    counts: dict[str, int] = {}
    for operation, message in examples:
        for each, mark in ((message, "{}"), (message[:1].upper() + message[1:], "{Name}")):
            if each and each in operation:
                pattern = operation.replace(each, mark)
                counts[pattern] = counts.get(pattern, 0) + 1
                break
    if not counts:
        return f"{action}{name[:1].upper()}{name[1:]}"
    pattern = max(counts, key=lambda each: counts[each])
    return pattern.replace("{}", name).replace("{Name}", name[:1].upper() + name[1:])
