import subprocess
import sys

import pytest

from wsgen.code.literal import Code, identifier
from wsgen.code.view.annotation import optional, parameter_type
from wsgen.code.view.imports import Import, Source, import_lines, sorted_names, union
from wsgen.code.view.prose import filled, first_sentence, paragraphs, quoted, sentence
from wsgen.plan.identifier import Identifier


def named(text: str) -> Import:
    module, _, name = text.partition(" ")
    name, _, alias = name.partition(" as ")
    return Import(Code(module), Code(name), Code(alias) if alias else None)


@pytest.mark.parametrize(
    ("needs", "lines"),
    [
        ([], []),
        (["typing Any", "abc abstractmethod"], ["from abc import abstractmethod", "from typing import Any"]),
        (["a zeta", "a Alpha", "a BETA", "a alpha"], ["from a import BETA, Alpha, alpha, zeta"]),
        (["a v10", "a v9"], ["from a import v9, v10"]),
        (
            [".x Y", "pydantic Field", "typing Any", ". x", "__future__ annotations"],
            [
                "from __future__ import annotations",
                "",
                "from typing import Any",
                "",
                "from pydantic import Field",
                "",
                "from . import x",
                "from .x import Y",
            ],
        ),
        (["a C as D", "a B", "a E"], ["from a import B, E", "from a import C as D"]),
        (["a C as D", "a E"], ["from a import C as D", "from a import E"]),
    ],
)
def test_imports_are_sorted_and_grouped_like_isort_does_it(needs: list[str], lines: list[str]) -> None:
    assert list(import_lines(map(named, needs))) == lines
    assert list(import_lines(map(named, reversed(needs)))) == lines


def test_a_long_import_keeps_one_name_a_line_under_any_line_length() -> None:
    (line,) = import_lines(named(f"a SomeLongName{number}") for number in range(10))
    assert line.endswith("SomeLongName9,)")


def test_names_are_listed_as_ruff_sorts_all() -> None:
    names = ["b", "a", "TurnOn", "TurnOFF", "Av", "AP", "T2", "T10", "URL", "Set", "SetA", "Settings"]
    assert sorted_names(reversed(names)) == sorted_names(names)
    file = f"__all__ = {sorted_names(names)}\n".replace("'", '"')
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "RUF022", "-"]
    assert subprocess.run(command, input=file, text=True, capture_output=True).returncode == 0


def model(name: Identifier) -> Source:
    return Source(Code(f"models.{name}"), frozenset({named(". models")}))


@pytest.mark.parametrize(
    ("annotation", "written"),
    [
        ("str", "str"),
        ("int | None", "int | None"),
        ("Trade", "models.Trade"),
        ('"Trade"', "models.Trade"),
        ('list["Trade"]', "list[models.Trade]"),
        ("dict[str, list[Trade | None]]", "dict[str, list[models.Trade | None]]"),
        ("tuple[int, ...]", "tuple[int, ...]"),
        ("Literal['a', \"it's\", 1, None, True, -1]", 'Literal["a", "it\'s", 1, None, True, -1]'),
        ("Literal['Trade']", 'Literal["Trade"]'),
        ("Literal['\\u202e']", 'Literal["\\u202e"]'),
        ("Union[Any, Trade]", "Union[Any, models.Trade]"),
    ],
)
def test_a_field_annotation_becomes_a_parameter_type(annotation: str, written: str) -> None:
    assert parameter_type(annotation, ["Trade"], model).code == written


def test_a_parameter_type_needs_just_what_it_names() -> None:
    read = parameter_type("dict[str, Any] | list[Trade] | Literal['x']", ["Trade"], model)
    assert read.needs == frozenset(map(named, ["typing Any", "typing Literal", ". models"]))


@pytest.mark.parametrize("annotation", ["__import__('os')", "print", "x.y", "[int]", "lambda: 0", "int if x else str"])
def test_what_is_no_annotation_of_a_model_is_refused(annotation: str) -> None:
    with pytest.raises(ValueError, match="annotation"):
        parameter_type(annotation, [], model)


@pytest.mark.parametrize(("type_", "written"), [("int", "int | None"), ("int | None", "int | None"), ("None", "None")])
def test_an_optional_type_allows_none_once(type_: str, written: str) -> None:
    assert optional(Source(Code(type_))).code == written


def test_a_union_names_each_type_once_in_order() -> None:
    b, a = (Source(identifier(Identifier(name))) for name in ("B", "A"))
    assert union([b, a, b]).code == "B | A"


@pytest.mark.parametrize(
    ("text", "said"), [("", ""), ("  two\n words ", "two words."), ("Really?", "Really?"), ("Done.", "Done.")]
)
def test_a_sentence_is_one_line_with_an_end(text: str, said: str) -> None:
    assert sentence(text) == said


def test_words_are_quoted_and_joined() -> None:
    assert quoted(["a"]) == "`a`"
    assert quoted(["a", "b", "c"]) == "`a`, `b` and `c`"


def test_paragraphs_that_say_nothing_or_say_it_twice_are_left_out() -> None:
    assert paragraphs("a", "", " b ", "a") == "a\n\nb"


LONG = "word " * 30 + "end."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "short",
        "two\nlines",
        f"- {LONG}",
        f"1. {LONG}",
        f"| {LONG} |",
        f"    {LONG}",
        f"# {LONG}",
        f"hard  \n{LONG}",
        f"hard\\\n{LONG}",
        f"```\n{LONG}\n```",
        "x" * 200,
    ],
)
def test_what_an_author_laid_out_keeps_its_lines(text: str) -> None:
    assert filled(text, 4) == text


def test_a_paragraph_with_a_long_line_is_broken_anew_and_no_other() -> None:
    first, second, third = filled(f"`kept`\nas it is\n\n*{LONG}*\nand this\r\n\r\nkept\ntoo", 8).split("\n\n")
    assert (first, third) == ("`kept`\nas it is", "kept\ntoo")
    assert second.split() == [*f"*{LONG}*".split(), "and", "this"]
    assert max(map(len, second.split("\n"))) <= 92


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Joins a room", "Joins a room."),
        ("Joins a room. The others are told.", "Joins a room."),
        ("Joins a room!\n\nThe others are told.", "Joins a room!"),
        ("Joins a\nroom. `joined` comes back.", "Joins a room."),
        (
            "Joins a room, e.g. `lobby`, by version 1.5 or later. More.",
            "Joins a room, e.g. `lobby`, by version 1.5 or later.",
        ),
        ("Joins a room (i.e. Lobby). More.", "Joins a room (i.e. Lobby)."),
        ("Öffnet es. Ärger gibt es nicht.", "Öffnet es."),
        ("# Join\n\nJoins a room.", ""),
        ("* one\n* two", ""),
        ("Joins a room. Or\n* two", "Joins a room."),
        ("Join\n====", "Join."),
        ("```\ncode\n```", ""),
    ],
)
def test_a_first_sentence_ends_where_another_begins_and_is_of_prose_alone(text: str, expected: str) -> None:
    assert first_sentence(text) == expected
