"""What the setting `python` decides: the format, and which syntax a template of the user's own may write."""

import ast
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from protocols import chat, models

from wsgen.code.emit import emit
from wsgen.code.layout import OLDEST, check_syntax
from wsgen.code.render import TemplateFaultError
from wsgen.settings_table import SETTINGS

ROOT = Path(__file__).parents[2]
(TARGETS,) = (each.choices for each in SETTINGS if each.name == "python")


def version(python: str) -> tuple[int, int]:
    major, minor = python.split(".")
    return int(major), int(minor)


def test_the_oldest_target_is_the_default() -> None:
    assert [each.default for each in SETTINGS if each.name == "python"] == [OLDEST]
    assert min(TARGETS, key=version) == OLDEST


@pytest.fixture(scope="module")
def oldest() -> Mapping[str, str]:
    return emit(chat(), models(chat()))


@pytest.mark.parametrize("python", TARGETS)
def test_what_is_written_for_a_newer_python_can_be_read_by_it_and_by_the_oldest(
    oldest: Mapping[str, str], python: str
) -> None:
    written = emit(chat(), models(chat()), python=python)
    assert written == oldest
    for path, text in written.items():
        if path.endswith(".py"):
            ast.parse(text, feature_version=version(python))
            check_syntax(path, text, OLDEST)


@pytest.mark.parametrize(
    ("source", "oldest"),
    [
        ("x = 1", "3.11"),
        ("type X = int", "3.12"),
        ("class A[T]: ...", "3.12"),
        ("def f[T](x: T) -> T: ...", "3.12"),
        ("class A[T = int]: ...", "3.13"),
        ("try: ...\nexcept A, B: ...", "3.14"),
    ],
)
def test_syntax_is_known_by_the_python_that_brought_it(source: str, oldest: str) -> None:
    for python in TARGETS:
        if version(python) < version(oldest):
            with pytest.raises(SyntaxError, match=rf"a\.py has syntax that Python {python} can't read"):
                check_syntax("a.py", f"{source}\n", python)
        else:
            check_syntax("a.py", f"{source}\n", python)


@pytest.mark.parametrize("name", ["channels.py.jinja", "_head.py.jinja"])
def test_a_template_of_the_users_own_may_write_what_the_target_reads(name: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "templates" / name, tmp_path / name)
    with (tmp_path / name).open("a") as template:
        template.write("\n\ntype Number = int\n")
    made = chat()
    assert "type Number = int" in emit(made, models(made), tmp_path, python="3.12")["channels.py"]
    with pytest.raises(TemplateFaultError, match=r"Python 3\.11") as caught:
        emit(made, models(made), tmp_path)
    assert caught.value.name == name


@pytest.mark.parametrize("name", ["channels.py.jinja", "_head.py.jinja"])
def test_a_fault_of_the_users_own_template_is_the_templates(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("x = = 1\n")
    with pytest.raises(TemplateFaultError, match="is not Python") as caught:
        emit(chat(), models(chat()), tmp_path)
    assert caught.value.name == name
