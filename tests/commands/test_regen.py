"""`wsgen regen` at a user's level: what is printed, what is on disk, and what is never touched."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from shell import Run, change

ROOT = Path(__file__).parents[2]

HOSTILE = """\
[tool.black]
line-length = 40
skip-string-normalization = true
[tool.ruff]
line-length = 200
[tool.isort]
force_single_line = true
[tool.datamodel-codegen]
use-schema-description = true
target-python-version = "3.13"
"""


def contents(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_first_run_creates_everything_and_a_second_one_nothing(run: Run, project: Path) -> None:
    ran = run(project, "regen")
    count = len(contents(project / "generated"))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"asyncapi/small.yml → generated/  {count} files: {count} created  (")
    assert ran.out.endswith(" s)\n")
    before = contents(project / "generated")
    ran = run(project, "regen")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"asyncapi/small.yml → generated/  {count} files: {count} unchanged  (")
    assert contents(project / "generated") == before
    assert run(project, "diff-check").code == 0


def test_what_will_fail_the_next_check_is_said(run: Run, project: Path, generated: Path) -> None:
    for number in range(7):
        (generated / f"mine{number}.py").write_text("mine = True\n")
    ran = run(project, "regen")
    assert ran.code == 0
    assert ran.err == (
        "generated/mine0.py isn't wsgen's\n"
        "generated/mine1.py isn't wsgen's\n"
        "generated/mine2.py isn't wsgen's\n"
        "generated/mine3.py isn't wsgen's\n"
        "generated/mine4.py isn't wsgen's\n"
        "and 2 more\n"
        "`wsgen diff-check` fails until they are moved or deleted.\n"
    )
    assert run(project, "diff-check").code == 1


def test_what_was_generated_can_be_imported(project: Path, generated: Path) -> None:
    script = "import generated; from generated.models import Tick; print(Tick(n=1).to_wire())"
    ran = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("{'type': 'tick', 'n': 1}\n", "")


def test_out_and_spec_can_be_given(run: Run, project: Path) -> None:
    ran = run(project, "regen", "asyncapi/small.yml", "--out", "src/wire")
    assert (ran.code, "→ src/wire/" in ran.out) == (0, True)
    assert not (project / "generated").exists()
    assert run(project, "diff-check", "--out", "src/wire").code == 0


def test_a_change_of_the_document_writes_what_it_means(run: Run, project: Path, generated: Path) -> None:
    change(project / "asyncapi" / "small.yml", "n: {type: integer}", "n: {type: integer, minimum: 3}")
    ran = run(project, "regen", "--verbose")
    assert ran.code == 0
    changed = {line.split()[1] for line in ran.out.splitlines()[1:]}
    assert {"generated/models.py", "generated/schemas.json", "generated/manifest.json"} <= changed
    assert "generated/_runtime/wire.py" not in changed


def test_a_comment_or_another_layout_changes_nothing(run: Run, project: Path, generated: Path) -> None:
    spec = project / "asyncapi" / "small.yml"
    change(spec, "info: {title: Small, version: 1.0.0}", "# a comment\ninfo:\n  title: Small\n\n  version: '1.0.0'")
    assert run(project, "diff-check").code == 0


def test_an_invalid_document_writes_nothing(run: Run, project: Path) -> None:
    change(project / "asyncapi" / "small.yml", "action: receive", "action: recieve")
    ran = run(project, "regen")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("asyncapi/small.yml:13:13: WSG2")
    assert ran.err.endswith("Nothing was written.\n")
    assert not (project / "generated").exists()


def test_warnings_and_notes_are_a_line_each_and_say_where_there_is_more(run: Run, project: Path) -> None:
    spec = project / "asyncapi" / "small.yml"
    spec.write_text(spec.read_text() + "  schemas:\n    Unused: {type: string}\n")
    ran = run(project, "regen")
    assert ran.code == 0
    assert ran.out.count("\n") == 1
    first, last = ran.err.splitlines()
    assert first.startswith("asyncapi/small.yml:")
    assert last == "`wsgen validate` shows where."


def test_a_file_that_is_not_wsgens_stops_everything(run: Run, project: Path) -> None:
    (project / "generated").mkdir()
    (project / "generated" / "models.py").write_text("mine = True\n")
    ran = run(project, "regen")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("generated/models.py:1:1: WSG601 `generated/models.py` exists")
    assert contents(project / "generated") == {"models.py": b"mine = True\n"}


def test_a_users_subclass_in_the_folder_survives(run: Run, project: Path, generated: Path) -> None:
    handlers = generated / "handlers.py"
    handlers.write_text("from . import SmallServer\n")
    change(project / "asyncapi" / "small.yml", "n: {type: integer}", "m: {type: integer}")
    run(project, "regen")
    assert handlers.read_text() == "from . import SmallServer\n"


@pytest.mark.parametrize(
    ("out", "held"),
    [(".", "the document"), ("asyncapi", "the document"), ("..", "the document"), ("src", "the working folder")],
)
def test_a_folder_that_holds_something_else_is_no_output_folder(run: Run, project: Path, out: str, held: str) -> None:
    (project / "src" / "inner").mkdir(parents=True)
    before = contents(project)
    folder = project / "src" / "inner" if out == "src" else project
    ran = run(folder, "regen", "--out", ".." if out == "src" else out)
    assert (ran.code, ran.out) == (2, "")
    assert held in ran.err
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text() + f'out = "{out}"\n')
    ran = run(folder, "regen")
    assert (ran.code, ran.out) == (1, "")
    assert "WSG156" in ran.err
    assert contents(project).keys() == before.keys()


def test_a_folder_that_cannot_be_written_is_no_answer(run: Run, project: Path) -> None:
    (project / "generated").write_text("a file\n")
    ran = run(project, "regen")
    assert (ran.code, ran.out) == (2, "")
    assert "generated" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_run_that_is_ended_in_the_middle_of_writing_leaves_the_old_tree(
    project: Path, generated: Path, name: str
) -> None:
    before = contents(project / "generated")
    change(project / "asyncapi" / "small.yml", "title: Small", "title: Other")
    script = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom wsgen.cli import main\n"
        "replace, count = Path.replace, iter(range(9))\n"
        "def ended(self, target):\n"
        f"    next(count) == 2 and os.kill(os.getpid(), signal.{name})\n"
        "    return replace(self, target)\n"
        "Path.replace = ended\nsys.argv = ['wsgen', 'regen']\nmain()\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "")
    assert contents(generated) == before


@pytest.fixture
def templates(project: Path) -> Path:
    """A folder of the user's own templates, named in the settings."""
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text() + 'templates = "my-templates"\n')
    (project / "my-templates").mkdir()
    return project / "my-templates"


