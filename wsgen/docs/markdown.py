"""Turns descriptions, which are CommonMark, into HTML: the part of it that does no harm; all else stays text."""

import html
import re
from collections.abc import Callable, Iterator
from typing import Final

from .html import Html, code, element, join, text

_LONGEST: Final = 20_000
_DEEPEST: Final = 5

_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING: Final = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE: Final = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*")
_RULE: Final = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_QUOTE: Final = re.compile(r" {0,3}> ?")
_ITEM: Final = re.compile(r"( {0,3})(?:[-*+]|(\d{1,9})[.)])([ \t]+)(?=\S)")
_INDENTED: Final = re.compile(r"    ")

# Emphasis ends soon or never, so that text which begins it everywhere takes no time.
_INLINE: Final = re.compile(
    r"(?P<ticks>`+)(?P<code>.{1,1000}?)(?<!`)(?P=ticks)(?!`)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|<(?P<auto>(?:https?|mailto):[^\s<>]+)>"
    r"|!?\[(?P<label>[^\[\]]*)\]\((?P<target>[^()\s]*)(?:\s+\"[^\"]*\")?\)"
    r"|(?P<strong>\*\*|(?<!\w)__)(?=\S)(?P<loud>.{1,1000}?)(?<=\S)(?P=strong)"
    r"|(?P<em>\*|(?<!\w)_)(?=[^\s*_])(?P<soft>.{1,1000}?)(?<=[^\s*])(?P=em)(?!\w)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<break>(?: {2,}|\\)\n)",
    re.DOTALL,
)
_SAFE: Final = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


def blocks(said: str) -> Html:
    """Paragraphs, lists, quotes, code; what is longer than any description is paragraphs of plain text."""
    said = said.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    if len(said) > _LONGEST:
        return join(element("p", text(each)) for each in said.split("\n\n") if each.strip())
    return join(_blocks(said.split("\n"), 0))


def line(said: str) -> Html:
    """Text in one line: emphasis, code and links."""
    shown = " ".join(said.split())
    return text(shown) if len(shown) > _LONGEST else _inline(shown, 0)


def _blocks(lines: list[str], depth: int) -> Iterator[Html]:
    at = 0
    while at < len(lines):
        now = lines[at]
        if not now.strip():
            at += 1
        elif depth >= _DEEPEST:
            yield element("p", text("\n".join(lines[at:])))
            return
        elif fence := _FENCE.match(now):
            end = next((n for n in range(at + 1, len(lines)) if lines[n].strip().startswith(fence[1])), len(lines))
            yield _preformatted(lines[at + 1 : end])
            at = end + 1
        elif _INDENTED.match(now):
            end = _end(lines, at, lambda each: bool(_INDENTED.match(each)) or not each.strip())
            yield _preformatted([each[4:] for each in lines[at:end]])
            at = end
        elif heading := _HEADING.fullmatch(now):
            yield _heading(heading[1])
            at += 1
        elif _RULE.fullmatch(now):
            yield Html("<hr>")
            at += 1
        elif _QUOTE.match(now):
            end = _end(lines, at, lambda each: bool(_QUOTE.match(each)))
            yield element("blockquote", *_blocks([_QUOTE.sub("", each, 1) for each in lines[at:end]], depth + 1))
            at = end
        elif _ITEM.match(now):
            list_, at = _list(lines, at, depth)
            yield list_
        else:
            end = at + 1
            while end < len(lines) and lines[end].strip() and not _begins(lines[end]):
                end += 1
            if end < len(lines) and _UNDERLINE.fullmatch(lines[end]):
                yield _heading(" ".join(lines[at:end]))
                at = end + 1
            else:
                yield element("p", _inline("\n".join(each.lstrip() for each in lines[at:end]).rstrip(), 0))
                at = end


def _list(lines: list[str], at: int, depth: int) -> tuple[Html, int]:
    """A list, and the line after it."""
    number = (_ITEM.match(lines[at]) or [None, None, None])[2]
    items: list[Html] = []
    while at < len(lines) and (marker := _ITEM.match(lines[at])) and bool(marker[2]) == bool(number):
        width = min(marker.end(), len(marker[0].rstrip()) + 4)
        held = [lines[at][marker.end() :]]
        at += 1
        while at < len(lines) and (not lines[at].strip() or lines[at].startswith(" " * width)):
            held.append(lines[at][width:])
            at += 1
        while at < len(lines) and held[-1].strip() and lines[at].strip() and not _begins(lines[at]):
            held.append(lines[at].lstrip())
            at += 1
        parts = list(_blocks(held, depth + 1))
        # A single paragraph stands in its item as it is.
        only = parts[0] if len(parts) == 1 and parts[0].startswith("<p>") else None
        items.append(element("li", Html(only[3:-4]) if only is not None else join(parts)))
    return (element("ol", *items, start=str(int(number))) if number else element("ul", *items)), at


def _end(lines: list[str], at: int, goes_on: Callable[[str], bool]) -> int:
    end = at
    while end < len(lines) and goes_on(lines[end]):
        end += 1
    return end


def _begins(now: str) -> bool:
    """Whether a line ends the paragraph before it."""
    return bool(
        _FENCE.match(now) or _HEADING.fullmatch(now) or _UNDERLINE.fullmatch(now) or _RULE.fullmatch(now)
    ) or bool(_QUOTE.match(now) or _ITEM.match(now))


def _heading(said: str) -> Html:
    # Headings of a description would stand among the page's own.
    return element("p", element("strong", _inline(said.strip(), 0)))


def _preformatted(lines: list[str]) -> Html:
    return element("pre", code("\n".join(lines).strip("\n")), tabindex="0")


def _inline(said: str, depth: int) -> Html:
    if depth >= _DEEPEST:
        return text(said)
    parts: list[Html] = []
    at = 0
    for found in _INLINE.finditer(said):
        parts += (text(said[at : found.start()]), _piece(found, depth))
        at = found.end()
    return join((*parts, text(said[at:])))


def _piece(found: re.Match[str], depth: int) -> Html:
    match found.lastgroup:
        case "code":
            return code(" ".join(found["code"].split()))
        case "escaped":
            return text(found["escaped"])
        case "auto":
            return _link(found["auto"], text(found["auto"].removeprefix("mailto:")))
        case "target" | "label":
            # A picture would be fetched: its words are what is left of it.
            return _link(found["target"], _inline(found["label"], depth + 1), is_picture=found[0].startswith("!"))
        case "loud":
            return element("strong", _inline(found["loud"], depth + 1))
        case "soft":
            return element("em", _inline(found["soft"], depth + 1))
        case "entity":
            return text(html.unescape(found["entity"]))
        case "break":
            return Html("<br>")
        case _:
            return text(found[0])


def _link(target: str, label: Html, *, is_picture: bool = False) -> Html:
    if is_picture or not _SAFE.match(target):
        return label
    return element("a", label, href=target, rel="noreferrer")
