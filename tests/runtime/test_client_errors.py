"""The exceptions: which class a close code gets, and what each tells its reader to do."""

import pickle

import pytest
from chat_protocol import Error

from wsgen.runtime.errors import (
    ClientError,
    Closed,
    Ending,
    HandshakeFailed,
    HeartbeatLost,
    Overloaded,
    ProtocolError,
    QueueOverflow,
    RequestFailed,
    RequestLost,
    Unauthorized,
)


@pytest.mark.parametrize(
    ("ending", "kind", "says"),
    [
        (Ending(4401, "token expired"), Unauthorized, r"4401 \(token expired\): get a new token"),
        (Ending(4408), HeartbeatLost, "4408: the pongs came too late"),
        (Ending(1002, "ping at ping_id: too long", by_client=True), ProtocolError, "the server sent a frame .*ping_id"),
        (Ending(1002, "no such tag"), ProtocolError, r"the server refused a frame of this client .*\(no such tag\)"),
        (Ending(1006), Closed, "the connection was lost: no closing handshake"),
        (Ending(1013), Overloaded, "1013: the server is overloaded, or this client reads too slowly"),
        (Ending(4408, "nothing came for 60 s", by_client=True), HeartbeatLost, "is silent .*60 s.*check the network"),
        (Ending(1000), Closed, "the server is done with this connection"),
        (Ending(1000, by_client=True), Closed, "this client was closed; open a new one"),
        (Ending(4999, "why"), Closed, r"4999 \(why\): the service documents"),
        (Ending(1009, "too big", by_client=True), Closed, "this client closed the connection with 1009"),
    ],
)
def test_a_close_code_has_its_exception_and_its_advice(ending: Ending, kind: type[Closed], says: str) -> None:
    error = ending.error()
    assert type(error) is kind
    assert (error.code, error.reason, error.by_client) == (ending.code, ending.reason, ending.by_client)
    with pytest.raises(ClientError, match=says):
        raise error


@pytest.mark.parametrize("code", [1002, 1006, 1013, 4401, 4408])
def test_a_request_that_was_under_way_has_an_exception_that_says_so_and_is_of_its_codes_class_too(code: int) -> None:
    ending = Ending(code, "why")
    lost = ending.request_lost("subscribe_thread")
    assert isinstance(lost, RequestLost)
    assert isinstance(lost, type(ending.error()))
    assert (lost.code, lost.request) == (code, "subscribe_thread")
    assert str(lost) == f"{ending.error()}; subscribe_thread may or may not have been carried out, and isn't sent again"


@pytest.mark.parametrize(
    "error",
    [
        Ending(1002, "rule").error(),
        RequestFailed("subscribe_thread", Error(code=404, message="gone"), "404: gone"),
        Ending(1013, "full").request_lost("subscribe_thread"),
        QueueOverflow(5),
        QueueOverflow(5, "bytes"),
        HandshakeFailed("HTTP 500", 500),
    ],
)
def test_an_exception_survives_being_sent_to_another_process(error: ClientError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)
