"""With which codes a connection may end, and until when what is deprecated stays: only the document says so."""

from .documents import HEAD, only, protocol_of, tagged

DOCUMENT = f"""{HEAD}
x-wsgen-close-codes: {{'1002': nonsense, '4401': who are you?}}
servers:
  main:
    host: example.com
    protocol: ws
    x-wsgen-close-codes: {{'4401': the token has expired, '4500': full}}
  other:
    host: example.org
    protocol: ws
    x-wsgen-close-codes: {{'4600': elsewhere}}
channels:
  room:
    address: /room
    servers: [{{$ref: '#/servers/main'}}]
    x-wsgen-deprecated-until: 2027-01-31
    x-wsgen-close-codes: {{'4500': the room is full}}
    messages:
      {tagged("Say", "say", "text: {type: string, x-wsgen-deprecated-until: 2027-02-28}")}
operations:
  say:
    action: receive
    channel: {{$ref: '#/channels/room'}}
    x-wsgen-deprecated-until: 2027-03-31
"""


def test_a_channel_s_word_beats_its_server_s_and_that_the_root_s() -> None:
    closes = only(protocol_of(DOCUMENT)).close_codes
    assert [(each.code, each.meaning) for each in closes] == [
        (1002, "nonsense"),
        (4401, "the token has expired"),
        (4500, "the room is full"),
    ]


def test_a_close_code_s_place_is_where_it_is_named() -> None:
    closes = only(protocol_of(DOCUMENT)).close_codes
    assert [each.location.pointer for each in closes] == [
        "/x-wsgen-close-codes/1002",
        "/servers/main/x-wsgen-close-codes/4401",
        "/channels/room/x-wsgen-close-codes/4500",
    ]


def test_what_is_deprecated_has_the_date_until_which_it_stays() -> None:
    protocol = protocol_of(DOCUMENT)
    connection = only(protocol)
    assert connection.deprecated_until == "2027-01-31"
    assert connection.client_to_server[0].deprecated_until == "2027-03-31"
    schema = protocol.definitions[protocol.messages[connection.client_to_server[0].message].payload].value
    assert isinstance(schema, dict)
    assert schema["properties"] == {
        "type": {"const": "say"},
        "text": {"type": "string", "x-wsgen-deprecated-until": "2027-02-28"},
    }


def test_a_date_says_nothing_about_the_connection_that_topics_share() -> None:
    shared = "x-wsgen-connection: shared\n"
    connection = only(protocol_of(DOCUMENT.replace("channels:\n", f"{shared}channels:\n", 1)))
    assert (connection.deprecated_until, connection.topics[0].deprecated_until) == ("", "2027-01-31")
