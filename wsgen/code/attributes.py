"""Gives each key of a JSON object a Python attribute: legal, free, and the key itself wherever that can be."""

import keyword
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from ..plan.identifier import Identifier
from .generated import TAKEN

METHODS: Final = frozenset(
    {
        *("construct", "copy", "dict", "from_orm", "json", "model_computed_fields", "model_config"),
        *("model_construct", "model_copy", "model_dump", "model_dump_json", "model_extra", "model_fields"),
        *("model_fields_set", "model_json_schema", "model_parametrized_name", "model_post_init", "model_rebuild"),
        *("model_validate", "model_validate_json", "model_validate_strings", "mro", "parse_file", "parse_obj"),
        *("parse_raw", "register", "schema", "schema_json", "to_wire", "to_wire_json", "update_forward_refs"),
        "validate",
    }
)
"""What a model's class has of its own or through its metaclass, in any Pydantic it runs on; a test compares."""

_FORBIDDEN: Final = METHODS | TAKEN | {"self", "cls"}


def attributes(keys: Iterable[str], taken: Iterable[str]) -> Mapping[str, Identifier]:
    """Key → attribute, in the keys' order.

    A key that can be an attribute is one; it never gives way to another key that merely looks like it. The others are
    spelled as near as Python allows, with `_` behind what is reserved or in `taken` (names that the class's own
    annotations and its parent use). Two keys never share an attribute.
    """
    reserved = _FORBIDDEN | frozenset(taken)
    ordered = tuple(keys)
    named = {key: Identifier(key) for key in ordered if _is_attribute(key) and key not in reserved}
    used = set(named.values())
    for key in ordered:
        if key in named:
            continue
        name = _spelled(key)
        while name in used or name in reserved or keyword.iskeyword(name):
            name += "_"
        named[key] = Identifier(name)
        used.add(named[key])
    return {key: named[key] for key in ordered}


def _is_attribute(key: str) -> bool:
    """Python reads a name in NFKC (language reference §2.3), and Pydantic keeps names with a leading `_` to itself."""
    if not key.isidentifier() or keyword.iskeyword(key) or key.startswith("_"):
        return False
    return unicodedata.normalize("NFKC", key) == key


def _spelled(key: str) -> str:
    # Twice, because a character that no name may hold can become one that a name may.
    text = unicodedata.normalize("NFKC", re.sub(r"\W+", "_", unicodedata.normalize("NFKC", key))).strip("_")
    text = "".join(character if f"_{character}".isidentifier() else "_" for character in text).strip("_")
    if not text:
        return "_".join(["u", *(f"{ord(character):x}" for character in key)]) if key else "blank"
    return text if text.isidentifier() else f"field_{text}"
