"""Where messages carry the sequence of their topic, which only `x-wsgen-sequence` says."""

import pytest

from .documents import channel, codes, named, planned, tagged

TO_CLIENTS, TO_SERVER = ", x-wsgen-direction: server-to-client", ", x-wsgen-direction: client-to-server"
NUMBER = "seq: {type: integer}"
ROOT_KEY = "x-wsgen-sequence: seq\n"


@pytest.mark.parametrize(("told", "path"), [("seq", ("seq",)), ("/seq", ("seq",)), ("/at/seq", ("at", "seq"))])
def test_a_message_says_where_its_sequence_is(told: str, path: tuple[str, ...]) -> None:
    extra = f"{TO_CLIENTS}, x-wsgen-sequence: {told}"
    deep = f"at: {{type: object, properties: {{{NUMBER}}}}}"
    protocol, diagnostics = planned(channel(tagged("Event", "event", NUMBER, deep, extra=extra), address="room"))
    assert named(protocol, "Event").sequence == path
    assert "WSG430" not in codes(diagnostics)


def test_a_field_s_name_alone_makes_no_sequence() -> None:
    protocol, _ = planned(channel(tagged("Event", "event", NUMBER, extra=TO_CLIENTS), address="room"))
    assert named(protocol, "Event").sequence is None


def test_the_document_says_it_for_all_that_the_server_sends_and_that_has_the_field() -> None:
    messages = (
        tagged("Event", "event", NUMBER, extra=TO_CLIENTS),
        tagged("Words", "words", "seq: {type: string}", extra=TO_CLIENTS),
        tagged("Ask", "ask", NUMBER, extra=TO_SERVER),
    )
    protocol, diagnostics = planned(ROOT_KEY + channel(*messages, address="room"))
    assert {each.wire: each.sequence for each in protocol.messages.values()} == {
        "Event": ("seq",),
        "Words": None,
        "Ask": None,
    }
    assert "WSG430" not in codes(diagnostics)