def test_a_template_of_the_users_own_stands_for_wsgens(
    run: Run, project: Path, generated: Path, templates: Path
) -> None:
    own = (ROOT / "templates" / "channels.py.jinja").read_text() + "\nEXTRA   =   'mine'\n"
    (templates / "channels.py.jinja").write_text(own)
    ran = run(project, "regen", "--verbose")
    assert ran.code == 0
    assert {line.split()[1] for line in ran.out.splitlines()[1:]} == {
        "generated/channels.py",
        "generated/manifest.json",
    }
    assert 'EXTRA = "mine"\n' in (generated / "channels.py").read_text()


@pytest.mark.parametrize(
    ("name", "text", "place", "message"),
    [
        ("servre.py.jinja", "", "my-templates/servre.py.jinja:1:1", "did you mean `server.py.jinja`"),
        ("server.py.jinja", "x = 1\n{% if %}\n", "my-templates/server.py.jinja:2:1", "Expected an expression"),
        ("server.py.jinja", "x = 1\n\n{{ view.nothing }}\n", "my-templates/server.py.jinja:3:1", "nothing"),
        ("server.py.jinja", "x = {{ 'text' }}\n", "my-templates/server.py.jinja:1:1", "Code only"),
        ("server.py.jinja", "x = = 1\n", "my-templates/server.py.jinja:1:1", "server.py is not Python"),
    ],
)
def test_a_fault_in_a_template_of_the_users_own_is_located(
    run: Run, project: Path, templates: Path, name: str, text: str, place: str, message: str
) -> None:
    (templates / name).write_text(text)
    ran = run(project, "regen")
    assert (ran.code, ran.out, ran.err.partition(": WSG163")[0]) == (1, "", place)
    assert message in ran.err
    assert not (project / "generated").exists()


