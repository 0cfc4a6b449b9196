"""The fixture `verify_pact` in a project's own suite."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from scripted_provider import OPEN, ROOT

from wsgen.contract.pact_file import PactFile
from wsgen.contract.writing import written

SUITE = """\
from scripted_provider import application, correct, instead

def states(state, parameters):
    assert parameters == {{"thread_id": 42}}

def test_contract(verify_pact):
    verify_pact("contracts/frontend-v1.json", app=application({script}), states=states, token="demo")
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "frontend-v1.json").write_text(written(PactFile("frontend", "chat", (OPEN,))), "utf-8")
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.pytest.ini_options]\n[tool.wsgen]\nspec = "{ROOT / "asyncapi" / "chat.yml"}"\nperspective = "server"\n'
        "allow-outside = true\n"
    )
    return tmp_path


def ran(suite: Path, script: str) -> "subprocess.CompletedProcess[str]":
    (suite / "test_it.py").write_text(SUITE.format(script=script))
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "contract")))
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "wsgen.pytest_plugin", "-p", "no:cacheprovider"],
        cwd=suite,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=600,
    )


def test_a_provider_that_keeps_its_contract_passes(suite: Path) -> None:
    assert ran(suite, "correct").returncode == 0


def test_one_that_does_not_fails_with_the_report(suite: Path) -> None:
    failed = ran(suite, 'instead("subscribe_thread", lambda right: [{**right[0], "thread_id": "42"}])')

    assert failed.returncode == 1
    assert "WSG871 the response isn't what the contract says" in failed.stdout
    assert "expected  an integer, such as 42" in failed.stdout
    assert "Traceback" not in failed.stdout


def test_the_plugin_loads_nothing_before_it_is_asked() -> None:
    code = (
        "import sys, wsgen.pytest_plugin; print([m for m in sys.modules if m.startswith(('wsgen.', 'pact', 'yaml'))])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "['wsgen.pytest_plugin']"
