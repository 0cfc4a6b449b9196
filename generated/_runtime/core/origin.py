"""Decides by the header `Origin` which web sites' pages may open connections (RFC 6455 §10.2)."""

import re
from collections.abc import Iterable
from typing import Final

# RFC 6454 §6.1: a scheme, a host, and a port where it isn't the scheme's own.
_ORIGIN: Final = re.compile(
    r"[a-z][a-z0-9+.-]*://(?:\*\.)?(?:[^\s/?#@\\*:]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.IGNORECASE
)
_PORTS: Final = {"http": ":80", "https": ":443", "ws": ":80", "wss": ":443"}
_SHOWN: Final = 100


class Origins:
    """The origins that are let in: `https://example.org`, `https://*.example.org` for every host below, or `null`.

    Raises ValueError for what is no origin, such as one with a path.
    """

    def __init__(self, origins: Iterable[str]) -> None:
        if isinstance(origins, str):
            raise ValueError(f"origins are several: write ({origins!r},)")  # noqa: TRY004 - as for what's in it
        self._exact: set[str] = set()
        self._below: list[tuple[str, str]] = []
        for origin in origins:
            if origin != "null" and not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin: it is a scheme and a host, as https://example.org, no more")
            scheme, star, host = _settle(origin).partition("://*.")
            if star:
                self._below.append((f"{scheme}://", f".{host}"))
            else:
                self._exact.add(scheme)

    def allow(self, origin: str) -> bool:
        """Say whether a browser's page of this origin may connect."""
        settled = _settle(origin)
        if settled in self._exact:
            return True
        return any(
            settled.startswith(scheme) and settled.endswith(host) and len(settled) > len(scheme) + len(host)
            for scheme, host in self._below
        )


def shown(origin: str) -> str:
    """Write an origin for a log: whoever connects chooses it."""
    return ascii(origin if len(origin) <= _SHOWN else f"{origin[:_SHOWN]}…")


def _settle(origin: str) -> str:
    """Write an origin in the one way that browsers do: in lower case, without the scheme's own port."""
    settled = origin.strip().lower()
    scheme = settled.partition("://")[0]
    return settled.removesuffix(_PORTS.get(scheme, ":"))
