"""What changed on the wire between two protocols: each kind of change, its weight, and what shows it."""

import pytest

from tests.plan.documents import planned
from wsgen.breaking.change import Change, Level
from wsgen.breaking.compare import compare, demonstrated
from wsgen.plan.settings import PlanSettings

HEAD = "asyncapi: 3.0.0\ninfo: {title: Chat, version: 1.0.0}\nx-wsgen-connection: shared\n"
SETTINGS = PlanSettings(perspective="server")
TODAY = "2026-12-01"


def message(name: str, direction: str, tag: str, extra: str = "") -> str:
    way = {"up": "client-to-server", "down": "server-to-client"}[direction]
    payload = f"{{type: object, required: [type], properties: {{type: {{const: {tag}}}}}}}"
    return f"      {name}: {{name: {tag}, x-wsgen-direction: {way}, payload: {payload}{extra}}}\n"


def talk(*messages: str, root: str = "", address: str = "room:{id}") -> str:
    return f"{HEAD}{root}channels:\n  room:\n    address: {address}\n    messages:\n{''.join(messages)}"


ASK, NEWS = message("Ask", "up", "ask"), message("News", "down", "news")


def changes(old: str, new: str, today: str = TODAY) -> tuple[Change, ...]:
    before, after = (planned(each, SETTINGS)[0] for each in (old, new))
    return demonstrated(before, after, compare(before, after, today))


def found(old: str, new: str, today: str = TODAY) -> list[tuple[str, Level, str]]:
    return sorted((each.code, each.level, each.where) for each in changes(old, new, today))


@pytest.mark.parametrize(
    "new",
    [
        talk(message("Question", "up", "ask"), NEWS),
        talk(NEWS, ASK),
        talk(ASK, NEWS, address="room:{number}"),
        talk(ASK, NEWS).replace("title: Chat", "title: Talk"),
        talk(ASK, NEWS).replace("  room:\n", "  hall:\n"),
    ],
    ids=["a message's name", "the order of tagged messages", "a parameter's name", "the title", "a channel's name"],
)
def test_what_is_only_called_otherwise_is_no_change(new: str) -> None:
    assert found(talk(ASK, NEWS), new) == []


def test_a_message_is_the_one_with_its_tag_whatever_its_name() -> None:
    swapped = talk(message("News", "up", "ask"), message("Ask", "down", "news"))
    assert found(talk(ASK, NEWS), swapped) == []


def test_a_message_that_is_gone_before_its_day_breaks_and_from_then_on_it_does_not() -> None:
    bye = message("Bye", "up", "bye", ", x-wsgen-deprecated-until: 2027-01-31")
    old, new = talk(ASK, bye, NEWS), talk(ASK, NEWS)
    (before,) = changes(old, new, "2027-01-30")
    (after,) = changes(old, new, "2027-01-31")
    assert (before.code, before.level, before.hint) == (
        "WSG758",
        Level.BREAKING,
        "it was announced to stay until 2027-01-31",
    )
    assert (after.code, after.level, after.reason) == (
        "WSG758",
        Level.SAFE,
        "it was announced to be gone from 2027-01-31 on",
    )


def test_what_is_deprecated_without_a_day_still_breaks_and_says_how_to_announce_it() -> None:
    bye = message("Bye", "up", "bye", ", x-wsgen-deprecated: true").replace("x-wsgen-deprecated", "deprecated")
    (change,) = changes(talk(ASK, bye, NEWS), talk(ASK, NEWS))
    assert change.level is Level.BREAKING
    assert "`x-wsgen-deprecated-until`" in change.hint


def test_a_frame_of_an_old_client_shows_that_a_message_is_gone() -> None:
    (change,) = changes(talk(ASK, message("Bye", "up", "bye"), NEWS), talk(ASK, NEWS))
    assert change.witness is not None
    assert change.witness.frame == {"type": "bye"}
    assert change.witness.verdict == "the new server refuses it: no message has this type"


