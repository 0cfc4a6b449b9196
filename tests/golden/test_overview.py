"""What `wsgen explain-protocol` says of each golden case, whole, in the narrow form and in the wide one.

`overview.txt` holds both; `make golden` writes it anew, and the difference is reviewed like code.
"""

import shutil
import tempfile
from pathlib import Path

import pytest

from tests.golden.test_golden import CASES
from tests.golden.written import HERE
from wsgen.commands.explain_protocol import Request, explain_protocol
from wsgen.commands.outcome import Answer
from wsgen.commands.project import Arguments
from wsgen.options import ProtocolFormat

NARROW, WIDE = 80, 200


def overview(case: str) -> str:
    """What the command prints for a case on two terminals."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(HERE / case / "spec.yml", Path(folder, "spec.yml"))
        shutil.copy(HERE / case / "settings.toml", Path(folder, "pyproject.toml"))
        printed = []
        for width in (NARROW, WIDE):
            request = Request(ProtocolFormat.TEXT, width, lambda _: b"")
            outcome = explain_protocol(Arguments(Path(folder)), request, lambda _: None, has_color=False)
            assert (outcome.answer, outcome.err) == (Answer.YES, "")
            printed.append(outcome.out)
        return f"\n{'=' * WIDE}\n\n".join(printed)


@pytest.mark.parametrize("case", CASES)
def test_the_overview_is_as_expected(case: str) -> None:
    assert overview(case) == (HERE / case / "overview.txt").read_text("utf-8")


def rewrite() -> None:
    """Writes every expected overview anew."""
    for case in CASES:
        (HERE / case / "overview.txt").write_text(overview(case), "utf-8")
