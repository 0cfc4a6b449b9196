"""Whoever formats, and whatever is kept, the text is the same."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from wsgen.code import formatting
from wsgen.code import layout as layout_module
from wsgen.code.cache import NO_CACHE, Cache
from wsgen.code.formatting import format_sources
from wsgen.code.layout import layout

SOURCES = [f"class A{number}:\n    a:int={number}\n    b = '''{number}\n\u2028'''\n" for number in range(300)]
CLASS = "class A{0}:\n    a:int={0}\n\n    def f(self): return {0}"
PAGE = '"""A page."""\nimport a\n\n' + "\n\n".join(CLASS.format(number) for number in range(300))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many characters black got, each time that it was asked."""
    asked: list[int] = []

    def format_here(sources: Sequence[str], target: str, processes: int = 1) -> list[str]:
        asked.append(sum(map(len, sources)))
        return format_sources(sources, target, processes)

    monkeypatch.setattr(layout_module, "format_sources", format_here)
    return asked


def test_two_processes_make_what_one_does() -> None:
    assert format_sources(SOURCES, "PY311", processes=2) == format_sources(SOURCES, "PY311", processes=1)


@pytest.mark.parametrize(
    "second",
    [
        "raise SystemExit(1)",
        "import sys; sys.stdin.close(); sys.stdout.close()",
        "import sys; sys.stdin.read(); print('[299')",
        "import time; time.sleep(600)",
        "import sys; sys.stdin.read(); import time; time.sleep(600)",
        "import os; os.abort()",
    ],
)
def test_a_second_process_that_does_nothing_is_done_without(monkeypatch: pytest.MonkeyPatch, second: str) -> None:
    monkeypatch.setattr(formatting, "_SECOND", second)
    assert format_sources(SOURCES, "PY311", processes=2) == format_sources(SOURCES, "PY311", processes=1)


def test_the_path_of_modules_may_hold_what_is_no_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, tmp_path])
    assert format_sources(SOURCES[:3], "PY311", processes=2) == format_sources(SOURCES[:3], "PY311", processes=1)


def test_without_another_thread_one_process_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(formatting.Thread, "start", refuse)
    assert format_sources(SOURCES[:3], "PY311", processes=2) == format_sources(SOURCES[:3], "PY311", processes=1)


@pytest.mark.parametrize("executable", ["", "/no/such/python", None])
def test_without_an_executable_one_process_does_it(monkeypatch: pytest.MonkeyPatch, executable: str | None) -> None:
    monkeypatch.setattr(sys, "executable", executable)
    assert format_sources(SOURCES[:3], "PY311", processes=2) == format_sources(SOURCES[:3], "PY311", processes=1)


@pytest.mark.parametrize("wrong", [0, 150, 299])
@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_not_python_is_said_by_one_process_and_two(wrong: int, processes: int) -> None:
    sources = [*SOURCES[:wrong], "x = (", *SOURCES[wrong + 1 :]]
    with pytest.raises(SyntaxError):
        format_sources(sources, "PY311", processes)


def test_the_second_process_writes_from_the_end() -> None:
    class Lines(list[str]):
        def flush(self) -> None:
            pass

        write = list.append

    lines = Lines()
    formatting.write_backwards({"sources": ["a=1", "b=1"], "target": "PY311"}, lines)  # type: ignore[arg-type]
    assert lines == ['[1, "b = 1\\n"]\n', '[0, "a = 1\\n"]\n']


@pytest.mark.parametrize("processes", [1, 2])
def test_with_and_without_a_cache_the_text_is_that_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    expected = {"a.py": format_sources((PAGE,), "PY311", processes=1)[0]}
    monkeypatch.setattr(
        layout_module, "format_sources", lambda sources, target: format_sources(sources, target, processes)
    )
    cache = Cache(tmp_path / "wsgen")
    assert layout([("a.py", PAGE)], NO_CACHE) == expected
    assert layout([("a.py", PAGE)], cache) == expected
    assert layout([("a.py", PAGE)], cache) == expected
    changed = PAGE.replace("a:int=150\n", "a: int = 150\n")
    assert layout([("a.py", changed)], cache) == expected


def test_one_definition_that_changed_is_formatted_and_little_else(tmp_path: Path, counted: list[int]) -> None:
    cache = Cache(tmp_path / "wsgen")
    layout([("a.py", PAGE)], cache)
    layout([("a.py", PAGE)], cache)
    layout([("a.py", PAGE.replace("return 150", "return 'x'"))], cache)
    first, second = counted
    assert first >= len(PAGE) * 0.9
    assert second < len(PAGE) / 5


def test_what_stands_in_two_pages_is_formatted_once(counted: list[int]) -> None:
    texts = layout([("a.py", PAGE), ("b.py", PAGE)])
    assert texts["a.py"] == texts["b.py"]
    assert sum(counted) < len(PAGE) * 1.1


def test_what_is_not_python_is_blamed_on_its_page_and_line() -> None:
    broken = PAGE.replace("def f(self): return 150", "def f(self): return (")
    with pytest.raises(SyntaxError, match=r"^b\.py is not Python: .*\b75[0-9]:"):
        layout([("a.py", PAGE), ("b.py", broken)])
