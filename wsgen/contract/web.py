"""Asks web servers: those that keep contracts, and those that set a provider's states."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from types import MappingProxyType
from typing import Final
from urllib.parse import urljoin, urlsplit

_SECONDS: Final = 20.0
_MOST: Final = 64 << 20
_MOST_REDIRECTS: Final = 6
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HANDLERS: Final = (
    urllib.request.ProxyHandler,
    urllib.request.HTTPHandler,
    urllib.request.HTTPSHandler,
    urllib.request.HTTPDefaultErrorHandler,
    urllib.request.HTTPErrorProcessor,
)
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class WebError(Exception):
    """There is no usable answer; the message says why. `status` is its code (HTTP), None where there is none."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


def is_url(text: str) -> bool:
    """Whether `text` is the address of a web page."""
    return text.lower().startswith(("http://", "https://"))


def get(url: str, headers: Mapping[str, str] = _NOTHING) -> bytes:
    """What stands at a URL. Headers don't follow to another host. Raises WebError."""
    return _answer(urllib.request.Request(url, headers={**headers}), url)  # noqa: S310 - checked by _answer.


def post(url: str, text: str) -> bytes:
    """The answer to JSON that is posted to a URL. Raises WebError."""
    headers = {"Content-Type": "application/json"}
    return _answer(urllib.request.Request(url, text.encode(), headers, method="POST"), url)  # noqa: S310 - as above.


def _answer(request: urllib.request.Request, url: str) -> bytes:
    for _ in range(_MOST_REDIRECTS):
        if not is_url(url):
            raise WebError(f"{_shown(url)} is no http:// or https:// address")
        answer = _asked(request, url)
        if isinstance(answer, bytes):
            return answer
        following = urljoin(url, answer)
        # Another host isn't to hear what this one was told.
        headers = {**request.headers} if urlsplit(following)[:2] == urlsplit(url)[:2] else dict[str, str]()
        request, url = urllib.request.Request(following, headers=headers), following  # noqa: S310 - see above.
    raise WebError(f"{_shown(url)} redirects without end")


def _asked(request: urllib.request.Request, url: str) -> bytes | str:
    """One answer, or where it is to be found instead."""
    place = _shown(url)
    # Without urllib's own handler of redirects, which would tell secrets to another host.
    opener = urllib.request.OpenerDirector()
    for each in _HANDLERS:
        opener.add_handler(each())
    ask = opener.open
    try:
        with ask(request, timeout=_SECONDS) as answer:
            content: bytes = answer.read(_MOST + 1)
    except urllib.error.HTTPError as error:
        with error:
            target = error.headers.get("Location")
            if error.code in _REDIRECTS and target and request.get_method() == "GET":
                return target
            raise WebError(f"{place} answers {error.code} {error.reason}".rstrip(), error.code) from None
    except urllib.error.URLError as error:
        raise WebError(f"{place} can't be reached: {_reason(error.reason)}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise WebError(f"{place} can't be read: {_reason(error)}") from None
    if len(content) > _MOST:
        raise WebError(f"{place} answers with more than {_MOST >> 20} MiB")
    return content


def _shown(url: str) -> str:
    """A URL without who asks, for people."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _reason(reason: object) -> str:
    if isinstance(reason, TimeoutError):
        return f"no answer in {_SECONDS:g} s"
    return str(getattr(reason, "strerror", None) or reason)
