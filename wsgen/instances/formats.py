"""Makes texts of the formats that JSON Schema names (draft 7 §7.3), and of those that documents use beside them."""

from collections.abc import Callable, Mapping
from typing import Final

from .choices import Choices
from .manner import Manner

_SAMPLES: Final[Mapping[str, tuple[str, ...]]] = {
    "date-time": ("2024-01-31T12:00:00Z", "1999-12-31T23:59:59.123+02:00", "2024-02-29T00:00:00-11:30"),
    "date": ("2024-01-31", "2024-02-29", "1970-01-01"),
    "time": ("12:00:00Z", "23:59:59.999+01:00", "00:00:00Z"),
    "duration": ("P1D", "PT30S", "P1Y2M3DT4H5M6S", "P2W"),
    "email": ("ada@example.com", "a.b+c@sub.example.org", "x@example.com"),
    "idn-email": ("ada@example.com", "ada@bücher.example"),
    "hostname": ("example.com", "a.b-c.example", "localhost", "a"),
    "idn-hostname": ("example.com", "bücher.example"),
    "ipv4": ("192.0.2.1", "0.0.0.0", "255.255.255.255"),  # noqa: S104 - a value, nothing is bound
    "ipv6": ("2001:db8::1", "::", "::ffff:192.0.2.1", "fe80:0:0:0:0:0:0:1"),
    "uri": ("https://example.com/a", "urn:example:a", "https://example.com:8443/a/b?c=d#e"),
    "uri-reference": ("/a/b", "https://example.com/", "#a", ""),
    "iri": ("https://example.com/ä", "urn:example:a"),
    "iri-reference": ("/ä", "#ä"),
    "url": ("https://example.com/a", "https://example.com"),
    "uri-template": ("/a/{b}", "https://example.com/{?c,d}", ""),
    "uuid": ("123e4567-e89b-42d3-a456-426614174000", "00000000-0000-0000-0000-000000000000"),
    "json-pointer": ("/a/b", "", "/~0/~1"),
    "relative-json-pointer": ("1/a", "0#", "0"),
    "regex": ("^a+$", "[0-9]", ""),
    "byte": ("AQID", "", "/+8="),
    "phone": ("+12025550123", "+4930901820"),
}


def of_format(name: str, choices: Choices, manner: Manner) -> str | None:
    """A text of a format; None where nothing is known of it."""
    samples = _SAMPLES.get(name)
    if samples is None:
        return None
    if manner is Manner.PLAIN:
        return samples[0]
    make = _MAKERS.get(name)
    return make(choices) if make is not None and choices.is_so(0.6) else choices.pick(samples)


def _date(choices: Choices) -> str:
    return f"{choices.whole(1970, 2100):04}-{choices.whole(1, 12):02}-{choices.whole(1, 28):02}"


def _time(choices: Choices) -> str:
    fraction = choices.pick(("", "", f".{choices.whole(0, 999999)}"))
    zone = choices.pick(("Z", "Z", f"+{choices.whole(0, 13):02}:30", f"-{choices.whole(0, 11):02}:00"))
    return f"{choices.whole(0, 23):02}:{choices.whole(0, 59):02}:{choices.whole(0, 59):02}{fraction}{zone}"


def _date_time(choices: Choices) -> str:
    return f"{_date(choices)}T{_time(choices)}"


def _ipv4(choices: Choices) -> str:
    return ".".join(str(choices.whole(0, 255)) for _ in range(4))


def _ipv6(choices: Choices) -> str:
    return ":".join(f"{choices.whole(0, 0xFFFF):x}" for _ in range(8))


def _uuid(choices: Choices) -> str:
    text = "".join(f"{choices.whole(0, 0xFFFF):04x}" for _ in range(8))
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def _label(choices: Choices) -> str:
    return "".join(choices.pick("abcxyz019") for _ in range(choices.whole(1, 8)))


def _hostname(choices: Choices) -> str:
    return ".".join(_label(choices) for _ in range(choices.whole(1, 3)))


_MAKERS: Final[Mapping[str, Callable[[Choices], str]]] = {
    "date-time": _date_time,
    "date": _date,
    "time": _time,
    "duration": lambda choices: f"P{choices.whole(0, 30)}DT{choices.whole(0, 23)}H",
    "email": lambda choices: f"{_label(choices)}@{_label(choices)}.example",
    "hostname": _hostname,
    "ipv4": _ipv4,
    "ipv6": _ipv6,
    "uri": lambda choices: f"https://{_label(choices)}.example/{_label(choices)}",
    "uuid": _uuid,
    "json-pointer": lambda choices: f"/{_label(choices)}/{choices.whole(0, 9)}",
}
