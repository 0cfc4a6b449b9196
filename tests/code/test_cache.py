"""A cache gives back what was made, or has it made again; it never gives anything else, and never fails."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from wsgen.code.cache import NO_CACHE, Cache


def never() -> str:
    raise AssertionError("the text is there and is made again")


def entries(cache: Cache) -> list[Path]:
    assert cache.folder
    return sorted(cache.folder.iterdir())


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "user" / "wsgen")


@pytest.mark.parametrize("text", ["x = 1\n", "", "a\r\nb\rc", "no line end", "\N{SNOWMAN} \N{PILE OF POO}", "\0"])
def test_a_kept_text_comes_back_as_it_was_without_being_made(cache: Cache, text: str) -> None:
    assert cache.text(("a", "b"), lambda: text) == text
    assert cache.text(("a", "b"), never) == text


@pytest.mark.parametrize("other", [("a", "c"), ("ab",), ("a", "b", ""), ("b", "a"), ("", "a", "b"), ('a", "b',)])
def test_a_text_made_from_anything_else_is_another_text(cache: Cache, other: tuple[str, ...]) -> None:
    cache.text(("a", "b"), lambda: "one")
    assert cache.text(other, lambda: "two") == "two"
    assert cache.text(("a", "b"), never) == "one"


def flipped(entry: Path) -> None:
    content = bytearray(entry.read_bytes())
    content[-2] ^= 1
    entry.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "one bit is another": flipped,
    "its end is missing": lambda entry: entry.write_bytes(entry.read_bytes()[:-1]),
    "it is empty": lambda entry: entry.write_bytes(b""),
    "it is not text": lambda entry: entry.write_bytes(b"\xff\xfe\n\xff"),
    "it has no checksum": lambda entry: entry.write_text("x = 2\n"),
    "it is a folder": lambda entry: (entry.unlink(), entry.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_entry_counts_as_none(cache: Cache, damage: Callable[[Path], object]) -> None:
    cache.text(("a",), lambda: "x = 1\n")
    damage(entries(cache)[0])
    assert cache.text(("a",), lambda: "x = 1\n") == "x = 1\n"


def test_a_damaged_entry_is_written_again(cache: Cache) -> None:
    cache.text(("a",), lambda: "x = 1\n")
    whole = entries(cache)[0].read_bytes()
    flipped(entries(cache)[0])
    cache.text(("a",), lambda: "x = 1\n")
    assert entries(cache)[0].read_bytes() == whole


def test_an_entry_under_the_name_of_another_counts_as_none(cache: Cache) -> None:
    cache.text(("a",), lambda: "one")
    first = entries(cache)[0]
    cache.text(("b",), lambda: "two")
    second = next(each for each in entries(cache) if each != first)
    shutil.copy(first, second)
    assert cache.text(("b",), lambda: "two") == "two"


def test_what_fails_is_not_kept(cache: Cache) -> None:
    def fail() -> str:
        raise SyntaxError("not Python")

    with pytest.raises(SyntaxError, match="not Python"):
        cache.text(("a",), fail)
    assert cache.text(("a",), lambda: "x = 1\n") == "x = 1\n"


def test_a_text_that_has_no_utf_8_is_made_each_time(cache: Cache) -> None:
    assert cache.text(("a",), lambda: "\ud800") == "\ud800"
    assert cache.text(("a",), lambda: "\ud800") == "\ud800"
    assert entries(cache) == []


def test_what_it_is_made_from_may_be_any_text(cache: Cache) -> None:
    cache.text(("\ud800",), lambda: "x")
    assert cache.text(("\ud800",), never) == "x"


def test_nothing_but_whole_entries_stays_behind(cache: Cache) -> None:
    for name in "abc":
        cache.text((name,), lambda: "x = 1\n")
    assert [each.suffix for each in entries(cache)] == [".text"] * 3


def test_a_folder_that_cannot_be_made_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "wsgen")
    assert cache.text(("a",), lambda: "x = 1\n") == "x = 1\n"


def test_a_folder_that_is_deleted_is_made_again(cache: Cache) -> None:
    cache.text(("a",), lambda: "x = 1\n")
    assert cache.folder
    shutil.rmtree(cache.folder)
    assert cache.text(("a",), lambda: "x = 1\n") == "x = 1\n"
    assert cache.text(("a",), never) == "x = 1\n"


def test_a_folder_that_is_deleted_while_a_text_is_made_is_made_again(cache: Cache) -> None:
    cache.text(("a",), lambda: "x = 1\n")

    def make() -> str:
        assert cache.folder
        shutil.rmtree(cache.folder)
        return "x = 2\n"

    assert cache.text(("b",), make) == "x = 2\n"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the system keeps users' folders apart")
def test_a_folder_that_others_can_write_is_not_used(cache: Cache) -> None:
    cache.text(("a",), lambda: "x = 1\n")
    assert cache.folder
    cache.folder.chmod(0o777)
    assert cache.text(("a",), lambda: "x = 2\n") == "x = 2\n"


def test_texts_beyond_the_limit_make_room_those_unused_for_longest_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "wsgen", limit=3000)
    for second, name in enumerate("abc"):
        cache.text((name,), lambda: "x" * 700)
        for each in entries(cache):
            if each.stat().st_mtime > 1000:
                os.utime(each, (second, second))
    cache.text(("a",), never)
    cache.text(("d",), lambda: "x" * 700)
    cache.text(("e",), lambda: "x" * 700)
    assert sum(each.stat().st_size for each in entries(cache)) <= 3000
    for name in "ade":
        cache.text((name,), never)
    made: list[str] = []
    cache.text(("b",), lambda: made.append("b") or "x")
    assert made == ["b"]


def test_what_is_not_the_caches_own_stays(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x" * 5000)
    cache = Cache(tmp_path, limit=100)
    cache.text(("a",), lambda: "x = 1\n")
    assert (tmp_path / "notes.txt").exists()


def test_without_a_folder_every_text_is_made() -> None:
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return "x"

    assert [NO_CACHE.text(("a",), make) for _ in range(2)] == ["x", "x"]
    assert len(made) == 2
