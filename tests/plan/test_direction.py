import pytest

from wsgen.plan.settings import PlanSettings

from .documents import SERVER, channel, codes, names, only, operation, planned, protocol_of, tagged

CLIENT = PlanSettings(perspective="client")
TWO = channel(tagged("Ask", "ask"), tagged("Answer", "answer"))


def ways(text: str, settings: PlanSettings = SERVER) -> tuple[list[str], list[str]]:
    """The messages that clients send, and those that the server sends."""
    protocol = protocol_of(text, settings)
    connection = only(protocol)
    return (
        names(protocol, tuple(each.message for each in connection.client_to_server)),
        names(protocol, tuple(each.message for each in connection.server_to_client)),
    )


BOTH = TWO + "operations:\n" + operation("a", "receive", "Ask") + operation("b", "send", "Answer")
REPLY = "    reply: {channel: {$ref: '#/channels/main'}, messages: [{$ref: '#/channels/main/messages/Answer'}]}\n"


@pytest.mark.parametrize(
    ("text", "settings", "expected"),
    [
        pytest.param(BOTH, SERVER, (["Ask"], ["Answer"]), id="a server's document"),
        pytest.param(BOTH, CLIENT, (["Answer"], ["Ask"]), id="a client's document"),
        pytest.param(BOTH + "x-wsgen-perspective: client\n", PlanSettings(), (["Answer"], ["Ask"]), id="told so"),
        pytest.param(BOTH + "x-wsgen-perspective: client\n", SERVER, (["Ask"], ["Answer"]), id="settings win"),
        pytest.param(TWO, SERVER, (["Ask", "Answer"], ["Ask", "Answer"]), id="no operation"),
        pytest.param(
            TWO + "operations:\n" + operation("a", "receive", "Ask", extra=REPLY),
            SERVER,
            (["Ask"], ["Answer"]),
            id="a reply goes the other way",
        ),
        pytest.param(
            channel(tagged("Ask", "ask", extra=", x-wsgen-direction: server-to-client")),
            SERVER,
            ([], ["Ask"]),
            id="a message says so",
        ),
        pytest.param(
            BOTH.replace("    action: receive\n", "    action: receive\n    x-wsgen-direction: both\n"),
            SERVER,
            (["Ask"], ["Ask", "Answer"]),
            id="an operation says so",
        ),
        pytest.param(
            channel(tagged("Ask", "ask"), extra="    x-wsgen-direction: client-to-server\n"),
            SERVER,
            (["Ask"], []),
            id="a channel says so",
        ),
    ],
)
def test_who_sends_a_message(text: str, settings: PlanSettings, expected: tuple[list[str], list[str]]) -> None:
    assert ways(text, settings) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOTH, "clients send `Ask`"),
        (
            BOTH.replace("action: receive", "action: send"),
            "the server sends all messages, such as `Ask`, and clients send none",
        ),
        (
            BOTH.replace("action: send", "action: receive"),
            "clients send all messages, such as `Ask`, and the server sends none",
        ),
    ],
)
def test_what_the_default_perspective_means_is_asked(text: str, says: str) -> None:
    _, diagnostics = planned(text, PlanSettings())

    assert [each.message for each in diagnostics if each.code == "WSG403"] == [
        f"the document is taken to describe the server, so {says}: is that so?"
    ]


@pytest.mark.parametrize(
    ("message", "action", "doubtful"),
    [
        ("ping", "receive", True),
        ("PongMessage", "send", True),
        ("subscribe", "send", True),
        ("sendMessage", "send", True),
        ("error", "receive", True),
        ("ping", "send", False),
        ("subscribe", "receive", False),
        ("subscribe_error", "send", False),
        ("subscribed", "send", False),
        ("send_result", "send", False),
    ],
)
def test_a_name_that_speaks_against_its_direction_is_a_warning(message: str, action: str, doubtful: bool) -> None:
    text = channel(tagged(message, "x")) + "operations:\n" + operation("x", action, message)

    assert ("WSG404" in codes(planned(text)[1])) is doubtful


def test_a_told_direction_is_believed_whatever_the_name() -> None:
    text = channel(tagged("ping", "x", extra=", x-wsgen-direction: client-to-server"))

    assert codes(planned(text + "operations:\n" + operation("x", "receive", "ping"))[1]) == []
