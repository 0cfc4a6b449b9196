"""The chat example keeps every contract in contracts/."""

from pathlib import Path

import pytest

from examples.chat import states
from examples.chat.server import app
from wsgen.pytest_plugin import VerifyPact

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("contract", sorted((ROOT / "contracts").glob("*.json")), ids=lambda path: path.stem)
def test_the_example_keeps_its_contract(contract: Path, verify_pact: VerifyPact) -> None:
    verify_pact(str(contract), app=app, states=states.set_up, triggers=states.trigger, token="demo")
