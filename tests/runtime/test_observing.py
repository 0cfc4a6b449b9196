"""What observers are told, that they break nothing, and that a codec without one is as it was."""

import logging
from typing import Any

import pytest
from chat_protocol import CHAT, Pong, SendMessage

from wsgen.runtime.core.dispatch import Codec, Refused
from wsgen.runtime.observing import HOOKS, Observer, guard


class Counting(Observer):
    """Remembers what it was told of frames."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def frame_received(self, message: str, size: int) -> None:
        self.told.append(("received", message, size))

    def frame_refused(self, kind: str, message: str | None) -> None:
        self.told.append(("refused", kind, message))

    def frame_sent(self, message: str, size: int) -> None:
        self.told.append(("sent", message, size))


class Broken(Observer):
    """Fails."""

    def frame_received(self, message: str, size: int) -> None:
        raise RuntimeError("the exporter is gone")


def test_every_hook_does_nothing_by_itself() -> None:
    assert {"connection_opened", "frame_received", "around_handler", "broker_gap"} <= set(HOOKS)
    for name in HOOKS:
        hook = getattr(Observer(), name)
        parameters = hook.__code__.co_argcount - 1
        assert hook(*[None] * parameters) is None


def test_frames_are_counted_with_their_names_and_bytes() -> None:
    observer = Counting()
    server, client = Codec.for_server(CHAT, guard(observer)), Codec.for_client(CHAT)
    text = client.encode(SendMessage(thread_id=1, content="é"), now=0)
    server.decode(text)
    assert observer.told == [("received", "send_message", len(text) + 1)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"type": "send_message"}', ("refused", "invalid", "send_message")),
        ('{"type": "jump"}', ("refused", "unknown", None)),
        ("{", ("refused", "unreadable", None)),
    ],
)
def test_refused_frames_are_counted_by_kind(text: str, told: tuple[Any, ...]) -> None:
    observer = Counting()
    with pytest.raises(Refused):
        Codec.for_server(CHAT, guard(observer)).decode(text)
    assert observer.told == [told]


def test_what_is_sent_is_counted() -> None:
    observer = Counting()
    text = Codec.for_client(CHAT, guard(observer)).encode(Pong(ping_id="1"), now=0)
    assert observer.told == [("sent", "pong", len(text))]


def test_one_that_raises_breaks_nothing_and_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    codec = Codec.for_server(CHAT, guard(Broken()))
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert codec.decode('{"type": "pong", "ping_id": "1"}').route.message.name == "pong"
    assert [record.getMessage() for record in caplog.records] == [
        "the observer's Broken.frame_received raised; further failures of it aren't logged"
    ]


def test_no_observer_costs_nothing() -> None:
    assert guard(None) is None
    assert "watched" not in repr(Codec.for_server(CHAT).decode)


def test_what_is_no_observer_is_refused() -> None:
    class Awaited(Observer):
        async def frame_received(self, message: str, size: int) -> None:  # type: ignore[override]  # the mistake
            """Never awaited."""

    with pytest.raises(TypeError, match=r"Awaited\.frame_received can't be async"):
        guard(Awaited())
    with pytest.raises(TypeError, match="a subclass's instance of Observer"):
        guard(print)
