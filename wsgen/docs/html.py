"""The only way for text to become HTML: text and elements, as Html; what would be markup is escaped."""

import html
import json
import re
from collections.abc import Iterable
from typing import Final, LiteralString

from ..spec.node import Value

# What HTML forbids, what Python's UTF-8 can't say, and what reorders the text around it.
_UNSHOWN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_ENDS_SCRIPT: Final = re.compile(r"</script|<script|<!--", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]")


class Html(str):
    """A piece of HTML, made here and nowhere else; the page's templates print nothing but this."""

    __slots__ = ()


NOTHING: Final = Html("")


def text(said: str) -> Html:
    """Text as it stands, in an element or in an attribute."""
    shown = _UNSHOWN.sub("\ufffd", said.replace("\r\n", "\n").replace("\r", "\n"))
    return Html(html.escape(shown))


def element(tag: LiteralString, *children: Html, **attributes: str | bool) -> Html:
    """An element; `class_` is `class`, and `_` elsewhere `-`. An attribute that is False is left out.

    Raises TypeError for a child that is no Html.
    """
    written = "".join(
        f" {name.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{text(str(value))}"')
        for name, value in attributes.items()
        if value is not False
    )
    return Html(f"<{tag}{written}>{join(children)}</{tag}>")


def join(parts: Iterable[Html], between: LiteralString = "") -> Html:
    """All parts in their order. Raises TypeError where one is no Html."""
    return Html(between.join(map(_checked, parts)))


def code(said: str) -> Html:
    """Text as code in a line."""
    return element("code", text(said))


def json_text(value: Value) -> Html:
    """A value as JSON over several lines, each with marks for its colours."""
    shown = json.dumps(value, ensure_ascii=False, indent=2)
    return join(_painted(part) for part in _PARTS.findall(shown))


def json_data(value: object) -> Html:
    """A value as JSON inside a `<script>`, which nothing in it can end."""
    shown = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return Html(shown.replace("<", "\\u003c"))


def script(source: str) -> Html:
    """JavaScript inside a `<script>`. Raises ValueError for one that would end it, which wsgen's own never does."""
    if _ENDS_SCRIPT.search(source):
        raise ValueError("this script would end the element that it stands in")
    return Html(source)


def style(source: str) -> Html:
    """CSS inside a `<style>`. Raises ValueError for one that would end it, which wsgen's own never does."""
    if "</" in source:
        raise ValueError("this stylesheet would end the element that it stands in")
    return Html(source)


def anchor(kind: LiteralString, *names: str) -> str:
    """The id of something on the page, and the fragment that leads there: the same as long as its name is."""
    return f"{kind}-{'.'.join(map(_fragment, names))}"


def _fragment(name: str) -> str:
    return "".join(each if _PLAIN.fullmatch(each) else f"~{ord(each):x}~" for each in name)


_PARTS: Final = re.compile(r'"(?:[^"\\]|\\.)*"(?:: )?|[^"]+')


def _painted(part: str) -> Html:
    if part.endswith(": "):
        return Html(f'<span class="k">{text(part[:-2])}</span>: ')
    return element("span", text(part), class_="s") if part.startswith('"') else text(part)


def _checked(part: object) -> Html:
    if not isinstance(part, Html):
        raise TypeError(f"not Html: {part!r}")
    return part
