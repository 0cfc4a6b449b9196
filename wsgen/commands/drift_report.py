"""Says how a folder has drifted from its document: as text for people, as JSON, and as annotations for GitHub."""

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ..code.manifest import MANIFEST
from ..code.tree import Changed, Drift
from ..diagnostics import report
from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.excerpt import visible
from ..diagnostics.found import found
from ..diagnostics.location import Location

_CONTEXT: Final = 2
_LINE: Final = 300
_LINES_A_FILE: Final = 40
_LINES_IN_ALL: Final = 200
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HUNK: Final = re.compile(r"^@@ -(\d+)(?:,(\d+))? ")
_NUMBER: Final = re.compile(r"\d+")
_RED: Final = "\x1b[31m"
_GREEN: Final = "\x1b[32m"
_CYAN: Final = "\x1b[36m"
_PLAIN: Final = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Names:
    """How the user knows the document, and the folder (without a `/` at its end); `count` files belong in it."""

    spec: str
    out: str
    count: int


def text(drift: Drift, names: Names, *, has_color: bool) -> str:
    """What has drifted, file by file with a unified diff of what changed, and what to do; else one line."""
    names = Names(visible(names.spec), visible(names.out), names.count)
    if not drift:
        said = f"{names.out}/ is what {names.spec} says ({_counted(names.count, 'file')})"
        return _joined([said, *_line_ending_lines(drift)])
    lines = list(_tool_lines(drift, names))
    if not drift.exists:
        lines.append(f"{names.out}/ does not exist")
        return _joined([*lines, f"{_counted(len(drift.missing), 'file')} missing. Run `wsgen regen`."])
    lines += (f"{names.out}/{visible(path)} is missing" for path in drift.missing)
    lines += (_unexpected(path, names) for path in drift.unexpected)
    left = _LINES_IN_ALL
    for changed in drift.changed:
        shown = list(diff(changed)) if _is_text(changed) else ["(what is there is no text in UTF-8)"]
        cut = shown[: min(_LINES_A_FILE, left)]
        left -= len(cut)
        lines.append(f"{names.out}/{changed.path} differs from {names.spec}")
        lines += (_colored(_short(line)) if has_color else _short(line) for line in cut)
        if len(cut) < len(shown):
            lines.append(f"… {_counted(len(shown) - len(cut), 'more line')}")
    lines += [*_line_ending_lines(drift), *_cause_lines(drift)]
    return _joined([*lines, f"{summary(drift)}. {_advice(drift)}"])


def as_json(drifts: Sequence[tuple[Drift, Names]]) -> str:
    """The same of all folders as one JSON object: what `report.as_json` says, and each kind of drift; diffs are whole.

    `out` is the first folder, that of the Python package; `folders` are all of them. Where a tool's version alone makes
    the difference, `tool_version` has the folder.
    """
    content: dict[str, object] = json.loads(report.as_json(_all_diagnostics(drifts)))
    content |= {
        "drift": any(drift for drift, _ in drifts),
        "spec": drifts[0][1].spec,
        "out": drifts[0][1].out,
        "folders": [names.out for _, names in drifts],
        "missing": [f"{names.out}/{path}" for drift, names in drifts for path in drift.missing],
        "unexpected": [f"{names.out}/{path}" for drift, names in drifts for path in drift.unexpected],
        "changed": [
            {"path": f"{names.out}/{each.path}", "diff": "\n".join(diff(each)) + "\n"}
            for drift, names in drifts
            for each in drift.changed
        ],
        "line_endings": [f"{names.out}/{path}" for drift, names in drifts for path in drift.line_endings],
        "tools": [
            {"name": each.name, "wrote": each.wrote, "here": each.here, "out": names.out}
            for drift, names in drifts
            for each in drift.tools
        ],
        "tool_version": [names.out for drift, names in drifts if drift.by_tools],
    }
    return json.dumps(content, indent=2) + "\n"


def github(drifts: Sequence[tuple[Drift, Names]]) -> str:
    """One workflow command a difference, which GitHub shows at the file."""
    return report.github(_all_diagnostics(drifts))


def _all_diagnostics(drifts: Sequence[tuple[Drift, Names]]) -> tuple[Diagnostic, ...]:
    return tuple(each for drift, names in drifts for each in diagnostics(drift, names))


