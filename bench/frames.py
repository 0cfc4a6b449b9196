"""One frame's decode, validation and dispatch: generated packages against what a user would write by hand."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from .rounds import Row, measure
from .wires import Readers, Wire, readers

OFTEN = 9
"""Rounds of frames for one of processes: many short ones, so that all contestants meet the same of a busy machine."""

FLAT, SCHEMA = Wire(8), Wire(8, is_exact=False)
ENVELOPE, ENVELOPE_SCHEMA = Wire(8, is_enveloped=True), Wire(8, is_enveloped=True, is_exact=False)
MANY, MANY_ENVELOPE = Wire(200), Wire(200, is_enveloped=True)


@dataclass(frozen=True, slots=True)
class Case:
    """A frame of one wire, and how much of the union's time it may take."""

    title: str
    wire: Wire
    text: str
    goal: float
    is_lax: bool = False
    is_valid: bool = True


def cases() -> Iterator[Case]:
    """Valid frames from 100 bytes to 8 KB, an integral float for an integer, and invalid frames."""
    kinds = (
        ("flat, never looser", FLAT, 1.05),
        ("flat, schema first", SCHEMA, 1.8),
        ("envelope, never looser", ENVELOPE, 1.05),
        ("envelope, schema first", ENVELOPE_SCHEMA, 1.8),
    )
    for title, wire, goal in kinds:
        for size in (100, 1000, 8000):
            yield Case(title, wire, wire.frame(size), goal)
    for title, wire, _ in kinds[::2]:
        yield Case(f"{title}, `42.0` for an integer", wire, wire.frame(100, id=42.0), 2.7, is_lax=True)
        yield Case(f"{title}, invalid", wire, wire.frame(100, id=0), 1.9, is_valid=False)


def tables(rounds: int) -> Iterator[str]:
    """Every case against the others, then how the number of types counts."""
    with tempfile.TemporaryDirectory() as name:

        @cache
        def of(wire: Wire) -> Readers:
            return readers(wire, Path(name))

        yield _against_others(of, rounds)
        yield _by_types(of, rounds)


def _against_others(of: Callable[[Wire], Readers], rounds: int) -> str:
    lines = [
        "### One frame: decode, validate, find the handler",
        "",
        "| frame | bytes | Pydantic union alone, µs | wsgen, µs | ratio | goal | to json.loads + model_validate | "
        "jsonschema + Pydantic to wsgen |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for case in cases():
        reader = of(case.wire)
        union = reader.lax if case.is_lax else reader.union
        contestants = {"union": union, "wsgen": reader.wsgen, "loads": reader.loads, "schema": reader.schema}
        for title, read in contestants.items():
            if (read(case.text) is not None) is not case.is_valid:
                raise ValueError(f"{title} doesn't read {case.title} as it should")
        union_row, own, loads, schema = _measured(contestants, "union", case.text, rounds)
        cells = [
            case.title, f"{len(case.text):,}", f"{union_row.seconds * 1e6:.2f}", f"{own.seconds * 1e6:.2f}",
            f"{own.ratio:.2f}×", f"≤ {case.goal:.2f}×", f"{own.ratio / loads.ratio:.2f}×",
            f"{schema.ratio / own.ratio:.1f}×",
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _by_types(of: Callable[[Wire], Readers], rounds: int) -> str:
    lines = [
        "### One frame of a protocol with 200 types, to one with 8",
        "",
        "| frame | 8 types, µs | 200 types, µs | ratio | goal |",
        "|---|---|---|---|---|",
    ]
    for title, few, many in (("flat", FLAT, MANY), ("envelope", ENVELOPE, MANY_ENVELOPE)):
        # Frames of one length but for the type's name.
        text, texts = few.frame(100), many.frame(100)
        contestants = {"few": partial(of(few).wsgen, text), "many": partial(of(many).wsgen, texts)}
        first, second = measure(contestants, "few", rounds=OFTEN * rounds, repeat=1000)
        lines.append(
            f"| {title} | {first.seconds * 1e6:.2f} | {second.seconds * 1e6:.2f} | {second.ratio:.2f}× | ≤ 1.10× |"
        )
    return "\n".join([*lines, ""])


def _measured(readers: dict[str, Callable[[str], object]], reference: str, text: str, rounds: int) -> list[Row]:
    repeat = max(20, 100_000 // (len(text) + 100))
    contestants = {name: partial(read, text) for name, read in readers.items()}
    return measure(contestants, reference, rounds=OFTEN * rounds, repeat=repeat)
