"""The official parser in one Node process, for many documents."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).parents[2]


def need_parser() -> None:
    """Skips a whole module, visibly, where the parser isn't installed."""
    if not (_ROOT / "node_modules" / "@asyncapi" / "parser").exists():
        pytest.skip("the official parser is not in node_modules: run `make setup`", allow_module_level=True)


def official(documents: Sequence[Any]) -> list[list[Any]]:
    """The official parser's errors on each document: code, message and path of each."""
    lines = "".join(json.dumps(json.dumps(each)) + "\n" for each in documents)
    command = ["node", "tests/oracles/official.mjs"]
    ran = subprocess.run(command, cwd=_ROOT, input=lines, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]
