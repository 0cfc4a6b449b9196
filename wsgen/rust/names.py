"""Makes names of Rust: types are called as in Python, fields and variants as documents call them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from ..plan.protocol import Connection, Direction, Protocol

# The Rust Reference §Keywords, and what the generated files mean by a name.
_KEYWORDS: Final = """
abstract as async await become box break const continue crate do dyn else enum extern false final fn for gen if impl in
let loop macro match mod move mut override priv pub ref return self static struct super trait true try type typeof
unsafe unsized use virtual where while yield
"""
_TYPE_WORDS: Final = """
BTreeMap Box Default Deserialize Err Into None Nothing Ok Option Result Self Serialize Some String Value Vec
bool char f32 f64 i128 i16 i32 i64 i8 isize str u128 u16 u32 u64 u8 usize
"""
_CLASS_WORDS: Final = "ClientError Debug DecodeError EncodeError From Future Tag Transport Tungstenite VecDeque"
_WORDS: Final = frozenset(_KEYWORDS.split())
_TYPES: Final = frozenset((*_TYPE_WORDS.split(), *_KEYWORDS.split()))
_CLASSES: Final = frozenset(_CLASS_WORDS.split())
_PART: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[A-Z]")


def field_name(wire: str) -> str:
    """What a field is called that the wire calls so: ASCII words in small letters."""
    joined = re.sub(r"_+", "_", re.sub(r"[^A-Za-z0-9]+", "_", wire)).strip("_")
    plain = joined if joined == joined.lower() else "_".join(part.lower() for part in _PART.findall(joined))
    return _begun(plain or "field", "field_")


def variant_name(value: str) -> str:
    """What a variant is called that stands for this text: ASCII words with great first letters."""
    parts = _PART.findall(re.sub(r"[^A-Za-z0-9]+", " ", value))
    plain = "".join(part[:1].upper() + part[1:].lower() for part in parts)
    return _begun(plain or ("Other" if value else "Empty"), "N")


def type_name(word: str, taken: AbstractSet[str] = frozenset()) -> str:
    """What a type is called that is called `word` in Python; what is taken, or Rust's own, gets a number, or `_`."""
    plain = re.sub(r"[^A-Za-z0-9_]", lambda found: f"U{ord(found[0]):x}", word).strip("_") or "Type"
    plain = _begun(plain, "Type")
    return free(plain[:1].upper() + plain[1:], _TYPES | taken)


def free(word: str, taken: AbstractSet[str]) -> str:
    """The word, or with the first number from 2 on that nobody has, where it is taken."""
    if word not in taken:
        return word
    number = 2
    while f"{word}{number}" in taken:
        number += 1
    return f"{word}{number}"


def distinct(words: Iterable[str], reserved: AbstractSet[str] = frozenset()) -> Iterator[str]:
    """The words in their order; one that was there before gets a number, one that Rust or `reserved` has gets `_`."""
    seen: set[str] = set()
    for word in words:
        plain = f"{word}_" if word in _WORDS or word in reserved or word == "Self" else word
        chosen = plain
        number = 2
        while chosen in seen:
            chosen = f"{plain}_{number}"
            number += 1
        seen.add(chosen)
        yield chosen


def class_names(protocol: Protocol) -> Mapping[str, str]:
    """The names of clients and of the frames of each direction, by what they are called in Python."""
    found: dict[str, str] = {}
    for each in protocol.connections:
        for word in (each.client_class, *(frames_name(each, way) for way in Direction)):
            found[word] = type_name(word, _CLASSES.union(found.values()))
    return found


def frames_name(connection: Connection, direction: Direction) -> str:
    """What the frames of one direction are called, before it is said whether that name is free."""
    if direction is Direction.CLIENT_TO_SERVER:
        return f"{connection.client_class}ToServer"
    return f"{connection.server_class}ToClient"


def _begun(word: str, prefix: str) -> str:
    return prefix + word if word[:1].isdigit() else word
