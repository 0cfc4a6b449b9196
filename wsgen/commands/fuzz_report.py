"""Says what a search for faults in a server did: the fault with what happened, or what was reached and what wasn't."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from ..diagnostics.catalogue.table import CATALOGUE
from ..diagnostics.excerpt import visible
from ..fuzz.coverage import Coverage, OfMessage
from ..fuzz.target import Counts
from ..fuzz.telling import Told
from ..fuzz.transcript import cut
from ..spec.node import Value


@dataclass(frozen=True, slots=True)
class Report:
    """All that there is to say. `server` and `document` are as typed, `saved` is where the failure's file is.

    `latencies` are by the message's name, `memory` is the first and the last look in bytes, None where it isn't seen.
    """

    server: str
    document: str
    seed: int
    seconds: float
    counts: Counts
    coverage: Mapping[str, Coverage]
    latencies: Mapping[str, Sequence[float]]
    memory: tuple[int, int] | None
    told: Told | None
    saved: str | None


def as_text(report: Report, width: int, *, has_color: bool) -> str:
    """For people, in lines of `width` columns."""
    red, bold, end = ("\x1b[31m", "\x1b[1m", "\x1b[0m") if has_color else ("", "", "")
    lines: list[str] = []
    if report.told is not None:
        lines += _failure(report, report.told, width, (f"{bold}{red}", end))
        lines.append("")
    lines += _counts(report)
    for name, coverage in report.coverage.items():
        if len(report.coverage) > 1:
            lines += ["", f"{bold}{visible(name)}{end}"]
        lines += ["", *_coverage(coverage, report.latencies, width)]
    # A failure ends the search: what it would have come to next is no news beside that.
    missing = tuple(_not_reached(report)) if report.told is None else ()
    if missing:
        lines += ["", "Not reached:", *(cut(f"  {each}", width) for each in missing)]
    if report.told is None:
        lines += ["", f"{visible(report.server)} does what {visible(report.document)} says, as far as this went."]
    return "".join(f"{line}\n" for line in lines)


def as_json(report: Report) -> str:
    """The same for programs."""
    counts, told = report.counts, report.told
    failure: Value = None
    if told is not None:
        found = told.failure
        failure = {
            "code": found.code,
            "place": found.place,
            "what": found.what,
            "expected": found.expected,
            "failed": told.settled.failed,
            "runs": told.settled.runs,
            "transcript": [*told.recording.transcript],
            "saved": report.saved,
        }
    value: dict[str, Value] = {
        "server": report.server,
        "document": report.document,
        "seed": report.seed,
        "seconds": round(report.seconds, 3),
        "frames": counts.frames,
        "sequences": counts.sequences,
        "connections": counts.connections,
        "memory": None if report.memory is None else {"first": report.memory[0], "last": report.memory[1]},
        "medians": {name: round(median(taken), 6) for name, taken in report.latencies.items() if taken},
        "coverage": {name: _as_value(coverage) for name, coverage in report.coverage.items()},
        "failure": failure,
    }
    return f"{json.dumps(value, indent=2)}\n"


def _failure(report: Report, told: Told, width: int, color: tuple[str, str]) -> Iterator[str]:
    failure, settled = told.failure, told.settled
    yield f"{color[0]}{failure.code}{color[1]} {CATALOGUE[failure.code].title}"
    yield f"  {visible(failure.what)}"
    yield f"  expected: {visible(failure.expected)}"
    yield ""
    yield from (cut(f"  {visible(each)}", width) for each in _shortened(told.recording.transcript))
    if failure.lines:
        yield ""
        yield "  the application said:"
        yield from (cut(f"    {visible(each)}", width) for each in failure.lines)
    yield ""
    if settled.failed == 0:
        yield f"It did not happen again in {settled.runs} run{'s' * (settled.runs != 1)}."
    elif settled.runs > 1:
        yield f"It happened in {settled.failed} of {settled.runs} runs on a server that was started anew."
    if report.saved is not None:
        yield f"Again:  wsgen fuzz --replay {visible(report.saved)}"
        yield "As a test, with `from wsgen.testing import regression`:"
        yield f'  test_fault = regression("{visible(report.saved)}")'


_MOST = 24


def _shortened(lines: Sequence[str]) -> Sequence[str]:
    if len(lines) <= _MOST:
        return lines
    half = _MOST // 2
    return (*lines[:half], f"… {len(lines) - 2 * half} lines …", *lines[-half:])


def _counts(report: Report) -> Iterator[str]:
    counts, seconds = report.counts, max(report.seconds, 0.001)
    yield (
        f"{counts.frames:,} frames in {counts.sequences:,} sequences on {counts.connections:,} connections, "
        f"{report.seconds:.0f} s"
    )
    memory = (
        "not seen" if report.memory is None else " → ".join(f"{each / 2**20:.0f}" for each in report.memory) + " MiB"
    )
    yield f"{counts.frames / seconds:,.0f} frames/s, memory {memory}, seed {report.seed}"


def _coverage(coverage: Coverage, latencies: Mapping[str, Sequence[float]], width: int) -> Iterator[str]:
    if coverage.messages:
        longest = max(len(each.wire) for each in coverage.messages)
        name = min(max(longest, 15), 28)
        yield f"{'client → server':{name}}  {'valid':>6}  {'answer':>9}  broken: reached of keywords"
        for each in coverage.messages:
            taken = latencies.get(each.wire)
            answer = f"{median(taken) * 1000:.1f} ms" if taken else ""
            line = f"{cut(visible(each.wire), name):{name}}  {each.valid:>6,}  {answer:>9}  {_broken(each)}"
            yield cut(line.rstrip(), width)
    odd = sum(coverage.odd.values())
    if coverage.odd:
        reached = sum(count > 0 for count in coverage.odd.values())
        yield cut(f"no message at all: {odd:,} frames, {reached} of {len(coverage.odd)} kinds", width)
    if coverage.arrived:
        came = ", ".join(f"{visible(wire)} {count:,}" for wire, count in coverage.arrived.items() if count)
        yield cut(f"server → client: {came or 'nothing'}", width)


def _broken(message: OfMessage) -> str:
    reached = sum(count > 0 for count in message.broken.values())
    return (
        f"{sum(message.broken.values()):,}: {reached} of {len(message.broken)}" if message.broken else "nothing can be"
    )


def _not_reached(report: Report) -> Iterator[str]:
    """What a search that found nothing did not reach, and why, in a line each."""
    reason = "there was no time"
    for coverage in report.coverage.values():
        yield from (f"{visible(each)}: no valid frame of it was found" for each in coverage.missing)
        unsent = [each.wire for each in coverage.messages if not each.valid]
        if unsent:
            yield f"valid {', '.join(map(visible, unsent))}: {reason}"
        pairs = sorted((kw, each.wire) for each in coverage.messages for kw, count in each.broken.items() if not count)
        for keyword, group in groupby(pairs, key=lambda pair: pair[0]):
            yield f"{keyword} broken in {', '.join(visible(wire) for _, wire in group)}: {reason}"
        kinds = [kind for kind, count in coverage.odd.items() if not count]
        if kinds:
            yield f"{', '.join(kinds)}: {reason}"
        silent = [wire for wire, count in coverage.arrived.items() if not count]
        if silent:
            yield f"from the server never came {', '.join(map(visible, silent))}"
    if report.memory is None:
        yield "memory: the server isn't a process of this command's"


def _as_value(coverage: Coverage) -> Value:
    return {
        "messages": {each.wire: {"valid": each.valid, "broken": dict(each.broken)} for each in coverage.messages},
        "missing": [*coverage.missing],
        "odd": dict(coverage.odd),
        "arrived": dict(coverage.arrived),
    }