def diagnostics(drift: Drift, names: Names) -> tuple[Diagnostic, ...]:
    """Each difference as a diagnostic at the file, at the first line that differs; line ends as one for all files."""
    hint = "run `wsgen regen` and commit the result"
    newer = _newer(drift)
    other = f"install wsgen {newer}, or run `wsgen regen` with this one" if newer else hint
    cause = "".join(f"\n{line}" for line in _cause_lines(drift))
    tools = ((MANIFEST, 1, "WSG606", f"{line}{cause}", other) for line in _tool_lines(drift, names))
    missing = ((path, 1, "WSG603", f"{names.out}/{path} is missing", hint) for path in drift.missing)
    unexpected = (
        (path, 1, "WSG604", _unexpected(path, names), f"delete it, or move it out of {names.out}/")
        for path in drift.unexpected
    )
    changed = (
        (each.path, _first_line(each), "WSG605", f"{names.out}/{each.path} differs from {names.spec}", hint)
        for each in drift.changed
    )
    # A pattern of .gitattributes begins at the folder that the file stands in, wherever the repository's root is.
    attribute = f"{names.out.rpartition('/')[2]}/** text eol=lf"
    ends = (
        (path, 1, "WSG607", line, f"write `{attribute}` into .gitattributes beside the folder, then run `wsgen regen`")
        for path, line in zip(drift.line_endings, _line_ending_lines(drift), strict=False)
    )
    return tuple(
        found(code, Location(f"{names.out}/{path}", line, 1, line, 1), message, hint=advice)
        for path, line, code, message, advice in (*tools, *missing, *unexpected, *changed, *ends)
    )


def diff(changed: Changed) -> Iterator[str]:
    """Unified diff from the disk to what the document says, without the two lines that name the files.

    Each hunk is headed by the class or function that it begins in. Control characters are shown, not sent.
    """
    old, new = _lines(changed.on_disk), _lines(changed.expected)
    for line in islice(difflib.unified_diff(old, new, lineterm="", n=_CONTEXT), 2, None):
        hunk = _HUNK.match(line)
        if hunk:
            start = max(int(hunk[1]) - 1, 0)
            heading = next((each for each in reversed(old[:start]) if each[:1].isalpha()), "")
        else:
            heading = ""
        shown = f"{line} {heading}" if heading else line
        yield _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", shown)


def summary(drift: Drift) -> str:
    """How many files of each kind, such as `1 file changed, 2 missing`."""
    counts = ((len(drift.changed), "changed"), (len(drift.missing), "missing"), (len(drift.unexpected), "unexpected"))
    parts = [f"{count} {kind}" for count, kind in counts if count]
    if not parts:
        return "No generated code differs"
    number, _, kind = parts[0].partition(" ")
    return ", ".join((f"{_counted(int(number), 'file')} {kind}", *parts[1:]))


def _tool_lines(drift: Drift, names: Names) -> Iterator[str]:
    for each in drift.tools:
        wrote, here = each.wrote or "no version", each.here or "none"
        yield f"{names.out}/ was written with {each.name} {wrote}, this is {each.name} {here}"


def _cause_lines(drift: Drift) -> Iterator[str]:
    """What a reviewer needn't look for: a change of the document, or an edit by hand."""
    if drift.by_tools and (drift.changed or drift.missing or drift.unexpected):
        yield "Tool version (or a setting): the document is the same, no file was edited."


def _newer(drift: Drift) -> str:
    """The version of wsgen that wrote the folder, where it is newer than this one; else nothing."""
    for each in drift.tools:
        wrote, here = (tuple(map(int, _NUMBER.findall(version))) for version in (each.wrote, each.here))
        if each.name == "wsgen" and wrote > here:
            return each.wrote
    return ""


def _unexpected(path: str, names: Names) -> str:
    return f"{names.out}/{visible(path)} is unexpected: {names.spec} makes no such file"


def _line_ending_lines(drift: Drift) -> Iterator[str]:
    if drift.line_endings:
        count = len(drift.line_endings)
        yield f"{_counted(count, 'file')} with CRLF line ends, as git's autocrlf writes them, which is no drift"


def _advice(drift: Drift) -> str:
    if not (drift.changed or drift.missing or drift.tools):
        return "Move them elsewhere or delete them." if len(drift.unexpected) > 1 else "Move it elsewhere or delete it."
    if newer := _newer(drift):
        return f"Install wsgen {newer}, which wrote them, or `wsgen regen` with this one."
    also = " delete what is unexpected" if drift.unexpected else ""
    return f"Run `wsgen regen`{',' + also if also else ''} and commit the result."


def _first_line(changed: Changed) -> int:
    """Where the file on disk differs first; its last line where only lines behind its end are missing."""
    old, new = _lines(changed.on_disk), _lines(changed.expected)
    differing = (number for number, pair in enumerate(zip(old, new, strict=False), 1) if pair[0] != pair[1])
    return next(differing, min(len(new) + 1, max(len(old), 1)))


def _lines(content: str) -> list[str]:
    lines = content.split("\n")
    return lines[:-1] if lines[-1] == "" else [*lines[:-1], f"{lines[-1]} (no line end)"]


def _is_text(changed: Changed) -> bool:
    """Whether a diff says anything: bytes that are no UTF-8 have become U+FFFD."""
    return not any(mark in changed.on_disk and mark not in changed.expected for mark in ("\0", "\ufffd"))


def _short(line: str) -> str:
    return line if len(line) <= _LINE else f"{line[:_LINE]}…"


def _colored(line: str) -> str:
    color = {"-": _RED, "+": _GREEN, "@": _CYAN}.get(line[:1])
    return f"{color}{line}{_PLAIN}" if color else line


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
