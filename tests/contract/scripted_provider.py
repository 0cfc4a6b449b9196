"""A provider that does what a test says, on a real socket; and the contract that most tests hold it to."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wsgen.contract.hooks import Functions, Hooks
from wsgen.contract.pact_file import Contents, Earlier, Event, Interaction, Notes, PactFile, ProviderState, Request
from wsgen.contract.reading import read
from wsgen.contract.trying import Limits
from wsgen.contract.verdict import Verification
from wsgen.contract.verifying import Provider, verify
from wsgen.contract.writing import written
from wsgen.pipeline import Job, plan_document
from wsgen.plan.protocol import Connection, Protocol
from wsgen.provider.handshake import opening
from wsgen.provider.serving import Serving, serving
from wsgen.provider.socket import Socket, connect
from wsgen.settings import Settings

ROOT = Path(__file__).parents[2]
QUICK = Limits(response=0.6, quiet=0.15)

Frame = dict[str, Any]
Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Callable[[], Awaitable[Scope]], Callable[[Scope], Awaitable[None]]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Wait:
    """The provider does nothing for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Close:
    """The provider closes the connection."""

    code: int
    reason: str = ""


Step = Frame | bytes | str | Wait | Close
Script = Callable[[Frame], Sequence[Step]]


def application(script: Script, *, refuses: bool = False, greets: Sequence[Step] = ()) -> Application:
    """An ASGI application that answers each frame by the steps of the script, after it has greeted."""

    async def app(
        scope: Scope, receive: Callable[[], Awaitable[Scope]], send: Callable[[Scope], Awaitable[None]]
    ) -> None:
        if scope["type"] != "websocket":
            raise TypeError(scope["type"])
        await receive()
        if refuses:
            await send({"type": "websocket.close"})
            return
        await send({"type": "websocket.accept"})
        is_open = await played(greets, send)
        while is_open and (event := await receive())["type"] == "websocket.receive":
            is_open = await played(script(json.loads(event["text"])), send)

    return app


async def played(steps: Sequence[Step], send: Callable[[Scope], Awaitable[None]]) -> bool:
    """Does all steps; whether the connection is open afterwards."""
    for step in steps:
        if isinstance(step, Wait):
            await asyncio.sleep(step.seconds)
        elif isinstance(step, Close):
            await send({"type": "websocket.close", "code": step.code, "reason": step.reason})
            return False
        elif isinstance(step, bytes):
            await send({"type": "websocket.send", "bytes": step})
        else:
            text = step if isinstance(step, str) else json.dumps(step)
            await send({"type": "websocket.send", "text": text})
    return True


def chat() -> Protocol:
    """The protocol of this repository's chat."""
    return plan_document(Job(ROOT, "asyncapi/chat.yml", Settings()), lambda _: None).protocol


def contract(*interactions: Interaction) -> PactFile:
    """A contract as it is read from its file, `contracts/a.json`."""
    return read(written(PactFile("frontend", "chat", interactions)).encode(), "contracts/a.json")


def verified(
    file: PactFile,
    app: Application,
    *,
    arguments: Mapping[str, tuple[str, ...]] | None = None,
    hooks: Callable[[Serving], Hooks] = lambda served: Functions(within=served.within),
    limits: Limits = QUICK,
) -> Verification:
    """What becomes of a contract with an application that is served on a socket."""
    with serving(app) as served:

        async def opened(connection: Connection, told: Mapping[str, Any]) -> Socket:
            made = opening(connection, served.url, arguments or {"token": ("demo",)})
            return await connect(made.url, headers=made.headers, subprotocols=made.subprotocols)

        provider = Provider(chat(), opened, hooks(served))
        return asyncio.run(verify(file, "contracts/a.json", provider, limits))


def rule(match: str, **more: Any) -> Any:
    """A matching rule of Pact's."""
    return {"combine": "AND", "matchers": [{"match": match, **more}]}


ID: Any = {"$.request_id": rule("type"), "$.thread_id": rule("integer")}
ENTRY: Frame = {"id": 1, "role": "user", "content": "Hi", "created_at": "2026-01-05T09:30:00Z"}
HISTORY: Frame = {"type": "thread_history", "thread_id": 42, "request_id": "r-1", "messages": [ENTRY]}
START: Frame = {"type": "stream_start", "thread_id": 42, "request_id": "r-2"}
CHUNK: Frame = {
    "type": "stream_chunk",
    "thread_id": 42,
    "content": "Hel",
    "chunk_type": "assistant_token",
    "request_id": "r-2",
}
END: Frame = {"type": "stream_end", "thread_id": 42, "request_id": "r-2"}
EVENT: Frame = {"type": "agent_event", "agent_id": 7, "data": {"status": "running"}}
SUBSCRIBE: Frame = {"type": "subscribe", "topics": ["agent:7"]}

OPEN = Request(
    "opens a thread",
    Contents({"type": "subscribe_thread", "thread_id": 42, "request_id": "r-1"}),
    (
        Contents(
            HISTORY,
            rules={
                **ID,
                "$.messages": rule("type", min=1),
                "$.messages[*].id": rule("integer"),
                "$.messages[*].role": rule("regex", regex="^(user|assistant|tool)$"),
            },
        ),
    ),
    (ProviderState("the thread exists", {"thread_id": 42}),),
)
SAY = Request(
    "says something",
    Contents({"type": "send_message", "thread_id": 42, "content": "Hi", "request_id": "r-2"}),
    (
        Contents(START, rules=ID),
        Contents(
            CHUNK,
            rules={
                **ID,
                "$.content": rule("type"),
                "$.chunk_type": rule("regex", regex="^(assistant_token|assistant_message|tool_output)$"),
            },
        ),
        Contents(END, rules=ID),
    ),
    notes=Notes(repeated=(1,)),
)
NEWS = Event(
    "tells what an agent does",
    Contents(EVENT, rules={"$.agent_id": rule("integer"), "$.data": rule("type")}),
    notes=Notes("/ws", earlier=(Earlier(SUBSCRIBE, 0),)),
)


def correct(frame: Frame) -> Sequence[Step]:
    """What a provider answers that does all the contract says, with values of its own."""
    mine = {"thread_id": frame.get("thread_id"), "request_id": frame.get("request_id")}
    match frame["type"]:
        case "subscribe_thread":
            return [{**HISTORY, **mine, "messages": [{**ENTRY, "id": 9, "role": "assistant"}]}]
        case "send_message":
            return [{**START, **mine}, *({**CHUNK, **mine, "content": word} for word in "abc"), {**END, **mine}]
        case "subscribe":
            return [EVENT]
        case _:
            return []


def instead(kind: str, answer: Callable[[list[Step]], Sequence[Step]]) -> Script:
    """The correct provider, but for what it answers to one kind of frame."""
    return lambda frame: answer(list(correct(frame))) if frame["type"] == kind else correct(frame)
