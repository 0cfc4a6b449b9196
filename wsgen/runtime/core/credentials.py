"""How a secret stands in a header, or among the subprotocols that a client offers, and how it is read there again."""

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Final

PLACE: Final = re.compile(r"\{token(?::(base64|base64url))?\}")
"""Where the secret stands in a form: `Bearer {token}`, `Basic {token:base64}`, `bearer, {token}`."""
# RFC 6455 §4.1 (10): a subprotocol is a token of RFC 9110 §5.6.2.
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def write_credential(form: str, secret: str) -> str:
    """Put a secret into a form."""
    return PLACE.sub(lambda place: _encode(place[1], secret), form)


def read_credential(form: str, text: str) -> str | None:
    """Take the secret out again; None where the text has another form. The case of what is before it means nothing."""
    place = PLACE.search(form)
    if place is None:
        return None
    before, after = form[: place.start()], form[place.end() :]
    inner = text[len(before) : len(text) - len(after)]
    if len(text) < len(before) + len(after) or text[: len(before)].lower() != before.lower():
        return None
    if after and not text.endswith(after):
        return None
    return _decode(place[1], inner.strip())


def offers(form: str, secret: str) -> tuple[str, ...]:
    """Give what a client offers as subprotocols for a secret, in order; `form` is a list with commas.

    Raises ValueError where a subprotocol can't hold the secret as it is.
    """
    offered = tuple(write_credential(part, secret) for part in _parts(form))
    if not all(map(is_subprotocol, offered)):
        raise ValueError("a subprotocol has letters, digits and some signs: `{token:base64url}` can write any token")
    return offered


def read_offer(form: str, offered: Iterable[str], known: Iterable[str]) -> str | None:
    """Find a secret among the subprotocols that a client offers; `known` are those that are one indeed.

    A part that is nothing but the secret is what follows the part before it, else the first that isn't known.
    """
    parts, given = _parts(form), list(offered)
    at = next((number for number, part in enumerate(parts) if PLACE.search(part)), None)
    if at is None:
        return None
    part, candidates = parts[at], given
    if PLACE.fullmatch(part):
        before = parts[at - 1] if at else None
        if before is not None:
            candidates = given[given.index(before) + 1 :][:1] if before in given else []
        taken = {*known, *markers(form)}
        candidates = [each for each in candidates if each not in taken]
    read = (read_credential(part, each) for each in candidates)
    return next((secret for secret in read if secret is not None), None)


def markers(form: str) -> tuple[str, ...]:
    """Give the parts of a form that say nothing secret, which a server may choose."""
    return tuple(part for part in _parts(form) if not PLACE.search(part))


def is_subprotocol(name: str) -> bool:
    """Say whether a name can be one of a subprotocol (RFC 6455 §4.1)."""
    return _TOKEN.fullmatch(name) is not None


def _parts(form: str) -> list[str]:
    return [part.strip() for part in form.split(",")]


def _encode(coding: str | None, secret: str) -> str:
    data = secret.encode()
    if coding == "base64":
        return base64.b64encode(data).decode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=") if coding == "base64url" else secret


def _decode(coding: str | None, text: str) -> str | None:
    if coding is None:
        return text
    altchars = b"-_" if coding == "base64url" else b"+/"
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
