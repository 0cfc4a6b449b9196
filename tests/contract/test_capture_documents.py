"""Contracts of whole documents: a scenario for each request, recorded, and read by Pact's own library."""

import json
from types import ModuleType
from typing import Any

import pytest
from driving import arguments_of, ask, introduction, requests
from pact_reader import understood

from tests.golden.test_golden import CASES
from tests.golden.written import HERE
from wsgen.commands.generated_package import generated_package
from wsgen.commands.project import Arguments, subject
from wsgen.contract.capture import ScenarioFile, capture
from wsgen.contract.consumer import Consumer
from wsgen.contract.matching import expectation
from wsgen.contract.pact_file import Contents, PactFile, Request
from wsgen.contract.reading import read
from wsgen.contract.writing import written
from wsgen.instances.frames import Frames
from wsgen.instances.reading import read as read_frame
from wsgen.mock.package import client_class
from wsgen.pipeline import Job, plan_document
from wsgen.plan.protocol import Connection, Direction, Protocol, Route

ROOT = HERE.parents[1]


def everything(package: ModuleType, protocol: Protocol, connection: Connection) -> ScenarioFile:
    """A consumer that sends each request of a connection."""
    frames = Frames.of(protocol, connection)
    client = client_class(package, connection)
    given = {**arguments_of(connection), **introduction(client, frames)}
    consumer: Consumer[Any] = Consumer("everything", provider="service", client=client, arguments=given)

    def add(route: Route, payload: Any) -> None:
        wire = protocol.messages[route.message].wire

        @consumer.scenario(f"sends {wire}")
        async def send(opened: Any) -> None:
            await ask(opened, route, wire, payload)

    for route, payload in requests(frames):
        add(route, payload)
    return ScenarioFile("", "everything.py", {"everything": consumer})


def contracts_of(job: Job) -> list[tuple[Frames, PactFile]]:
    protocol = plan_document(job, lambda _: None).protocol
    with generated_package(job, lambda _: None) as package:
        return [
            (Frames.of(protocol, connection), capture(protocol, file))
            for connection in protocol.connections
            if requests(Frames.of(protocol, connection))
            for file in [everything(package, protocol, connection)]
        ]


def check(frames: Frames, contract: PactFile) -> None:
    """Pact reads what wsgen wrote, its rules hold for their own contents, and what it makes of them is valid."""
    text = written(contract)
    assert read(text.encode(), "everything.json") == read(written(contract).encode(), "everything.json")
    known = sorted(contract.interactions, key=lambda each: each.description)
    told = understood(text)
    assert [each.description for each in told] == [each.description for each in known]
    for ours, theirs in zip(known, told, strict=True):
        answers: list[Contents] = [*ours.responses] if isinstance(ours, Request) else [ours.contents]
        assert theirs.contents == ours.contents.value
        assert theirs.responses is None or theirs.responses == [each.value for each in answers]
        for each, made in zip(answers, theirs.made, strict=True):
            expected = expectation(each.value, each.content_type, each.rules)
            assert expected.mismatches(json.dumps(made)) == ()
            verdict = read_frame(frames, Direction.SERVER_TO_CLIENT, made)
            assert verdict.is_valid, (made, verdict.reason)


@pytest.mark.parametrize("case", CASES)
def test_a_request_of_each_kind_is_recorded_and_read_by_pact(case: str) -> None:
    job = subject(Arguments(HERE / case, "spec.yml", config="settings.toml")).job
    for frames, contract in contracts_of(job):
        assert contract.interactions
        check(frames, contract)


def test_the_contract_of_this_repository_is_read_by_pact() -> None:
    protocol = plan_document(subject(Arguments(ROOT)).job, lambda _: None).protocol
    content = (ROOT / "contracts" / "frontend-v1.json").read_bytes()
    check(Frames.of(protocol, protocol.connections[0]), read(content, "frontend-v1.json"))