def test_a_folder_of_templates_that_is_not_there_is_located(run: Run, project: Path, templates: Path) -> None:
    templates.rmdir()
    ran = run(project, "regen")
    assert (ran.code, ran.err.partition(" there")[0]) == (1, "pyproject.toml:4:13: WSG163")


def git(folder: Path, *arguments: str, code: int = 0) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main")
    ran = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == code, ran.stdout + ran.stderr
    return ran.stdout


def test_a_real_merge_conflict_is_repaired(run: Run, project: Path, generated: Path) -> None:
    """Two branches change the document and regenerate; the merge leaves conflicts in generated/, manifest included."""
    spec = project / "asyncapi" / "small.yml"
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "one")
    for branch, old, new in (
        ("left", "n: {type: integer}", "n: {type: integer, minimum: 3}"),
        ("right", "{const: tock}}", "{const: tock}, extra: {type: string}}"),
    ):
        git(project, "checkout", "-q", "-b", branch, "main")
        change(spec, old, new)
        run(project, "regen")
        git(project, "commit", "-qam", branch)
    git(project, "merge", "-q", "left", code=1)
    assert "<<<<<<<" in (project / "generated" / "manifest.json").read_text()
    spec_text = git(project, "show", "right:asyncapi/small.yml").replace(
        "n: {type: integer}", "n: {type: integer, minimum: 3}"
    )
    spec.write_text(spec_text)
    assert run(project, "diff-check").code == 1
    assert run(project, "regen").code == 0
    assert run(project, "diff-check").code == 0
    assert not [path for path, text in contents(project / "generated").items() if b"<<<<<<<" in text]


def compiled(folder: Path, out: str, *, cwd: Path, **environment: str) -> dict[str, bytes]:
    """What `regen` writes for the chat contract in a process of its own."""
    spec = os.path.relpath(folder / "asyncapi" / "chat.yml", cwd)
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ran = subprocess.run(
        [sys.executable, "-m", "wsgen", "regen", spec, "--no-cache", "--out", os.path.relpath(folder / out, cwd)],
        cwd=cwd,
        env={**keep, **environment},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode(errors="replace")
    return contents(folder / out)


def test_the_same_document_gives_the_same_bytes_wherever_it_is_compiled(tmp_path: Path) -> None:
    """Two working folders, two hash seeds, two locales, two time zones, and hostile configuration all around."""
    here, there = tmp_path / "here", tmp_path / "a" / "b" / "there"
    settings = '[tool.wsgen]\nspec = "asyncapi/chat.yml"\nperspective = "server"\n'
    for folder, configuration in ((here, ""), (there, HOSTILE)):
        (folder / "asyncapi").mkdir(parents=True)
        shutil.copy(ROOT / "asyncapi" / "chat.yml", folder / "asyncapi")
        (folder / "pyproject.toml").write_text(settings + configuration)
    first = compiled(here, "generated", cwd=here, PYTHONHASHSEED="1", LC_ALL="C.UTF-8", TZ="UTC")
    for place in (tmp_path / "a", there, there / "generated"):
        place.mkdir(exist_ok=True)
        (place / "pyproject.toml").write_text((settings if place == there else "") + HOSTILE)
        (place / ".editorconfig").write_text("[*]\nindent_style = tab\nend_of_line = crlf\n")
        (place / ".isort.cfg").write_text("[settings]\nforce_single_line = true\n")
    second = compiled(
        there,
        "generated",
        cwd=tmp_path / "a",
        PYTHONHASHSEED="2",
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
        TZ="Asia/Kathmandu",
    )
    for path in ("pyproject.toml", ".editorconfig", ".isort.cfg"):
        del second[path]
    assert second == first


@pytest.mark.parametrize("name", ["--out", "--config", "SPEC"])
def test_an_empty_variable_of_the_shell_is_not_the_default(run: Run, project: Path, name: str) -> None:
    for command in ("regen", "diff-check"):
        ran = run(project, command, *(("",) if name == "SPEC" else (name, "")))
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"wsgen: {name} is empty; ")
    assert not (project / "generated").exists()


