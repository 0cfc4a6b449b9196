"""Makes texts of the formats that JSON Schema names."""

from typing import Final

from .choices import Choices
from .manner import Manner

_SAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "date-time": ("2024-01-31T12:00:00Z", "1999-12-31T23:59:59.123+02:00", "2024-02-29T00:00:00-11:30"),
    "date": ("2024-01-31", "2024-02-29", "1970-01-01"),
    "time": ("12:00:00Z", "23:59:59.999+01:00"),
    "duration": ("P1D", "PT30S", "P1Y2M3DT4H5M6S", "P2W"),
    "email": ("ada@example.com", "a.b+c@sub.example.org"),
    "idn-email": ("ada@example.com",),
    "hostname": ("example.com", "a.b-c.example", "localhost"),
    "idn-hostname": ("example.com",),
    "ipv4": ("192.0.2.1", "0.0.0.0", "255.255.255.255"),  # noqa: S104 - a value, nothing is bound
    "ipv6": ("2001:db8::1", "::", "::ffff:192.0.2.1"),
    "uri": ("https://example.com/a", "urn:example:a", "https://example.com:8443/a/b?c=d#e"),
    "uri-reference": ("/a/b", "https://example.com/", "#a"),
    "iri": ("https://example.com/ä",),
    "iri-reference": ("/ä",),
    "url": ("https://example.com/a",),
    "uri-template": ("/a/{b}",),
    "uuid": ("123e4567-e89b-42d3-a456-426614174000", "00000000-0000-0000-0000-000000000000"),
    "json-pointer": ("/a/b", "", "/~0/~1"),
    "relative-json-pointer": ("1/a", "0#"),
    "regex": ("^a+$", "[0-9]"),
    "byte": ("AQID", ""),
}


def of_format(name: str, choices: Choices, manner: Manner) -> str | None:
    """A text of a format; None where nothing is known of it."""
    samples = _SAMPLES.get(name)
    if samples is None:
        return None
    return samples[0] if manner is Manner.PLAIN else choices.pick(samples)
