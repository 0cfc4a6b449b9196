"""Mocks of whole documents: each answers all that a client asks, with frames that the document allows."""

import asyncio
from typing import Any

from driving import drive
from mocked_documents import ROOT, Document

import generated
from generated import ChatClient
from generated._runtime.testing import pair
from wsgen.commands.project import Arguments, subject
from wsgen.instances.choices import Simplest
from wsgen.instances.frames import Frames
from wsgen.instances.reading import read
from wsgen.mock.server import mock_server
from wsgen.pipeline import plan_document
from wsgen.plan.protocol import Direction


def test_a_mock_answers_each_request_with_valid_frames(mocked: Document) -> None:
    for connection in mocked.protocol.connections:
        frames = Frames.of(mocked.protocol, connection)
        driven = asyncio.run(drive(mocked.package, mocked.protocol, connection))

        assert driven.faults == []
        for frame in driven.to_client:
            assert read(frames, Direction.SERVER_TO_CLIENT, frame).is_valid, frame
        for frame in driven.to_server:
            assert read(frames, Direction.CLIENT_TO_SERVER, frame).is_valid, frame


def chat() -> tuple[Any, Any]:
    protocol = plan_document(subject(Arguments(ROOT)).job, lambda _: None).protocol
    return protocol, mock_server(generated, protocol, protocol.connections[0], Simplest())


def test_answers_are_the_document_s_examples_about_what_was_asked_for() -> None:
    async def ask() -> tuple[Any, list[Any]]:
        _, server = chat()
        async with pair(server, ChatClient, token="any") as (client, _wire):
            history = await client.subscribe_thread(thread_id=77)
            said = [each async for each in client.send_message(thread_id=77, content="hello")]
            return history, said

    history, said = asyncio.run(ask())
    assert (history.thread_id, [each.role for each in history.messages]) == (77, ["user", "assistant"])
    assert [type(each).__name__ for each in said] == ["StreamStart", "StreamChunk", "StreamChunk", "StreamEnd"]
    assert {each.thread_id for each in said} == {77}
    assert len({each.request_id for each in said}) == 1


def test_who_subscribes_gets_what_comes_of_its_own_accord() -> None:
    async def listen() -> Any:
        _, server = chat()
        async with pair(server, ChatClient, token="any") as (client, _wire), client.agent(agent_id=9) as events:
            return await anext(aiter(events))

    assert asyncio.run(listen()).agent_id == 9
