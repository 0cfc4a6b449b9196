"""What the section about changes needs: what changed since when, the weightiest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..breaking.change import Change, Level
from ..plan.protocol import Protocol
from .html import NOTHING, Html, anchor, code, element, text
from .markdown import line

_MEANING: Final = {
    Level.BREAKING: "Peers that were built before no longer work in every case.",
    Level.RISKY: "Peers that were built before may meet what they don’t expect.",
    Level.SAFE: "Peers that were built before notice nothing.",
}


@dataclass(frozen=True, slots=True)
class News:
    """What changed since `since`, a file or revision as the user named it."""

    since: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class LevelView:
    """All changes of one weight."""

    name: Html
    class_: Html
    meaning: Html
    changes: tuple[tuple[Html, Html, Html], ...]


@dataclass(frozen=True, slots=True)
class NewsView:
    """The whole section."""

    since: Html
    is_empty: bool
    levels: tuple[LevelView, ...]


def news_view(protocol: Protocol, news: News) -> NewsView:
    """The section about changes."""
    levels = (_level(protocol, level, news.changes) for level in Level)
    return NewsView(code(news.since), not news.changes, tuple(each for each in levels if each.changes))


def _level(protocol: Protocol, level: Level, changes: Iterable[Change]) -> LevelView:
    rows = tuple(
        (_where(protocol, each), line(each.message), line(each.reason)) for each in changes if each.level is level
    )
    return LevelView(text(level.value.capitalize()), text(level.value), text(_MEANING[level]), rows)


def _where(protocol: Protocol, change: Change) -> Html:
    """What a change is about, which leads to the message where there still is one."""
    wire = change.where.partition("/")[0]
    if not change.where:
        return NOTHING
    shown = code(change.where)
    if all(each.wire != wire for each in protocol.messages.values()):
        return shown
    return element("a", shown, href=f"#{anchor('message', wire)}")
