"""Outputs beside the Python package: `--target`, folders that aren't committed, and targets of the user's own."""

import json
from pathlib import Path

import pytest
from shell import Run, change

OWN = """
[tool.wsgen.targets.tags]
out = "device/include"
templates = "device/templates"
view = "device/view.py"
"""

VIEW = '''\
"""The tags of all messages, for a device."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from wsgen.targets import Page, Protocol, Text


@dataclass(frozen=True)
class View:
    tags: "list[Text]"


def pages(protocol: Protocol) -> Iterable[Page]:
    tags = [Text(json.dumps(tag)) for each in protocol.messages.values() for tag in each.tags]
    yield Page("tags.h", "tags.h.jinja", View(tags))
    yield Page("deeper/names.txt", "parts/names.jinja", Text(protocol.name))
'''

TEMPLATE = """\
{% for tag in view.tags %}
#define TAG_{{ loop_index }} {{ tag }}
{% endfor %}
""".replace("TAG_{{ loop_index }}", "TAG")


@pytest.fixture
def own(project: Path) -> Path:
    """A project with a target of its own; the folder of its parts."""
    with (project / "pyproject.toml").open("a") as file:
        file.write(OWN)
    device = project / "device"
    (device / "templates" / "parts").mkdir(parents=True)
    (device / "view.py").write_text(VIEW)
    (device / "templates" / "tags.h.jinja").write_text(TEMPLATE)
    (device / "templates" / "parts" / "names.jinja").write_text("{{ view }}\n")
    return device


def test_a_target_of_the_users_own_is_written_and_held(project: Path, own: Path, run: Run) -> None:
    out = own / "include"
    done = run(project, "regen", "--target", "tags")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("asyncapi/small.yml → device/include/  3 files: 3 created")
    assert (out / "tags.h").read_text() == '#define TAG "tick"\n#define TAG "tock"\n'
    assert (out / "deeper" / "names.txt").read_text() == "Small\n"
    assert json.loads((out / "manifest.json").read_text())["files"].keys() == {"deeper/names.txt", "tags.h"}
    # Nothing stands beside the view module that wasn't there, and no Python was written.
    assert {each.name for each in own.iterdir()} == {"include", "templates", "view.py"}
    assert not (project / "generated").exists()

    assert run(project, "diff-check", "--target", "tags").code == 0
    # A change within the same second, which leaves the file as long as it was.
    change(own / "view.py", '"tags.h",', '"tagz.h",')
    drifted = run(project, "diff-check", "--target", "tags")
    assert drifted.code == 1
    assert "device/include/tagz.h is missing" in drifted.out
    assert "  deleted device/include/tags.h" in run(project, "regen", "--target", "tags").out.splitlines()
    assert run(project, "diff-check", "--target", "tags").code == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "message"),
    [
        ("view.py", "    tags = [", "    tags == [", "view.py:16:1: WSG164", "NameError"),
        ("view.py", "    tags = [", "    tags = = [", "view.py:16:1: WSG164", "SyntaxError: invalid syntax"),
        ("view.py", "import json\n", "import jsom\n", "view.py:3:1: WSG164", "No module named 'jsom'"),
        ("view.py", "import json\n", "raise SystemExit\n", "view.py:3:1: WSG164", "SystemExit"),
        ("view.py", "def pages(", "def page(", "view.py:1:1: WSG164", "there is no function `pages`"),
        ("view.py", '    yield Page("tags', '    yield ("tags', "view.py:15:1: WSG164", "gives tuple"),
        ("view.py", '"tags.h",', '"../tags.h",', "view.py:17:1: WSG164", "inside the output folder: '../tags.h'"),
        ("view.py", '"tags.h",', "17,", "view.py:15:1: WSG164", "a page can't have the path 17"),
        ("view.py", '"tags.h",', '"manifest.json",', "view.py:17:1: WSG164", "can't have the path 'manifest.json'"),
        ("view.py", '"tags.h",', '"deeper/names.txt",', "view.py:17:1: WSG164", "the path 'deeper/names.txt'"),
        ("view.py", '"tags.h",', '"deeper",', "view.py:18:1: WSG164", "is a folder of another one's"),
        ("view.py", '"tags.h.jinja"', '"../tags"', "view.py:17:1: WSG164", "there is no template `../tags`"),
        ("view.py", "Text(json.dumps(tag))", "tag", "templates/tags.h.jinja:2:1: WSG163", "may print Text only"),
        ("view.py", "json.dumps(tag)", '"\\ud800"', "view.py:17:1: WSG164", "no UTF-8"),
        ("templates/tags.h.jinja", "tag }}", "tug }}", "templates/tags.h.jinja:2:1: WSG163", "'tug' is undefined"),
        ("templates/tags.h.jinja", "{{ tag }}", "{{ 1 / 0 }}", "templates/tags.h.jinja:2:1: WSG163", "ZeroDivision"),
        ("templates/tags.h.jinja", "{% endfor %}", "", "templates/tags.h.jinja:2:1: WSG163", "endfor"),
        ("templates/tags.h.jinja", "{{ tag }}", '{% include "x" %}', "templates/tags.h.jinja:2:1: WSG163", "`x`"),
        ("templates/parts/names.jinja", "view", "view.tags", "templates/parts/names.jinja:1:1: WSG163", "no attribute"),
    ],
)  # fmt: skip
def test_a_fault_in_a_target_of_the_users_own_is_located(
    project: Path, own: Path, run: Run, file: str, old: str, new: str, place: str, message: str
) -> None:
    change(own / file, old, new)
    ran = run(project, "regen", "--target", "tags")
    assert ran.err.startswith(f"device/{place}"), ran.err
    assert message in ran.err.splitlines()[0]
    assert "Traceback" not in ran.err
    assert "Nothing was written" in ran.err
    assert ran.code == 1
    assert not (own / "include").exists()