@pytest.mark.parametrize("link_to", [".", "asyncapi"])
def test_a_link_to_what_is_the_users_is_no_output_folder(run: Run, project: Path, link_to: str) -> None:
    (project / "link").symlink_to(project / link_to)
    before = contents(project)
    ran = run(project, "regen", "--out", "link")
    assert (ran.code, ran.out) == (2, "")
    assert "`link` holds the document" in ran.err
    assert contents(project) == before


def test_a_link_to_a_folder_of_its_own_is_written_like_a_folder(run: Run, project: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (project / "link").symlink_to(tmp_path / "elsewhere")
    assert run(project, "regen", "--out", "link").code == 0
    assert (tmp_path / "elsewhere" / "manifest.json").exists()
    assert run(project, "diff-check", "--out", "link").code == 0


@pytest.mark.parametrize("command", ["regen", "diff-check"])
def test_a_file_in_place_of_the_output_folder_is_no_answer(run: Run, project: Path, command: str) -> None:
    (project / "notes").write_text("mine\n")
    ran = run(project, command, "--out", "notes")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1].endswith(": it is no folder")
    assert (project / "notes").read_text() == "mine\n"


@pytest.mark.parametrize("name", ["a\nb.yml", "\udcff.yml", "\x1b[31m.yml"])
def test_a_document_that_no_generated_file_can_name_is_no_answer(run: Run, project: Path, name: str) -> None:
    spec = project / "asyncapi" / "small.yml"
    try:
        spec.rename(spec.with_name(name))
    except (OSError, ValueError):
        pytest.skip("the system takes no such file name")
    ran = run(project, "regen", f"asyncapi/{name}")
    assert (ran.code, ran.out) == (2, "")
    assert "rename it" in ran.err
    assert "\x1b" not in ran.err


def test_the_command_for_more_is_one_that_can_be_pasted(run: Run, project: Path) -> None:
    spec = project / "asyncapi" / "small.yml"
    spec.write_text(spec.read_text() + "  schemas:\n    Unused: {type: string}\n")
    spec.rename(spec.with_name("two words.yml"))
    ran = run(project, "regen", "asyncapi/two words.yml", "--config", "pyproject.toml")
    last = ran.err.splitlines()[-1]
    assert last == "`wsgen validate --config pyproject.toml 'asyncapi/two words.yml'` shows where."


def test_a_folder_in_place_of_a_file_stops_everything(run: Run, project: Path) -> None:
    (project / "generated" / "models.py").mkdir(parents=True)
    ran = run(project, "regen")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("generated/models.py:1:1: WSG602 wsgen would write a file here")
    assert contents(project / "generated") == {}


def test_the_name_of_the_output_folder_does_nothing_to_a_terminal(run: Run, project: Path) -> None:
    ran = run(project, "regen", "--out", "a\x1b[31mb", "--verbose", "--no-cache")
    assert (ran.code, "\x1b" in ran.out, "a␛[31mb/models.py" in ran.out) == (0, False, True)


def test_a_name_that_the_locale_hides_is_said_with_what_helps(project: Path) -> None:
    (project / "asyncapi" / "small.yml").rename(project / "asyncapi" / "gerät.yml")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "wsgen", "regen", "asyncapi/gerät.yml"]
    ran = subprocess.run(command, cwd=project, env=environment, capture_output=True, timeout=60)
    assert (ran.returncode, b"; set PYTHONUTF8=1" in ran.stderr) == (2, True)
