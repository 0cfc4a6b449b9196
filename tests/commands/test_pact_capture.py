"""`wsgen pact capture` as a user sees it: contracts are written, compared, and what can't be recorded has a place."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from shell import Run, change

ROOT = Path(__file__).parents[2]
SCENARIOS = "contracts/frontend_v1.py"
CONTRACT = "contracts/frontend-v1.json"
HEAD = """from generated import ChatClient
from wsgen.contract import Consumer

frontend = Consumer("frontend", provider="chat", client=ChatClient, arguments={"token": "demo"})


"""
SAYS = (
    HEAD
    + """@frontend.scenario("says something")
async def says(chat: ChatClient) -> None:
"""
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example's document, package and scenarios in a folder of their own, as the working folder."""
    (tmp_path / "asyncapi").mkdir()
    (tmp_path / "contracts").mkdir()
    shutil.copy(ROOT / "asyncapi" / "chat.yml", tmp_path / "asyncapi")
    shutil.copytree(ROOT / "generated", tmp_path / "generated", ignore=shutil.ignore_patterns("__pycache__"))
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    (tmp_path / "pyproject.toml").write_text(text[text.index("[tool.wsgen]") : text.index("[tool.ruff]")], "utf-8")
    for name in (SCENARIOS, CONTRACT):
        shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_contract_of_this_repository_is_what_its_scenarios_say(project: Path, run: Run) -> None:
    ran = run(project, "pact", "capture", "--check")
    assert (ran.code, ran.out, ran.err) == (0, f"{CONTRACT} is what {SCENARIOS} says: 3 interactions\n", "")


def test_a_contract_that_differs_is_shown_and_not_written(project: Path, run: Run) -> None:
    change(project / SCENARIOS, '"What is AsyncAPI?"', '"Who are you?"')
    before = (project / CONTRACT).read_text("utf-8")

    ran = run(project, "pact", "capture", "--check")
    assert ran.code == 1
    assert '-            "content": "What is AsyncAPI?",\n+            "content": "Who are you?",\n' in ran.out
    assert ran.out.endswith(f"{CONTRACT} isn't what {SCENARIOS} says: run `wsgen pact capture`\n")
    assert (project / CONTRACT).read_text("utf-8") == before

    assert run(project, "pact", "capture").out == f"{SCENARIOS} → {CONTRACT}  3 interactions\n"
    assert run(project, "pact", "capture").out == f"{SCENARIOS} → {CONTRACT}  3 interactions, unchanged\n"
    assert run(project, "pact", "capture", "--check").code == 0


def test_a_contract_that_is_missing_is_a_difference(project: Path, run: Run) -> None:
    (project / CONTRACT).unlink()
    assert run(project, "pact", "capture", "--check").code == 1


def test_contracts_are_written_where_it_is_said(project: Path, run: Run) -> None:
    ran = run(project, "pact", "capture", SCENARIOS, "--out", "pacts")
    assert (ran.code, ran.out) == (0, f"{SCENARIOS} → pacts/frontend-v1.json  3 interactions\n")
    assert (project / "pacts" / "frontend-v1.json").read_bytes() == (ROOT / CONTRACT).read_bytes()


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_contract_is_the_same_bytes_under_any_hash_seed(project: Path, seed: str) -> None:
    command = [sys.executable, "-m", "wsgen", "pact", "capture", "--out", "again", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
    subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)
    assert (project / "again" / "frontend-v1.json").read_bytes() == (ROOT / CONTRACT).read_bytes()


FAULTS: list[tuple[str, str, str]] = [
    ("x = 1\n", "1:1: WSG844", "the file defines no Consumer"),
    ("x = 1\nimport nothing_like_this\n", "2:1: WSG844", "the file can't be run: ModuleNotFoundError"),
    ("x = (\n", "1:1: WSG844", "the file can't be run: SyntaxError"),
    ("import sys\nsys.exit(3)\n", "2:1: WSG844", "the file can't be run: SystemExit: 3"),
    (HEAD, "1:1: WSG844", "the consumer frontend has no scenario"),
    (HEAD.replace("ChatClient", "ChatClientSync"), "1:1: WSG844", "with the client for asyncio, `ChatClient`"),
    (HEAD.replace("client=ChatClient", "client=print"), "1:1: WSG844", "is no class of a generated client"),
    (HEAD + 'other = Consumer("admin", provider="chat", client=ChatClient)\n', "1:1: WSG844", "more than one consumer"),
    (
        SAYS + "    await chat.subscribe_thread(thread_id=1)\n    assert 1 == 2, 'no'\n",
        "10:1: WSG845",
        "`says something` raised AssertionError: no",
    ),
    (SAYS + "    raise SystemExit(4)\n", "9:1: WSG845", "`says something` raised SystemExit: 4"),
    (
        SAYS + '    chat.send_message(thread_id=1, content="")\n    await chat.subscribe_thread(thread_id="x")\n',
        "9:1: WSG845",
        "`says something` raised ValidationError",
    ),
    (
        SAYS + "    transport = chat._keeper.connection._transport\n    await transport.send('{}')\n",
        "7:1: WSG846",
        "the client sends what the document forbids: type is missing",
    ),
    (SAYS + "    pass\n", "7:1: WSG847", "`says something` sends nothing and gets nothing"),
    (
        SAYS + '    await chat.subscribe_thread(thread_id=1)\n\n\n@frontend.scenario("says something")\n'
        "async def again(chat: ChatClient) -> None:\n    await chat.subscribe_thread(thread_id=2)\n",
        "12:1: WSG848",
        "there are two scenarios `says something`",
    ),
]


@pytest.mark.parametrize(("text", "place", "said"), FAULTS, ids=[said for _, _, said in FAULTS])
def test_what_can_not_be_recorded_has_its_place(project: Path, run: Run, text: str, place: str, said: str) -> None:
    (project / SCENARIOS).write_text(text, "utf-8")
    before = (project / CONTRACT).read_text("utf-8")

    ran = run(project, "pact", "capture")

    assert ran.code == 1
    assert ran.err.startswith(f"{SCENARIOS}:{place} "), ran.err
    assert said in ran.err
    assert ran.err.endswith("Nothing was written.\n")
    assert (project / CONTRACT).read_text("utf-8") == before


def test_a_package_that_is_not_the_document_s_is_refused(project: Path, run: Run) -> None:
    change(project / "asyncapi" / "chat.yml", "maxLength: 64", "maxLength: 65")
    ran = run(project, "pact", "capture", "--check")
    assert ran.code == 1
    assert f"{SCENARIOS}:1:1: WSG849 `generated` isn't what asyncapi/chat.yml says" in ran.err


def test_without_scenarios_there_is_no_answer(project: Path, run: Run) -> None:
    (project / SCENARIOS).unlink()
    ran = run(project, "pact", "capture")
    assert (ran.code, ran.out) == (2, "")
    assert "there are no scenarios: contracts/ has no Python file" in ran.err
    assert run(project, "pact", "capture", "nothing.py").err == "wsgen: nothing.py is no Python file\n"


def test_the_file_is_of_pact_4_0_with_responses_in_order(project: Path) -> None:
    contract: Any = json.loads((project / CONTRACT).read_text("utf-8"))
    says = next(each for each in contract["interactions"] if each["description"] == "says something")
    assert [each["contents"]["content"]["type"] for each in says["response"]] == [
        "stream_start",
        "stream_chunk",
        "stream_end",
    ]
    assert says["comments"]["wsgen"]["repeated"] == [1]
    assert contract["metadata"] == {"pactSpecification": {"version": "4.0"}, "wsgen": {"format": 1}}
