"""A short soak: random clients and faults against a real server that is killed, and none of its promises broken."""

import asyncio
import os
from pathlib import Path

import pytest

from tests.soak.soak import Soak


@pytest.mark.soak
def test_a_soak_finds_nothing_wrong(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    seconds = float(os.environ.get("SOAK_SECONDS") or 60)
    seed = int(os.environ.get("SOAK_SEED") or int.from_bytes(os.urandom(2)))
    verdict = asyncio.run(Soak(seconds, seed, tmp_path, print).run())
    assert verdict.is_good, "\n".join(
        [f"SOAK_SEED={seed}", verdict.summary, *verdict.problems[:20], *capfd.readouterr()]
    )