def test_a_frame_of_a_new_server_shows_that_a_message_is_unknown() -> None:
    (change,) = changes(talk(ASK, NEWS), talk(ASK, NEWS, message("Hint", "down", "hint")))
    assert (change.code, change.level) == ("WSG760", Level.RISKY)
    assert change.witness is not None
    assert change.witness.verdict == "a client built before ignores it: no message has this type"


def test_a_second_message_breaks_clients_that_take_every_frame_for_the_first() -> None:
    only = "      Tick: {payload: {type: object, required: [n], properties: {n: {type: integer}}}}\n"
    other = "      Tock: {payload: {type: object, required: [m], properties: {m: {type: integer}}}}\n"
    old = talk(only.replace("{payload", "{x-wsgen-direction: server-to-client, payload"))
    new = talk(*(each.replace("{payload", "{x-wsgen-direction: server-to-client, payload") for each in (only, other)))
    (change,) = [each for each in changes(old, new) if each.code == "WSG760"]
    assert change.level is Level.BREAKING
    assert change.witness is not None
    assert change.witness.verdict.startswith("a client built before refuses it: ")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{interval: 30}", "{interval: 59}", [("WSG777", Level.SAFE, "/")]),
        ("{interval: 30}", "{interval: 60}", [("WSG777", Level.BREAKING, "/")]),
        ("{interval: 30}", "{interval: 10}", [("WSG777", Level.SAFE, "/")]),
        ("{timeout: 60}", "{timeout: 20}", [("WSG777", Level.RISKY, "/")]),
        ("{timeout: 60}", "{timeout: 90}", [("WSG777", Level.SAFE, "/")]),
        ("{}", "false", [("WSG777", Level.BREAKING, "/")]),
        ("false", "{}", [("WSG777", Level.BREAKING, "/")]),
    ],
)
def test_a_heartbeat_is_measured_by_the_watchdog_of_clients(
    old: str, new: str, expected: list[tuple[str, Level, str]]
) -> None:
    beat = (message("Ping", "down", "ping"), message("Pong", "up", "pong"))
    documents = (talk(*beat, root=f"x-wsgen-heartbeat: {each}\n") for each in (old, new))
    assert found(*documents) == expected


def test_an_old_client_that_must_say_who_it_is_is_closed() -> None:
    auth = message("Auth", "up", "auth", ", x-wsgen-role: authenticate")
    assert found(talk(ASK, NEWS), talk(ASK, NEWS, auth)) == [("WSG759", Level.BREAKING, "auth")]


def test_one_line_that_many_messages_share_is_told_once() -> None:
    around = "x-wsgen-envelope: {around: true, tag: type, data: data, timestamp: ts, timestamp_unit: UNIT}\n"
    plain = [each.replace(", required: [type]", "") for each in (ASK, NEWS)]
    documents = (talk(*plain, root=around.replace("UNIT", unit)) for unit in ("ms", "s"))
    (change,) = [each for each in changes(*documents) if each.code == "WSG766"]
    assert change.message == "the time of `ask` and 1 other is in s, no longer in ms"


@pytest.mark.parametrize("need", [", required: [type]", ", required: [type, mood]"], ids=["optional", "required"])
@pytest.mark.parametrize("way", ["up", "down"])
def test_a_property_that_was_announced_to_go_is_gone_safely_from_its_day_on(way: str, need: str) -> None:
    told = "mood: {type: string, x-wsgen-deprecated-until: 2027-01-31}"
    new = message("Feel", way, "feel").replace("type: object", "type: object, additionalProperties: false")
    old = new.replace("{const: feel}}", f"{{const: feel}}, {told}}}").replace(", required: [type]", need)
    before = changes(talk(ASK, NEWS, old), talk(ASK, NEWS, new), "2027-01-30")
    after = changes(talk(ASK, NEWS, old), talk(ASK, NEWS, new), "2027-01-31")
    assert {each.level for each in after} == {Level.SAFE}
    hints = {each.hint for each in before if each.level is not Level.SAFE}
    assert hints == {"it was announced to stay until 2027-01-31"}
