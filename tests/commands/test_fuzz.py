"""`wsgen fuzz` as a user sees it: real servers, real sockets."""

from pathlib import Path

import pytest
from shell import Run

CODES = ["WSG801", "WSG802", "WSG803", "WSG804", "WSG805", "WSG806", "WSG807", "WSG808", "WSG809", "WSG810", "WSG811"]


@pytest.mark.parametrize("code", CODES)
def test_each_code_is_explained(run: Run, tmp_path: Path, code: str) -> None:
    explained = run(tmp_path, "explain", code)
    assert explained.code == 0
    assert explained.out.startswith(code)
