"""Every frame that a mock sends is one that the document allows, and the same seed sends the same ones."""

import asyncio
import itertools
import json
from typing import Any, cast

import pytest
from conversing import converse
from mocked_documents import Document

from wsgen.mock.seen import Frame


def look_at(document: Document, wanted: int) -> int:
    count = 0
    for protocol in (document.protocol, document.without_examples):
        for connection in protocol.connections:
            talk = asyncio.run(converse(document, (protocol, connection), itertools.count(), wanted))
            assert talk.faults == []
            assert [each for each in talk.sent if not each.verdict.is_valid] == []
            count += len(talk.sent)
    return count


def speaks(document: Document) -> bool:
    """Whether its server sends anything that isn't the runtime's."""
    messages = document.protocol.messages
    routes = (route for each in document.protocol.connections for route in each.server_to_client)
    return any(messages[route.message].role is None for route in routes)


def test_each_frame_of_a_mock_is_valid(mocked: Document) -> None:
    assert (look_at(mocked, 12) > 0) is speaks(mocked)


@pytest.mark.slow
def test_each_of_ten_thousand_frames_is_valid(mocked: Document) -> None:
    assert (look_at(mocked, 1000) > 0) is speaks(mocked)


def _without(frame: Any, names: tuple[str, ...]) -> object:
    if not isinstance(frame, dict):
        return frame
    held = cast("dict[str, Any]", frame)
    return {name: value for name, value in held.items() if name not in names}


def test_the_same_seed_sends_the_same_frames(mocked: Document) -> None:
    protocol = mocked.without_examples
    connection = protocol.connections[0]

    def said(seed: int) -> list[str | bytes]:
        talk = asyncio.run(converse(mocked, (protocol, connection), [seed], 1))
        assert all(isinstance(each, Frame) for each in talk.sent)
        return [each.text for each in talk.sent]

    def without_times(texts: list[str | bytes]) -> list[object]:
        # An envelope's timestamp and a topic's sequence are those of the moment.
        times = ("timestamp", "ts", "sent_at", "seq", "at")
        found: list[Any] = [json.loads(each) for each in texts]
        return [_without(each, times) for each in found]

    assert without_times(said(1)) == without_times(said(1))
