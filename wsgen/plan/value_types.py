"""The types of what stands behind the keys of a document that planning understands, and whether a value has one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ..spec.node import Value


@dataclass(frozen=True, slots=True)
class ValueType:
    """A type as the documentation calls it, whether a value has it, and the JSON Schema that says so to editors."""

    text: str
    accepts: Callable[[Value], bool]
    schema: Mapping[str, Value]


_SECRET: Final = re.compile(r"\{token(?::base64url)?\}")


def one_of(*allowed: str) -> ValueType:
    """The type of a word that is one of `allowed`."""
    text = " | ".join(f"`{each}`" for each in allowed)
    return ValueType(text, lambda value: value in allowed, {"enum": list(allowed)})


def is_text(value: Value) -> bool:
    """Whether it is a text that isn't empty."""
    return isinstance(value, str) and bool(value)


def is_scalar(value: Value) -> bool:
    """Whether it is a text, a number or a boolean."""
    return isinstance(value, str | int | float | bool)


def is_seconds(value: Value) -> bool:
    """Whether it is a number of seconds, more than none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def is_heartbeat(value: Value) -> bool:
    """Whether it says when the server pings, or that it never does."""
    if value is False:
        return True
    return isinstance(value, dict) and value.keys() <= {"interval", "timeout"} and all(map(is_seconds, value.values()))


def is_names(value: Value) -> bool:
    """Whether it is a name, or several."""
    return is_text(value) or (isinstance(value, list) and bool(value) and all(map(is_text, value)))


def is_stream(value: Value) -> bool:
    """Whether it says which messages begin and end a stream, or that there is none."""
    if value is False:
        return True
    if not isinstance(value, dict) or not value.keys() <= {"start", "end"} or "end" not in value:
        return False
    return is_names(value["end"]) and ("start" not in value or is_text(value["start"]))


ENVELOPE_FIELDS: Final = ("tag", "data", "topic", "request_id", "timestamp")
ROLE_FIELDS: Final = ("id", "code", "message", "details", "topics", "after")


def is_envelope(value: Value) -> bool:
    """Whether it describes an envelope, or says that there is none."""
    if value is False:
        return True
    words = {"schema", "timestamp_unit", *ENVELOPE_FIELDS}
    if not isinstance(value, dict) or not value.keys() <= {"around", "constants", *words}:
        return False
    around, constants = value.get("around", True), value.get("constants", {})
    if not isinstance(around, bool) or not isinstance(constants, dict) or not all(map(is_scalar, constants.values())):
        return False
    unit = value.get("timestamp_unit", "ms")
    return unit in {"ms", "s", "iso"} and all(is_text(value[word]) for word in words & value.keys())


def is_role_fields(value: Value) -> bool:
    """Whether it gives fields of the payload by a role's words."""
    return isinstance(value, dict) and value.keys() <= set(ROLE_FIELDS) and all(map(is_text, value.values()))


def is_tag(value: Value) -> bool:
    """Whether it is a value of a tag, or several."""
    return is_scalar(value) or (isinstance(value, list) and bool(value) and all(map(is_scalar, value)))


def is_offer(value: Value) -> bool:
    """Whether it is a list of subprotocols in which a token stands once."""
    return isinstance(value, str) and len(_SECRET.findall(value)) == 1 and not set("{}") & set(_SECRET.sub("", value))


def is_codes(value: Value) -> bool:
    """Whether it is a list of codes of diagnostics."""
    return isinstance(value, list) and all(map(is_text, value))


def is_closing(value: Value) -> bool:
    """Whether it gives a meaning to each of some close codes."""
    # RFC 6455 §7.4.2, without those codes that no close frame carries.
    allowed = {*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)}
    return isinstance(value, dict) and all(
        code.isdecimal() and int(code) in allowed and is_text(meaning) for code, meaning in value.items()
    )


def is_date(value: Value) -> bool:
    """Whether it is a day, written as ISO 8601 does in full: `2027-01-31`."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
