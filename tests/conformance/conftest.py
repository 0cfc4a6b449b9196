"""What the conformance tests share: one driver of each kind of client, and the packages of the documents."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conformance.drivers import Driver, driver
from wsgen.commands.outcome import Answer
from wsgen.commands.project import Arguments
from wsgen.commands.regen import regen

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
QUICK = "\n[tool.wsgen.heartbeat]\ninterval = 0.4\ntimeout = 0.8\n"
BROWSER = '\n[tool.wsgen.targets]\nbrowser = "client"\n'


def written(name: str, spec: Path, settings: str, folder: Path) -> None:
    """Both packages of a document: `{name}_conforming` for Python, `{name}/client` for browsers."""
    project = folder / name
    project.mkdir()
    shutil.copy(spec, project / "spec.yml")
    (project / "pyproject.toml").write_text(settings + BROWSER, "utf-8")
    outcome = regen(Arguments(project), lambda _: None, lambda: 0.0, is_verbose=False, has_color=False)
    assert outcome.answer is Answer.YES, outcome.err
    (project / "generated").rename(folder / f"{name}_conforming")


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[str, str]]]:
    """By protocol, the Python package's name and the browser package's file."""
    folder = tmp_path_factory.mktemp("conforming")
    found = {"chat": ("generated", (ROOT / "frontend" / "client" / "index.js").as_uri())}
    chat = '[tool.wsgen]\nspec = "spec.yml"\n'
    written("quick", ROOT / "asyncapi" / "chat.yml", chat + QUICK, folder)
    for case in ("envelopes", "framings", "authenticate"):
        written(case, GOLDEN / case / "spec.yml", (GOLDEN / case / "settings.toml").read_text("utf-8"), folder)
    for name in ("quick", "envelopes", "framings", "authenticate"):
        found[name] = (f"{name}_conforming", (folder / name / "client" / "index.js").as_uri())
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield found


@pytest.fixture(scope="session")
def drivers(packages: dict[str, tuple[str, str]]) -> Iterator[dict[str, Driver]]:
    """By kind of client, what drives it."""
    with ExitStack() as running:
        found = {client: running.enter_context(driver(client)) for client in ("python", "sync", "browser")}
        for each in found.values():
            for protocol, (python, browser) in packages.items():
                answer = each.do({"do": "load", "protocol": protocol, "python": python, "browser": browser})
                assert "error" not in answer, answer
        yield found
