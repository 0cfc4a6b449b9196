"""Says what became of contracts: for people in 80 columns, for programs, as JUnit's XML, for GitHub's annotations."""

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from ..diagnostics import report
from ..diagnostics.excerpt import columns, visible
from ..plan.protocol import Direction
from ..spec.node import Value
from .verdict import Crossed, Verdict, Verification, Weight

_WIDTH: Final = 80
_ARROWS: Final = {Direction.CLIENT_TO_SERVER: "→", Direction.SERVER_TO_CLIENT: "←"}
_GREEN, _RED, _YELLOW, _DIM, _BOLD = "32", "1;31", "33", "2", "1"

Verifications = Sequence[Verification]


def as_text(verifications: Verifications, *, color: bool) -> str:
    """One line an interaction; of those that failed why, and all frames that crossed; a line of counts."""
    paint = _Paint(color)
    lines = [line for each in verifications for line in _contract(each, paint)]
    return "\n".join([*lines, _counts(verifications, paint)]) + "\n"


def as_github(verifications: Verifications) -> str:
    """An annotation for each interaction that failed, and the line of counts."""
    found = [each.diagnostic for verdict in verifications for each in verdict.verdicts if each.has_failed]
    return report.github([each for each in found if each]) + _counts(verifications, _Paint(is_on=False)) + "\n"


def as_json(verifications: Verifications) -> str:
    """All of it; docs/contracts.md lists the keys."""
    whole: Value = {"contracts": [_object(each) for each in verifications]}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def as_junit(verifications: Verifications) -> str:
    """A test suite for each contract, a test case for each interaction."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for each in verifications:
        failures = sum(verdict.has_failed for verdict in each.verdicts)
        counts = f'tests="{len(each.verdicts)}" failures="{failures}" errors="0" skipped="0"'
        lines.append(f"  <testsuite name={quoteattr(visible(each.source))} {counts}>")
        lines += [line for verdict in each.verdicts for line in _case(each, verdict)]
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>"]) + "\n"


class _Paint:
    """Colours, or none."""

    def __init__(self, is_on: bool) -> None:
        self._is_on = is_on

    def __call__(self, text: str, number: str) -> str:
        return f"\x1b[{number}m{text}\x1b[0m" if self._is_on else text


def _contract(verification: Verification, paint: _Paint) -> Iterator[str]:
    who = f"{verification.consumer} → {verification.provider}"
    yield from _wrapped(f"{verification.source}: {who}", "", "  ", paint, number=_BOLD)
    for each in verification.verdicts:
        yield from _verdict(each, paint)
    yield ""


def _verdict(verdict: Verdict, paint: _Paint) -> Iterator[str]:
    found = verdict.diagnostic
    if found is None:
        yield from _wrapped(verdict.description, "  ok       ", " " * 11, paint, mark=_GREEN)
        return
    word, number = ("pending", _YELLOW) if verdict.is_pending else ("failed ", _RED)
    yield from _wrapped(verdict.description, f"  {word}  ", " " * 11, paint, mark=number)
    yield from _wrapped(f"{found.code} {found.message}", "    ", "      ", paint, number=number)
    for each in verdict.mismatches:
        yield from _wrapped(each.path, "      ", "      ", paint, number=_BOLD)
        yield from _wrapped(each.expected, "        expected  ", " " * 18, paint)
        yield from _wrapped(each.got, "        got       ", " " * 18, paint)
    yield from _wrapped(found.hint, "    = ", "      ", paint, number=_DIM)
    yield from _wrapped(f"in {found.location}", "    ", "      ", paint, number=_DIM)
    if verdict.crossed:
        yield "    what crossed the wire:"
    for frame in verdict.crossed:
        yield from _frame(frame, paint)


def _frame(frame: Crossed, paint: _Paint) -> Iterator[str]:
    """A frame in one line, its end cut off, and what it is to the interaction."""
    text, room = visible(frame.text), _WIDTH - 8
    if columns(text) > room:
        text = text[:room]
        while columns(text) >= room:
            text = text[:-1]
        text += "…"
    number = {Weight.WRONG: _RED, Weight.ASIDE: _DIM, Weight.EXPECTED: ""}[frame.weight]
    for line in (f"{_ARROWS[frame.direction]} {text}", *((f"  ^ {frame.note}",) if frame.note else ())):
        yield f"      {paint(line, number) if number else line}"


def _wrapped(text: str, first: str, then: str, paint: _Paint, *, number: str = "", mark: str = "") -> Iterator[str]:
    """Lines of 80 columns, in the colour `number`; `mark` is that of what stands before the first one."""
    rows = textwrap.wrap(visible(text), _WIDTH - max(len(first), len(then)), break_on_hyphens=False) or [""]
    for position, row in enumerate(rows):
        start = then if position else (paint(first, mark) if mark else first)
        yield start + (paint(row, number) if number else row)


def _counts(verifications: Verifications, paint: _Paint) -> str:
    verdicts = [verdict for each in verifications for verdict in each.verdicts]
    bad = sum(each.has_failed for each in verdicts)
    pending = sum(each.is_pending and each.diagnostic is not None for each in verdicts)
    parts = [f"{len(verdicts) - bad - pending} ok"]
    parts += [f"{count} {word}" for count, word in ((bad, "failed"), (pending, "pending")) if count]
    word = "interaction" if len(verdicts) == 1 else "interactions"
    return paint(f"{len(verdicts)} {word}: {', '.join(parts)}", _RED if bad else _GREEN)


def _object(verification: Verification) -> Value:
    return {
        "source": verification.source,
        "consumer": verification.consumer,
        "provider": verification.provider,
        "interactions": [_interaction(each) for each in verification.verdicts],
    }


def _interaction(verdict: Verdict) -> Value:
    found = verdict.diagnostic
    outcome = "ok" if found is None else "pending" if verdict.is_pending else "failed"
    mismatches: list[Value] = [
        {"path": each.path, "expected": each.expected, "got": each.got} for each in verdict.mismatches
    ]
    frames: list[Value] = [
        {"direction": each.direction.value, "text": each.text, "weight": each.weight.value, "note": each.note}
        for each in verdict.crossed
    ]
    made: dict[str, Value] = {"description": verdict.description, "outcome": outcome}
    if found is not None:
        place: Value = {"path": found.location.path, "line": found.location.line, "pointer": found.location.pointer}
        made |= {"code": found.code, "message": found.message, "hint": found.hint, "location": place}
    return {**made, "mismatches": mismatches, "frames": frames}


def _case(verification: Verification, verdict: Verdict) -> Iterator[str]:
    name = f"name={quoteattr(visible(verdict.description))} classname={quoteattr(visible(verification.source))}"
    found = verdict.diagnostic
    if found is None or not verdict.has_failed:
        yield f"    <testcase {name}/>"
        return
    text = "\n".join(_verdict(verdict, _Paint(is_on=False)))
    yield f"    <testcase {name}>"
    message = f"type={quoteattr(found.code)} message={quoteattr(visible(found.message))}"
    yield f"      <failure {message}>{escape(text)}</failure>"
    yield "    </testcase>"
