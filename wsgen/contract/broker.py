"""Asks a Pact broker for the contracts of a provider, by the links that the broker gives (HAL)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from ..spec.node import Value
from .web import WebError, get

_ACCEPT: Final = "application/hal+json, application/json;q=0.9"
_LATEST: Final = "pb:latest-provider-pacts"


@dataclass(frozen=True, slots=True)
class Broker:
    """A broker, and who asks it: `authorization` is the header of that name, empty for none."""

    url: str
    authorization: str = field(default="", repr=False)

    def contract(self, url: str) -> bytes:
        """The contract at a URL, which hears who asks only where it is the broker's. Raises WebError."""
        return get(url, self._headers(url))

    def latest(self, provider: str) -> tuple[str, ...]:
        """The URLs of the latest contract of each consumer of a provider. Raises WebError."""
        index = self._links(self.url)
        link = _target(index.get(_LATEST))
        if link is None:
            raise WebError(f"{self.url} is no Pact broker: it has no link {_LATEST}")
        listing = urljoin(self.url, link.replace("{provider}", quote(provider, safe="")))
        try:
            links = self._links(listing)
        except WebError as error:
            if error.status == 404:
                raise WebError(f"the broker knows no provider {provider!r}") from None
            raise
        # Older brokers call them `pacts`.
        pacts = links.get("pb:pacts", links.get("pacts"))
        found = tuple(_targets(pacts))
        if not found:
            raise WebError(f"the broker has no contract of the provider {provider!r}")
        return tuple(urljoin(listing, each) for each in found)

    def _links(self, url: str) -> Mapping[str, Value]:
        try:
            page: Value = json.loads(get(url, self._headers(url)))
        except ValueError:
            raise WebError(f"{url} answers with what is no JSON; is it a Pact broker?") from None
        links = page.get("_links") if isinstance(page, dict) else None
        return links if isinstance(links, dict) else {}

    def _headers(self, url: str) -> Mapping[str, str]:
        is_ours = not self.url or urlsplit(url)[:2] == urlsplit(self.url)[:2]
        return {"Accept": _ACCEPT} | ({"Authorization": self.authorization} if self.authorization and is_ours else {})


def _targets(links: Value) -> Iterator[str]:
    for each in links if isinstance(links, list) else ():
        if (target := _target(each)) is not None:
            yield target


def _target(link: Value) -> str | None:
    target = link.get("href") if isinstance(link, dict) else None
    return target if isinstance(target, str) else None
