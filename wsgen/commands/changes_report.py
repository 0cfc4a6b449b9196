"""Says what changed on the wire, in the form that was asked for: for people with both places, for programs."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ..breaking.change import Change, Level, Witness
from ..diagnostics import report
from ..diagnostics.diagnostic import Diagnostic, Severity
from ..diagnostics.excerpt import visible
from ..diagnostics.findings import Findings
from ..diagnostics.report.json_object import finding
from ..options import FindingsFormat

_SEVERITIES: Final = MappingProxyType(
    {Level.BREAKING: Severity.ERROR, Level.RISKY: Severity.WARNING, Level.SAFE: Severity.NOTE}
)


@dataclass(frozen=True, slots=True)
class Told:
    """One change with its places as the user would type them; `accepted` is the reason for which it is accepted."""

    change: Change
    diagnostic: Diagnostic
    accepted: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """All changes of `document` since `against`, what else is to be said, and the texts that excerpts are cut from."""

    document: str
    against: str
    changes: tuple[Told, ...]
    remarks: tuple[Diagnostic, ...]
    texts: Mapping[str, str]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that is said."""
        return (*(each.diagnostic for each in self.changes), *self.remarks)

    def count(self, level: Level) -> int:
        """How many changes of a level nobody accepted."""
        return sum(each.change.level is level and each.accepted is None for each in self.changes)


def severity_of(change: Change, accepted: str | None) -> Severity:
    """How much a finding weighs in a report."""
    return Severity.NOTE if accepted is not None else _SEVERITIES[change.level]


def hint_of(change: Change, accepted: str | None, *, with_witness: bool) -> str:
    """What stands below a finding: why it matters, what else is known of it, and a frame that shows it."""
    lines = [change.reason] if accepted is None else [f"accepted: {accepted}"]
    lines += [change.hint] if change.hint and accepted is None else []
    if with_witness and change.witness is not None:
        lines += [_frame(change.witness), f"→ {change.witness.verdict}"]
    return "\n".join(lines)


def _frame(witness: Witness) -> str:
    text = json.dumps(witness.frame, ensure_ascii=False)
    return f"{witness.direction.value}: {text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}"


_LONGEST: Final = 400


def write(told: Report, form: FindingsFormat, *, has_color: bool) -> str:
    """The whole report."""
    return _FORMATS[form](told, has_color)


def _full(told: Report, has_color: bool) -> str:
    blocks = report.full(told.diagnostics, told.texts, color=has_color)
    # Its last line counts diagnostics, and changes are counted in their own words.
    return _without_summary(blocks, told.diagnostics) + _summary(told)


def _without_summary(text: str, diagnostics: Iterable[Diagnostic]) -> str:
    counted = report.summary(diagnostics)
    return text.removesuffix(counted) + ("\n" if counted else "")


def _concise(told: Report, _: bool) -> str:
    return report.concise(told.diagnostics) + _summary(told)


def _summary(told: Report) -> str:
    """The last line: how many changes there are of each weight, and since when."""
    since = f"since {visible(told.against)}"
    counts = [(told.count(level), level.value) for level in Level]
    counts.append((sum(each.accepted is not None for each in told.changes), "accepted"))
    present = [f"{count} {word}" for count, word in counts if count]
    if not present:
        return f"Nothing changed on the wire {since}.\n"
    total = sum(count for count, _ in counts)
    worst = next((each.change.code for level in Level for each in told.changes if _weighs(each, level)), None)
    more = f" `wsgen explain {worst}` says more." if worst else ""
    return f"{', '.join(present)} change{'' if total == 1 else 's'} {since}.{more}\n"


def _weighs(told: Told, level: Level) -> bool:
    return told.change.level is level and told.accepted is None


def _json(told: Report, _: bool) -> str:
    answer = {
        "version": 1,
        "document": told.document,
        "against": told.against,
        "changes": [_change(each) for each in told.changes],
        "diagnostics": [finding(each) for each in told.remarks],
        "summary": {
            **{level.value: told.count(level) for level in Level},
            "accepted": sum(each.accepted is not None for each in told.changes),
        },
    }
    return json.dumps(answer, indent=2) + "\n"


def _change(told: Told) -> dict[str, object]:
    change, witness = told.change, told.change.witness
    return {
        **finding(told.diagnostic),
        "hint": change.hint,
        "level": change.level.value,
        "where": change.where,
        "reason": change.reason,
        "accepted": told.accepted,
        "witness": witness
        and {"direction": witness.direction.value, "frame": witness.frame, "verdict": witness.verdict},
    }


def _github(told: Report, _: bool) -> str:
    return report.github(told.diagnostics) + _summary(told)


def _sarif(told: Report, _: bool) -> str:
    return report.sarif(told.diagnostics)


def _junit(told: Report, _: bool) -> str:
    return report.junit([Findings(told.document, told.diagnostics, told.texts)])


_FORMATS: Final[Mapping[FindingsFormat, Callable[[Report, bool], str]]] = MappingProxyType(
    {
        FindingsFormat.FULL: _full,
        FindingsFormat.CONCISE: _concise,
        FindingsFormat.JSON: _json,
        FindingsFormat.GITHUB: _github,
        FindingsFormat.SARIF: _sarif,
        FindingsFormat.JUNIT: _junit,
    }
)


def in_report_order(changes: Iterable[Told]) -> tuple[Told, ...]:
    """Changes as reports list them: by their place in the new document."""
    return tuple(
        sorted(
            changes,
            key=lambda each: (
                each.diagnostic.location.path,
                each.diagnostic.location.line,
                each.diagnostic.location.column,
                each.diagnostic.code,
                each.diagnostic.message,
            ),
        )
    )
