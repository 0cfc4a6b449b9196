"""A recording that the document has outgrown says so, instead of passing or failing for no reason."""

from dataclasses import replace
from pathlib import Path

import pytest

from wsgen.fuzz.fitting import misfit
from wsgen.fuzz.recording import Recording
from wsgen.fuzz.steps import Invalid, Ping, Raw, Step, Trace, Valid
from wsgen.pipeline import Job, plan_document
from wsgen.plan.protocol import Protocol
from wsgen.settings import Settings
from wsgen.spec.node import Value

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return plan_document(Job(ROOT, "asyncapi/chat.yml", Settings()), lambda _: None).protocol


def id_of(protocol: Protocol, wire: str) -> str:
    return next(id_ for id_, each in protocol.messages.items() if each.wire == wire)


def recording(*steps: Step) -> Recording:
    return Recording("Chat", "WSG802", "1011", "it closed", 3, 3, Trace("/ws", {}, steps, 1), ())


def sent(**fields: Value) -> Value:
    return {"type": "send_message", "thread_id": 1, "content": "a", **fields}


def test_one_of_this_document_fits(protocol: Protocol) -> None:
    send = id_of(protocol, "send_message")
    steps = (
        Valid.of(send, sent()),
        Invalid.of(send, sent(content=""), "minLength", "/content"),
        Raw("cut", "{"),
        Ping(b""),
    )
    assert misfit(recording(*steps), protocol) is None


def test_each_way_not_to_fit_has_its_sentence(protocol: Protocol) -> None:
    send, history = id_of(protocol, "send_message"), id_of(protocol, "thread_history")

    def told(*steps: Step) -> str | None:
        return misfit(recording(*steps), protocol)

    assert told(Ping(b""), Valid.of("#/gone", {})) == "step 2 sends #/gone, which clients don't send any more"
    assert told(Valid.of(history, {})) == f"step 1 sends {history}, which clients don't send any more"
    assert told(Valid.of(send, sent(thread_id=0))) == (
        "step 1 was a valid send_message, and isn't any more: the schema of send_message rejects it"
    )
    assert told(Invalid.of(send, sent(), "maxLength", "/content")) == (
        "step 1 was no valid send_message (maxLength), and is one now"
    )
    elsewhere = replace(recording(), trace=Trace("/old", {}, (), 1))
    assert misfit(elsewhere, protocol) == "the document has no connection /old any more: it has /ws"
