"""`wsgen pact verify` as a user meets it: files, brokers, providers, reports and exit codes."""

import base64
import json
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scripted_provider import NEWS, OPEN, SAY, application, correct
from shell import Ran, Run
from web_server import Answer, serving_pages

from wsgen.contract.pact_file import PactFile
from wsgen.contract.writing import written
from wsgen.provider.serving import serving

ROOT = Path(__file__).parents[2]
RIGHT = "from scripted_provider import application, correct\napp = application(correct)\n"
WRONG = """\
from scripted_provider import application, instead
app = application(instead("subscribe_thread", lambda right: [{**right[0], "thread_id": "42"}]))
"""


def text(*interactions: Any) -> str:
    return written(PactFile("frontend", "chat", interactions))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the chat's document, a contract, and a provider that keeps it."""
    shutil.copytree(ROOT / "asyncapi", tmp_path / "asyncapi")
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "frontend-v1.json").write_text(text(OPEN, SAY, NEWS), "utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.wsgen]\nspec = "asyncapi/chat.yml"\nperspective = "server"\n[tool.wsgen.arguments]\ntoken = "demo"\n'
    )
    return tmp_path


@pytest.fixture
def app(project: Path) -> Callable[[str], str]:
    """Writes a module with an application and gives its name, which no test before had."""

    def named(code: str) -> str:
        name = f"provider_{abs(hash((code, str(project))))}"
        (project / f"{name}.py").write_text(code)
        return f"{name}:app"

    return named


def test_a_provider_that_keeps_its_contracts_is_told_so(run: Run, project: Path, app: Callable[[str], str]) -> None:
    assert run(project, "pact", "verify", "--app", app(RIGHT)) == Ran(
        0,
        "contracts/frontend-v1.json: frontend → chat\n"
        "  ok       opens a thread\n"
        "  ok       says something\n"
        "  ok       tells what an agent does\n"
        "\n"
        "3 interactions: 3 ok\n",
        "",
    )


def test_a_failure_says_all_that_it_takes_to_mend_it(run: Run, project: Path, app: Callable[[str], str]) -> None:
    ran = run(project, "pact", "verify", "--app", app(WRONG), "--timeout", "0.5")

    assert ran.code == 1
    assert ran.err == ""
    assert ran.out.splitlines()[1:8] == [
        "  failed   opens a thread",
        "    WSG871 the response isn't what the contract says",
        "      $.thread_id",
        "        expected  an integer, such as 42",
        '        got       "42"',
        "    = the consumer counts on it; mend the provider, or agree on another contract",
        "    in contracts/frontend-v1.json:6:5",
    ]
    assert ran.out.endswith("3 interactions: 2 ok, 1 failed\n")
    assert max(map(len, ran.out.splitlines())) <= 80


def test_other_forms_say_the_same(run: Run, project: Path, app: Callable[[str], str]) -> None:
    name = app(WRONG)
    as_json, as_junit, as_github = (
        run(project, "pact", "verify", "--app", name, "--timeout", "0.5", "--format", form)
        for form in ("json", "junit", "github")
    )

    (contract,) = json.loads(as_json.out)["contracts"]
    suite = ET.fromstring(as_junit.out)[0]
    assert (as_json.code, as_junit.code, as_github.code) == (1, 1, 1)
    assert [each["outcome"] for each in contract["interactions"]] == ["failed", "ok", "ok"]
    assert contract["interactions"][0]["mismatches"] == [
        {"path": "$.thread_id", "expected": "an integer, such as 42", "got": '"42"'}
    ]
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("3", "1")
    assert as_github.out.startswith("::error file=contracts/frontend-v1.json,line=6,")


def test_a_provider_at_a_url_is_verified_too(run: Run, project: Path) -> None:
    with serving(application(correct)) as provider:
        assert run(project, "pact", "verify", "--url", f"{provider.url}/ws").code == 0


