"""`wsgen schema`: what it prints is what lies in docs/schemas, and fits what a project has."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml
from shell import Run

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", ["settings", "document"])
def test_it_prints_the_published_file(run: Run, tmp_path: Path, kind: str) -> None:
    printed = run(tmp_path, "schema", kind)

    assert (printed.code, printed.err) == (0, "")
    assert printed.out == (ROOT / "docs" / "schemas" / f"{kind}.json").read_text()


def test_our_own_files_fit(run: Run, tmp_path: Path) -> None:
    settings = json.loads(run(tmp_path, "schema", "settings").out)
    document = json.loads(run(tmp_path, "schema", "document").out)

    jsonschema.validate(tomllib.loads((ROOT / "pyproject.toml").read_text()), settings)
    jsonschema.validate(yaml.safe_load((ROOT / "asyncapi" / "chat.yml").read_text()), document)


def test_another_kind_is_no_answer(run: Run, tmp_path: Path) -> None:
    assert run(tmp_path, "schema", "pyproject").code == 2
