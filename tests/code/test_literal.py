import ast
import inspect
import math
import re
import string
from pathlib import Path

import black
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wsgen.code.literal import Code, address, comment, compose, docstring, identifier, join, literal, literal_tuple
from wsgen.plan.identifier import Identifier
from wsgen.spec.node import Value

HOSTILE = '"""\n\'); __import__("os")._exit(7) #{{7*7}}'
MODE = black.Mode(target_versions={black.TargetVersion.PY311}, line_length=100)

texts = st.text(st.characters(exclude_categories=[])) | st.text(
    st.sampled_from("\"'\\{}\n\r\tax \x00\u202e\u2066\ud800")
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


def same(left: object, right: object) -> bool:
    """Equal, also in type and sign, at every depth."""
    if type(left) is not type(right):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, float) and isinstance(right, float):
        return left == right and math.copysign(1, left) == math.copysign(1, right)
    return left == right


@given(values)
def test_a_literal_evaluates_to_exactly_the_value(value: Value) -> None:
    assert same(ast.literal_eval(literal(value)), value)


@given(values)
def test_a_literal_shows_no_hidden_character_and_fits_on_one_line(value: Value) -> None:
    assert not set(literal(value)) & {"\n", "\r", "\x00", "\u202e", "\u2066", "\u2028", "\ud800", "\ufeff", "\u00a0"}
    literal(value).encode()


@given(texts)
def test_black_leaves_the_literal_of_a_text_alone(text: str) -> None:
    source = f"x = {literal(text)}\n"
    assert black.format_str(source, mode=MODE) == source


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_black_leaves_the_literal_of_a_number_alone(number: float) -> None:
    source = f"x = {literal(number)}\n"
    assert black.format_str(source, mode=MODE) == source


@pytest.mark.parametrize("text", ["größer ≥ 18 °C", "日本語", "שלום", "🙂"])
def test_text_in_any_script_stays_readable(text: str) -> None:
    assert literal(text) == f'"{text}"'


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_lacks_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON has no"):
        literal(number)


@pytest.mark.parametrize(("items", "source"), [([], "()"), (["a"], '("a",)'), (["a", 1], '("a", 1)')])
def test_a_tuple_is_written_as_python_writes_it(items: list[Value], source: str) -> None:
    assert literal_tuple(items) == source


def in_a_class(text: str) -> str:
    return f"class A:\n    {docstring(text)}\n"


def docstring_of(source: str) -> str | None:
    module = ast.parse(source)
    assert [type(node) for node in module.body] == [ast.ClassDef]
    class_ = module.body[0]
    assert isinstance(class_, ast.ClassDef)
    assert [type(node) for node in class_.body] == [ast.Expr]
    return ast.get_docstring(class_, clean=False)


prose = st.text(st.sampled_from(string.ascii_letters + "\"'\\{}#\n\t  .é")) | st.just(HOSTILE)


@given(prose)
@example("\n indented more\nthan the next")
def test_a_docstring_says_the_text_as_cleandoc_shows_it(text: str) -> None:
    shown = docstring_of(black.format_str(in_a_class(text), mode=MODE))
    expected = "\n".join(line.rstrip(" ") for line in inspect.cleandoc(text).split("\n")).strip("\n")
    assert inspect.cleandoc(shown or "") == expected


@given(texts)
def test_a_docstring_of_any_text_is_nothing_but_a_docstring(text: str) -> None:
    shown = docstring_of(in_a_class(text))
    assert "".join((shown or "").split()) == "".join(re.sub("[\ud800-\udfff]", "\ufffd", text).split())
    docstring(text).encode()


@given(texts)
@example("\n indented more\nthan the next")
def test_black_leaves_a_docstring_alone(text: str) -> None:
    source = in_a_class(text) if text.strip() else "x = 1\n"
    assert black.format_str(source, mode=MODE) == source


@given(texts, st.integers(), st.text(string.ascii_letters))
def test_an_address_evaluates_to_its_text_with_the_values_put_in(text: str, first: int, second: str) -> None:
    pattern = f"{text}:{{first}}/{{second}}{{{text}}}"
    expression = address(pattern, {"first": Code("self.first"), "second": Code("self.second")})
    node = ast.parse(expression, mode="eval").body
    assert isinstance(node, ast.JoinedStr)
    put_in = {"self.first": str(first), "self.second": second}
    parts = [
        str(each.value) if isinstance(each, ast.Constant) else put_in[ast.unparse(each.value)] for each in node.values
    ]  # type: ignore[attr-defined]  # an f-string holds only these two
    assert "".join(parts) == pattern.replace("{first}", str(first)).replace("{second}", second)


def test_an_address_without_parameters_is_a_plain_text() -> None:
    assert address("system", {}) == '"system"'
    assert address("a{b}c", {}) == '"a{b}c"'


@given(texts)
def test_a_comment_never_ends_early(text: str) -> None:
    source = f"{comment(text)}\nx = 1\n"
    assert ast.dump(ast.parse(source.encode())) == ast.dump(ast.parse("x = 1\n"))


@pytest.mark.parametrize("text", ["x coding: latin-1", "x coding=utf-7"])
def test_a_comment_sets_no_encoding(text: str) -> None:
    assert ast.literal_eval(ast.unparse(ast.parse(f'{comment(text)}\n"é"\n'.encode()).body[0])) == "é"


def test_only_planned_names_are_identifiers() -> None:
    assert identifier(Identifier("thread_id")) == "thread_id"
    with pytest.raises(TypeError):
        identifier("thread_id")  # type: ignore[arg-type]  # the fault that is looked for


def test_text_is_not_composed_into_code() -> None:
    assert compose("{a}: {{{b}}}", a=Code("x"), b=Code("y")) == "x: {y}"
    with pytest.raises(TypeError):
        compose("{a}", a="import os")  # type: ignore[arg-type]  # the fault that is looked for
    with pytest.raises(TypeError):
        join(", ", ["import os"])  # type: ignore[list-item]  # the fault that is looked for


def test_code_is_made_in_one_module_only() -> None:
    package = Path(__file__).parents[2] / "wsgen"
    makers = {path.name for path in package.rglob("*.py") if re.search(r"\bCode\(", path.read_text(encoding="utf-8"))}
    assert makers == {"literal.py"}