def test_a_provider_that_is_not_there_is_no_answer(run: Run, project: Path) -> None:
    with serving(application(correct)) as provider:
        gone = provider.url

    assert run(project, "pact", "verify", "--url", gone) == Ran(
        2, "", f"wsgen: there is no provider at {gone}: Connection refused\n"
    )


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "no server is named"),
        (("--app", "nowhere:app"), "there is no module 'nowhere'"),
        (("--app", "json:app"), "the module 'json' has no 'app'"),
        (("--app", "json"), "write module:name"),
        (("--url", "ws://localhost:1", "--states", "json:nothing"), "the module 'json' has no 'nothing'"),
        (("--url", "ws://localhost:1", "--states", "json:__doc__"), "is no function"),
        (("--url", "ws://localhost:1", "--argument", "colour=red"), "no argument 'colour'"),
        (("--url", "ws://localhost:1", "--broker", "http://localhost:1"), "--broker and --provider go together"),
        (("--url", "ws://localhost:1", "absent.json"), "absent.json can't be read"),
        (("--url", "ws://localhost:1", "asyncapi"), "there is no contract (*.json) in the folder asyncapi"),
    ],
)
def test_what_is_missing_is_no_answer(run: Run, project: Path, arguments: tuple[str, ...], complaint: str) -> None:
    ran = run(project, "pact", "verify", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert complaint in ran.err


def test_without_contracts_there_is_no_answer(run: Run, project: Path) -> None:
    shutil.rmtree(project / "contracts")

    ran = run(project, "pact", "verify", "--url", "ws://localhost:1")

    assert ran.code == 2
    assert "`wsgen pact capture` records one" in ran.err


def test_without_pacts_engine_it_is_told_what_to_install(
    run: Run, project: Path, app: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib.util

    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pact_ffi" else find(name))

    ran = run(project, "pact", "verify", "--app", app(RIGHT))

    assert ran.code == 2
    assert "pip install 'wsgen[pact]'" in ran.err


def test_a_contract_that_is_no_message_contract_is_refused_with_its_place(run: Run, project: Path) -> None:
    path = project / "contracts" / "frontend-v1.json"
    path.write_text(path.read_text("utf-8").replace("Synchronous/Messages", "Synchronous/HTTP"), "utf-8")

    ran = run(project, "pact", "verify", "--url", "ws://localhost:1")

    assert ran.code == 1
    assert "contracts/frontend-v1.json:" in ran.out
    assert "WSG843" in ran.out


def pages() -> dict[str, bytes | Answer]:
    return {
        "/": json.dumps(
            {"_links": {"pb:latest-provider-pacts": {"href": "/latest/{provider}", "templated": True}}}
        ).encode(),
        "/latest/my%20chat": json.dumps(
            {"_links": {"pb:pacts": [{"href": "/pacts/a"}, {"href": "/pacts/b"}]}}
        ).encode(),
        "/pacts/a": text(OPEN).encode(),
        "/pacts/b": Answer(302, {"Location": "/pacts/c"}),
        "/pacts/c": text(replace(SAY, description="says it")).encode(),
    }


@pytest.mark.parametrize(
    ("environment", "header"),
    [
        ({}, ""),
        ({"PACT_BROKER_TOKEN": "secret"}, "Bearer secret"),
        (
            {"PACT_BROKER_USERNAME": "me", "PACT_BROKER_PASSWORD": "pass"},
            f"Basic {base64.b64encode(b'me:pass').decode()}",
        ),
    ],
)
def test_a_broker_gives_the_latest_contract_of_each_consumer(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], header: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with serving_pages(pages(), header) as broker, serving(application(correct)) as provider:
        ran = run(
            project, "pact", "verify", "--url", provider.url, "--broker", broker.url + "/", "--provider", "my chat"
        )

    assert ran.code == 0
    assert "opens a thread" in ran.out
    assert "says it" in ran.out
    assert "2 interactions: 2 ok" in ran.out


def test_another_host_never_hears_who_asks(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACT_BROKER_TOKEN", "secret")
    with serving_pages({"/pact": text(OPEN).encode()}) as other, serving(application(correct)) as provider:
        moved = {**pages(), "/pacts/a": Answer(302, {"Location": f"{other.url}/pact"})}
        with serving_pages(moved, "Bearer secret") as broker:
            ran = run(
                project, "pact", "verify", "--url", provider.url, "--broker", f"{broker.url}/", "--provider", "my chat"
            )
        asked = other.asked

    assert ran.code == 0
    assert ["Authorization" in each.headers for each in asked] == [False]


def test_one_contract_at_a_url_is_verified(run: Run, project: Path) -> None:
    with serving_pages(pages()) as broker, serving(application(correct)) as provider:
        ran = run(project, "pact", "verify", f"{broker.url}/pacts/a", "--url", provider.url)

    assert ran.code == 0
    assert ran.out.startswith(f"{broker.url}/pacts/a:")


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"/": Answer(401)}, "answers 401"),
        ({"/": b"<html>"}, "no JSON; is it a Pact broker?"),
        ({"/": b"{}"}, "is no Pact broker"),
        ({"/latest/my%20chat": Answer(404)}, "the broker knows no provider 'my chat'"),
        ({"/latest/my%20chat": b'{"_links": {}}'}, "no contract of the provider 'my chat'"),
        ({"/pacts/a": Answer(500)}, "answers 500"),
        ({"/pacts/a": Answer(302, {"Location": "/pacts/a"})}, "redirects without end"),
        ({"/pacts/a": Answer(302, {"Location": "file:///etc/passwd"})}, "is no http:// or https:// address"),
    ],
)
def test_a_broker_that_does_not_give_its_contracts_is_no_answer(
    run: Run, project: Path, changed: dict[str, bytes | Answer], complaint: str
) -> None:
    with serving_pages({**pages(), **changed}) as broker:
        arguments = ("--url", "ws://localhost:1", "--broker", f"{broker.url}/", "--provider", "my chat")
        ran = run(project, "pact", "verify", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert complaint in ran.err


def test_states_are_set_by_the_function_of_the_settings(run: Run, project: Path) -> None:
    (project / "server_states.py").write_text(
        "def set_up(state, parameters):\n    raise LookupError(f'{state} {parameters}')\n"
    )
    with (project / "pyproject.toml").open("a") as file:
        file.write('[tool.wsgen.pact]\nstates = "server_states:set_up"\n')
    with serving(application(correct)) as provider:
        ran = run(project, "pact", "verify", "--url", provider.url)

    assert ran.code == 1
    assert "WSG878 state `the thread exists` raised LookupError" in ran.out
