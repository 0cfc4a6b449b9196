"""What a page loads for the generated client stays small: a budget, so that nobody pays for a library by chance."""

import gzip
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CLIENT = ROOT / "frontend" / "client"
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"


def bundled(*options: str) -> bytes:
    """The whole client of Chat as a bundler makes it."""
    command = [ESBUILD, CLIENT / "index.js", "--bundle", "--format=esm", "--log-level=error", *options]
    return subprocess.run(command, capture_output=True, check=True).stdout


# Measured for Chat: 17 KB and 33 KB.
@pytest.mark.parametrize(("options", "most"), [(("--minify",), 20_000), ((), 40_000)])
def test_the_client_is_small_without_and_with_its_comments(options: tuple[str, ...], most: int) -> None:
    assert len(gzip.compress(bundled(*options))) < most


def test_the_client_needs_nothing_but_itself() -> None:
    asked = {
        line.split('"')[1]
        for path in CLIENT.rglob("*.js")
        for line in path.read_text().splitlines()
        if line.startswith(("import ", "export ")) and " from " in line
    }
    assert asked
    assert [each for each in asked if not each.startswith(("./", "../"))] == []
    assert "dependencies" not in (CLIENT / "package.json").read_text()
