"""A reply that the schemas of several messages accept is the one that its request waits for."""

import json
from typing import Any, Final

import pytest

from wsgen.runtime.core.client_session import ClientSession
from wsgen.runtime.core.client_topics import ClientTopics
from wsgen.runtime.core.inbox import EMPTY, Inbox
from wsgen.runtime.protocol import Framing, Message, One, Path, Protocol, Route, Stream
from wsgen.runtime.schemas import Schemas
from wsgen.runtime.wire import WireModel


class NoArguments:
    """Nothing is given when connecting."""


class GetUser(WireModel):
    method: str = "getUser"


class GetRoom(WireModel):
    method: str = "getRoom"


class UserResult(WireModel):
    result: dict[str, Any]


class RoomResult(WireModel):
    result: dict[str, Any]


class Failed(WireModel):
    result: None


class Changed(WireModel):
    method: str = "changed"


RESULT: Final = {"type": "object", "required": ["result"], "properties": {"result": {"type": "object"}}}
DEFINITIONS: Final[dict[str, Any]] = {
    "GetUser": {"type": "object"},
    "GetRoom": {"type": "object"},
    "UserResult": RESULT,
    "RoomResult": RESULT,
    "Failed": {"type": "object", "required": ["result"], "properties": {"result": {"type": "null"}}},
    "Changed": {"type": "object", "required": ["method"], "properties": {"method": {"const": "changed"}}},
}


def kinds_of(request_id: Path | None, *, is_stream: bool = False) -> tuple[Protocol, dict[str, Route]]:
    def message(model: type[WireModel]) -> Message:
        tags = {"GetUser": ("getUser",), "GetRoom": ("getRoom",), "Changed": ("changed",)}.get(model.__name__, ())
        carried = None if model is Changed else request_id
        return Message(model.__name__, model, schema=model.__name__, tags=tags, request_id=carried)

    user, room, failed = message(UserResult), message(RoomResult), message(Failed)
    of_room = Stream(user, (room,), (failed,)) if is_stream else One((room, failed))
    requests = {
        "getUser": Route(message(GetUser), "on_get_user", One((user, failed))),
        "getRoom": Route(message(GetRoom), "on_get_room", of_room),
    }
    protocol = Protocol(
        name="Rpc",
        path="/rpc",
        arguments_class=NoArguments,
        schemas=Schemas.of({"definitions": DEFINITIONS}),
        client_to_server=Framing(("method",), {**requests}),
        server_to_client=Framing(
            ("method",),
            {"changed": Route(message(Changed), None)},
            tuple(Route(each, None) for each in (user, room, failed)),
        ),
    )
    return protocol, requests


class Side:
    """A client's session, and what each of its requests got."""

    def __init__(self, request_id: Path | None, *, is_stream: bool = False) -> None:
        protocol, self._requests = kinds_of(request_id, is_stream=is_stream)
        self._session = ClientSession(protocol, ClientTopics(), epoch=0, seed=1)

    def ask(self, model: WireModel) -> tuple[Inbox[Any], Any]:
        inbox: Inbox[Any] = Inbox(9, "fail")
        name = type(model).__name__
        _, text = self._session.request(self._requests[f"{name[0].lower()}{name[1:]}"], model, inbox, 0)
        return inbox, json.loads(text).get("id")

    def receive(self, **frame: object) -> None:
        assert self._session.receive(json.dumps(frame), 0) == ()


def got(inbox: Inbox[Any]) -> list[str]:
    names: list[str] = []
    try:
        while (item := inbox.take()) is not EMPTY:
            names.append(type(item.message).__name__)
    except EOFError:
        pass
    return names


def test_by_its_id_a_reply_is_what_its_request_waits_for() -> None:
    side = Side(("id",))
    (room, room_id), (user, user_id) = side.ask(GetRoom()), side.ask(GetUser())
    side.receive(result={}, id=user_id)
    side.receive(result={}, id=room_id)
    assert (got(user), got(room)) == (["UserResult"], ["RoomResult"])
    failing, id_ = side.ask(GetRoom())
    side.receive(result=None, id=id_)
    assert got(failing) == ["Failed"]


def test_without_ids_it_is_what_the_oldest_request_waits_for() -> None:
    side = Side(None)
    (room, _), (user, _) = side.ask(GetRoom()), side.ask(GetUser())
    side.receive(result={})
    assert (got(room), got(user)) == (["RoomResult"], [])
    side.receive(result={})
    assert got(user) == ["UserResult"]


def test_a_stream_goes_on_with_what_may_come_next() -> None:
    side = Side(("id",), is_stream=True)
    room, id_ = side.ask(GetRoom())
    for result in ({}, {}, {}, None):
        side.receive(result=result, id=id_)
    assert got(room) == ["UserResult", "RoomResult", "RoomResult", "Failed"]


@pytest.mark.parametrize("request_id", [None, ("id",)])
def test_a_tag_says_what_a_frame_is_whoever_waits(request_id: Path | None) -> None:
    side = Side(request_id)
    room, _ = side.ask(GetRoom())
    side.receive(method="changed", result={})
    assert got(room) == []
