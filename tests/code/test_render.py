import os
import shutil
import subprocess
import sys
from pathlib import Path

import jinja2
import pytest

from wsgen.code.literal import Code
from wsgen.code.render import render, template_folder
from wsgen.code.view.models import ModelsView
from wsgen.code.view.page import Head

ROOT = Path(__file__).parents[2]
HEAD = Head(Code("# mine"), Code('"""Doc."""'), (Code("import x"),))


def test_a_template_prints_code_as_it_is() -> None:
    view = ModelsView(HEAD, Code('["<&{{ 7 * 7 }}>"]'), Code("x = 1"))
    (text,) = render([("models.py.jinja", view)])
    assert text == '# mine\n"""Doc."""\n\nimport x\n\n__all__ = ["<&{{ 7 * 7 }}>"]\n\nx = 1\n'


@pytest.mark.parametrize("source", ["import os", 7, None, ("x",)])
def test_a_template_refuses_to_print_what_is_not_code(source: object) -> None:
    with pytest.raises(TypeError, match="Code only"):
        render([("models.py.jinja", ModelsView(HEAD, Code("[]"), source))])  # type: ignore[arg-type]  # the fault


def test_a_template_that_asks_for_what_its_view_lacks_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render([("models.py.jinja", object())])


def test_templates_are_found_beside_the_package_in_a_checkout() -> None:
    assert Path(str(template_folder())) == ROOT / "templates"


def test_templates_are_found_inside_the_package_when_it_is_installed(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "wsgen", tmp_path / "wsgen", ignore=ignored)
    shutil.copytree(ROOT / "templates", tmp_path / "wsgen" / "templates")
    program = (
        "from wsgen.code.render import template_folder, runtime_files as f; print(template_folder(), len(f()) > 10)"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert done.stdout == f"{tmp_path / 'wsgen' / 'templates'} True\n", done.stderr


def test_each_generated_python_file_has_one_template_of_its_name() -> None:
    names = {path.name.removesuffix(".jinja") for path in (ROOT / "templates").iterdir() if path.suffix == ".jinja"}
    whole = {"__init__.py", "models.py", "messages.py", "channels.py", "dispatch.py", "server.py"}
    whole |= {"client.py", "client_sync.py"}
    assert {name for name in names if not name.startswith("_") or name == "__init__.py"} == whole
