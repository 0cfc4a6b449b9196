"""Says in plain words what YAML's parser found wrong, and where the author should look."""

import re
from dataclasses import dataclass
from typing import Final

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.found import found
from ...diagnostics.location import Location

_QUOTE: Final = "put the text in quotes"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the parser says: its problem and the place, and where the construct began that it was reading.

    Lines and columns count from 1; `start` is None where the parser names no beginning.
    """

    problem: str
    context: str
    place: tuple[int, int]
    start: tuple[int, int] | None


# Fragments of what libyaml and PyYAML's own parser say, and what it means for the author. The first that fits counts.
_MEANINGS: Final = (
    ("did not find expected ',' or ']'", "this list isn't closed", "add the missing `,` or `]`"),
    ("expected ',' or ']'", "this list isn't closed", "add the missing `,` or `]`"),
    ("did not find expected ',' or '}'", "this mapping isn't closed", "add the missing `,` or `}`"),
    ("expected ',' or '}'", "this mapping isn't closed", "add the missing `,` or `}`"),
    ("unexpected end of stream", "this quote isn't closed", "add the closing quote"),
    ("unexpected document separator", "this quote isn't closed", "add the closing quote"),
    ("could not find expected ':'", "this line has no `: `", "write `key: value`, or indent it under the text above"),
    (
        "unknown escape character",
        "double quotes have no such escape",
        "write `\\\\` for a backslash, or use single quotes",
    ),
    ("hexdecimal", "this escape has too few hexadecimal digits", "write `\\\\` for a backslash, or use single quotes"),
    (
        "escape sequence of",
        "this escape has too few hexadecimal digits",
        "write `\\\\` for a backslash, or use single quotes",
    ),
    ("Unicode character escape", "this escape is no character", "write the character itself"),
    ("alphabetic or numeric", "a name must follow `&` or `*`", "put the text in quotes if that is meant literally"),
    ("comment or line break", "only `+`, `-`, a digit or a comment may follow here", "begin the text on the next line"),
    (
        "chomping or indentation",
        "only `+`, `-`, a digit or a comment may follow here",
        "begin the text on the next line",
    ),
    (
        "block sequence entries are not allowed",
        "a list can't begin on this line",
        "begin it on the next line, or write `[…]`",
    ),
    ("<document start>", "this doesn't belong to the value above", "align it with the first line"),
    ("did not find expected node content", "a value is missing here", "write a value, or `''` for an empty text"),
    ("expected '-' indicator", "this is no item of the list above", "begin it with `- `, or change its indentation"),
)


def diagnose(complaint: Complaint, path: str, lines: tuple[str, ...]) -> Diagnostic:
    """Give the diagnostic for `complaint` about the file `path`, which has these `lines`."""
    line, column = complaint.place
    if "node content" in complaint.problem and not any(each.strip() for each in lines[line - 1 :]):
        return _unfinished(path, lines)
    text = lines[line - 1] if line <= len(lines) else ""
    indentation = text[: len(text) - len(text.lstrip())]
    if "\t" in indentation and column <= len(indentation) + len(text.strip()):
        return _tab(path, line, indentation)
    problem = complaint.problem
    if "cannot start any token" in problem:
        character = text[column - 1 : column]
        shown = "a backtick" if character == "`" else f"`{character}`"
        return found("WSG101", _at(path, line, column), f"a text can't begin with {shown}", hint=_QUOTE)
    if "mapping values are not allowed" in problem:
        return _stray_colon(path, line, column, text)
    if "undefined tag handle" in problem:
        return found("WSG118", _at(path, line, column), "this tag has no meaning here", hint="remove the tag")
    if "nesting depth" in problem:
        hint = "name an inner part and refer to it by `$ref`"
        return found("WSG119", _at(path, line, column), "values are nested too deep", hint=hint)
    for fragment, message, hint in _MEANINGS:
        if fragment in problem:
            at_end = not any(each.strip() for each in (text[column - 1 :], *lines[line:]))
            return _meaning(complaint, path, message, hint, at_end=at_end)
    if complaint.start and "block" in complaint.context:
        related = (("the mapping", _at(path, *complaint.start)),)
        hint = "check its indentation, and the quotes before it"
        return found(
            "WSG101", _at(path, line, column), "this is no key of the mapping above", hint=hint, related=related
        )
    return found(
        "WSG101", _at(path, line, column), f"this is no YAML: {problem}", hint="compare it with the lines above"
    )


def _unfinished(path: str, lines: tuple[str, ...]) -> Diagnostic:
    """A text that ends where a list or a mapping goes on: its last line is the place, since behind it is nothing."""
    line = max(number for number, each in enumerate(lines, start=1) if each.strip())
    text = lines[line - 1].rstrip()
    place = Location(path, line, len(text), line, len(text) + 1)
    hint = "add what is missing, and the closing `}` or `]`"
    return found("WSG101", place, "the text ends before this list or mapping does", hint=hint)


def _meaning(complaint: Complaint, path: str, message: str, hint: str, *, at_end: bool) -> Diagnostic:
    # What isn't closed, or has no colon, is seen only where the next thing begins; the author looks for its beginning.
    begins = complaint.start if "isn't closed" in message or "has no" in message else None
    place = _at(path, *(begins or complaint.place))
    related: tuple[tuple[str, Location], ...] = ()
    if begins and not at_end and complaint.context.startswith("while parsing a flow"):
        related = (("what can't stand in it", _at(path, *complaint.place)),)
    return found("WSG101", place, message, hint=hint, related=related)


def _stray_colon(path: str, line: int, column: int, text: str) -> Diagnostic:
    place = _at(path, line, column)
    if re.search(r":\s", text[: column - 1]):
        return found("WSG101", place, "a second `: ` stands in one line", hint="put the value in quotes")
    hint = "align it with the keys around it, or end the line above with `:`"
    return found("WSG101", place, "a key can't stand here", hint=hint)


def _tab(path: str, line: int, indentation: str) -> Diagnostic:
    first = indentation.index("\t") + 1
    last = indentation.rindex("\t") + 2
    message = "a tab stands in the indentation"
    return found("WSG102", Location(path, line, first, line, last), message, hint="indent with spaces")


def _at(path: str, line: int, column: int) -> Location:
    return Location(path, line, column, line, column + 1)
