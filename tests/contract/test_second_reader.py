"""Our contracts are Pact's: its engine's own reader reads them, and the npm package verifies them."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pact_ffi
import pytest
from scripted_provider import END, EVENT, HISTORY, NEWS, OPEN, SAY, Frame

from wsgen.contract.pact_file import PactFile
from wsgen.contract.reading import read
from wsgen.contract.writing import written

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "node_modules" / "@pact-foundation" / "pact"
OURS = written(PactFile("frontend", "chat", (OPEN, SAY, NEWS)))
TEXTS = {"written by a test": OURS} | {
    path.name: path.read_text("utf-8") for path in sorted((ROOT / "contracts").glob("*.json"))
}
PROVIDER = """
const { MessageProviderPact } = require(process.argv[1])
const answers = JSON.parse(process.argv[3])
const messageProviders = Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, async () => value]))
new MessageProviderPact({
  provider: 'chat', messageProviders, stateHandlers: { 'the thread exists': async () => ({}) },
  pactUrls: [process.argv[2]], logLevel: 'error',
}).verify().then(
  () => console.log('RESULT []'),
  (error) => console.log('RESULT ' + JSON.stringify(JSON.parse(error.message).interactionResults)),
).then(() => process.exit(0))
"""


@pytest.mark.parametrize("name", TEXTS)
def test_pacts_own_reader_finds_the_same_interactions(name: str) -> None:
    pointer: Any = pact_ffi.lib.pactffi_parse_pact_json(TEXTS[name].encode())
    assert pointer != pact_ffi.ffi.NULL
    found: dict[str, int | None] = {}
    for each in pact_ffi.pact_model_interaction_iterator(pact_ffi.Pact(pointer, owned=False)):
        try:
            message = each.as_synchronous_message()
            found[message.description] = pact_ffi.sync_message_get_number_responses(message)
        except TypeError:
            found[each.as_asynchronous_message().description] = None

    ours = read(TEXTS[name].encode(), name).interactions
    assert found == {each.description: len(each.responses) if hasattr(each, "responses") else None for each in ours}


def outcomes(folder: Path, answers: dict[str, Frame]) -> dict[str, str]:
    """What the npm package makes of each interaction, with a provider that answers like that."""
    if not PACKAGE.exists() or shutil.which("node") is None:
        pytest.skip("npm's @pact-foundation/pact isn't installed: make setup")
    (folder / "frontend-v1.json").write_text(OURS, "utf-8")
    ran = subprocess.run(
        ["node", "-e", PROVIDER, str(PACKAGE), str(folder / "frontend-v1.json"), json.dumps(answers)],
        env={**os.environ, "PACT_DO_NOT_TRACK": "true"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    (line,) = [each for each in ran.stdout.splitlines() if each.startswith("RESULT ")] or [ran.stdout + ran.stderr]
    return {each["description"]: each["result"] for each in json.loads(line.removeprefix("RESULT "))}


def test_the_npm_package_verifies_what_has_one_response(tmp_path: Path) -> None:
    """Of several responses its verifier can't know, which is why wsgen has one of its own."""
    right = {"opens a thread": {**HISTORY, "thread_id": 7}, "says something": END, "tells what an agent does": EVENT}

    assert outcomes(tmp_path, right) == {
        "opens a thread": "OK",
        "says something": "Error",
        "tells what an agent does": "OK",
    }


def test_the_npm_package_finds_what_is_wrong_too(tmp_path: Path) -> None:
    wrong = {"opens a thread": {**HISTORY, "thread_id": "7"}, "says something": END, "tells what an agent does": EVENT}

    assert outcomes(tmp_path, wrong)["opens a thread"] == "Error"