def test_a_fault_of_a_target_is_told_by_diff_check_too(project: Path, own: Path, run: Run) -> None:
    change(own / "view.py", "json.dumps(tag)", "json.dumps()")
    ran = run(project, "diff-check", "--target", "tags")
    assert (ran.code, ran.out.partition(" ")[0]) == (1, "device/view.py:16:1:")


def test_what_a_view_module_prints_is_no_part_of_a_report(project: Path, own: Path, run: Run) -> None:
    change(own / "view.py", "    tags = [", "    print(protocol.name)\n    tags = [")
    ran = run(project, "diff-check", "--target", "tags", "--format", "json")
    assert json.loads(ran.out)["drift"] is True
    assert ran.err == "Small\n"


def test_a_fault_in_one_target_leaves_all_folders_alone(project: Path, own: Path, generated: Path, run: Run) -> None:
    change(project / "asyncapi" / "small.yml", "title: Small", "title: Little")
    before = (generated / "server.py").read_text()
    (own / "view.py").unlink()
    ran = run(project, "regen")
    assert (ran.code, ran.out) == (1, "")
    assert "pyproject.toml:8:8: WSG164 the view module `device/view.py` can't be read: there is no such file" in ran.err
    assert (generated / "server.py").read_text() == before


def test_a_folder_that_is_not_committed_is_held_only_where_somebody_asks(
    project: Path, own: Path, generated: Path, run: Run
) -> None:
    with (project / "pyproject.toml").open("a") as file:
        file.write("committed = false\n")
    assert own.exists()
    said = run(project, "diff-check")
    assert (said.code, said.out.count("\n")) == (0, 1)
    asked = run(project, "diff-check", "--target", "tags")
    assert (asked.code, asked.out.splitlines()[0]) == (1, "device/include/ does not exist")
    # Both, in the order in which they are named.
    assert run(project, "regen", "--target", "tags", "--target", "python").out.split()[2] == "device/include/"
    assert run(project, "diff-check", "--target", "python", "--target", "tags").code == 0


@pytest.mark.parametrize(("name", "file"), [("browser", "client.js"), ("rust", "Cargo.toml")])
def test_the_command_line_gives_one_target_a_folder(project: Path, run: Run, name: str, file: str) -> None:
    done = run(project, "regen", "--target", name, "--out", "web/client")
    assert (done.code, done.out.split("  ")[0]) == (0, "asyncapi/small.yml → web/client/")
    assert (project / "web" / "client" / file).exists()
    # Made again, it is the same to the byte.
    assert run(project, "diff-check", "--target", name, "--out", "web/client").code == 0
    assert sorted(each.name for each in project.iterdir()) == ["asyncapi", "pyproject.toml", "web"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--target", "browsr"), "there is no target 'browsr'; did you mean browser?"),
        (("--target", "x"), "there is no target 'x'; there are python, tags, browser, rust"),
        (
            ("--target", "browser"),
            "the target browser has no folder; give one with --out, or set it",
        ),
        (("--target", "tags", "--target", "python", "--out", "x"), "--out is the folder of one target"),
        (("--target", "browser", "--out", "generated"), "`generated` holds the Python package"),
        (("--target", "browser", "--out", "device"), "`device` holds the target tags"),
        (("--target", "tags", "--out", "device/templates"), "`device/templates` holds its templates"),
    ],
)
def test_what_a_target_can_not_be(project: Path, own: Path, run: Run, arguments: tuple[str, ...], said: str) -> None:
    ran = run(project, "regen", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert not (own / "include").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('browzer = "x"', "6:11 WSG151 `browzer` is no target of wsgen's, and has neither `templates` nor `view`"),
        ("browser = 3", "6:11 WSG152 `targets.browser` must be text in quotes"),
        ('python = "x"', "6:1 WSG153 a target can't be called `python`"),
        ('"a b" = "x"', "6:1 WSG153 a target can't be called `a b`"),
        (
            'browser = { out = "x", view = "y" }',
            "6:31 WSG151 `browser` is a target of wsgen's own",
        ),
        ("browser = { committed = false }", "6:1 WSG152 `targets.browser` has no `out`"),
        ('mine = { out = "x", view = "y" }', "6:1 WSG152 `targets.mine` has no `templates`"),
        ('mine = { out = "x", veiw = "y" }', "6:21 WSG151 there is no setting `targets.mine.veiw`"),
        ('browser = { out = "x", committed = 1 }', "6:36 WSG152 `targets.browser.committed` must be `true` or `false`"),
    ],
)
def test_what_settings_can_not_say_of_targets(project: Path, run: Run, text: str, said: str) -> None:
    with (project / "pyproject.toml").open("a") as file:
        file.write(f"\n[tool.wsgen.targets]\n{text}\n")
    ran = run(project, "regen")
    assert ran.code == 1
    assert said in ran.err.replace("pyproject.toml:", "").replace(": WSG", " WSG")
