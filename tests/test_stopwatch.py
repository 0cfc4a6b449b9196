"""The table of steps: what it says, and that it is good to look at."""

import re
from collections.abc import Iterator

import pytest

from wsgen.stopwatch import Stopwatch, peak_memory


def table(*steps: tuple[str, float], has_color: bool = False) -> list[str]:
    """The lines for steps that take so many seconds, after half a second of starting."""
    times: Iterator[float] = iter([0.5 + sum(each for _, each in steps[:index]) for index in range(len(steps) + 1)])
    told: list[str] = []
    watch = Stopwatch(lambda: next(times), 0.0)
    step = watch.telling(told.append)
    for name, _ in steps:
        step(name)
    assert told == [name for name, _ in steps]
    return watch.table(has_color=has_color).splitlines()


def test_each_step_has_its_seconds_and_its_share() -> None:
    lines = table(("reading a.yml", 0.25), ("checking a.yml", 1.0), ("generating models", 0.25))
    assert lines[:5] == [
        "  starting               0.50 s   25 %",
        "  reading a.yml          0.25 s   12 %",
        "  checking a.yml         1.00 s   50 %",
        "  generating models      0.25 s   12 %",
        "  together               2.00 s",
    ]
    if peak_memory():
        assert re.fullmatch(r"  memory, at most     +\d+ MB", lines[5])


def test_with_colour_the_longest_step_stands_out_and_nothing_else_is_another() -> None:
    steps = (("reading a.yml", 0.25), ("checking a.yml", 1.0))
    plain, colored = table(*steps), table(*steps, has_color=True)
    assert [line for line in colored if "\x1b" in line] == [f"\x1b[1m{plain[2]}\x1b[0m"]
    assert [re.sub(r"\x1b\[\d+m", "", line) for line in colored[:-1]] == plain[:-1]


@pytest.mark.parametrize("path", ["asyncapi/" + "folder/" * 30 + "chat.yml", "a\x1b[2J\nb.yml", "\N{PILE OF POO}.yml"])
def test_a_path_neither_breaks_the_table_nor_the_terminal(path: str) -> None:
    lines = table((f"reading {path}", 1.0), ("planning the protocol", 1234.5))
    assert len(lines) == (5 if peak_memory() else 4)
    assert all(len(line) <= 80 and line.isprintable() for line in lines)
    assert lines[1].startswith("  reading ")
    assert path[-4:] in lines[1]
    assert len({line.index(" s ") for line in lines[:4] if line.endswith("%")}) == 1


def test_a_clock_that_stands_still_is_no_fault() -> None:
    assert Stopwatch(lambda: 0.0, 0.0).table(has_color=False).startswith("  starting")
