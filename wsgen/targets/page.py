"""What a target of the user's own is made of: pages, and the text that their templates may print."""

from dataclasses import dataclass


class Text(str):
    """A piece of the language that a target writes; templates print nothing but this.

    Whoever makes one of what a document says has quoted it for that language.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One file of a target: its path in the target's folder, the name of its template, and what that sees as `view`."""

    path: str
    template: str
    view: object = None
