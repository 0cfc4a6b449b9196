"""What tells messages apart that have no tag, and which of the server's handlers get several."""

from collections.abc import Mapping

import pytest

from wsgen.plan.protocol import Direction, Recognition
from wsgen.plan.settings import PlanSettings

from .documents import SERVER, channel, codes, only, operation, planned, protocol_of, tagged

C2S = Direction.CLIENT_TO_SERVER
UP = ", x-wsgen-direction: client-to-server"


def message(key: str, schema: str, extra: str = UP) -> str:
    return f"{key}: {{payload: {schema}{extra}}}"


def body(required: str, *optional: str, more: str = "") -> str:
    properties = ", ".join(f"{each}: {{}}" for each in (required, *optional) if each)
    return f"{{type: object, required: [{required}], properties: {{{properties}}}{more}}}"


def told(*messages: str) -> tuple[Recognition, dict[str, str], str]:
    """How messages from the client are told, the keys that say so, and why."""
    protocol = protocol_of(channel(*messages))
    framing = only(protocol).framing[C2S]
    wires = {key: protocol.messages[id_].wire for key, id_ in framing.keys.items()}
    return framing.recognition, wires, framing.reason


def handlers(*messages: str, extra: str = "") -> Mapping[str, str]:
    """The server's handler of each message."""
    protocol = protocol_of(channel(*messages) + extra)
    return {protocol.messages[each.message].wire: str(each.handler) for each in only(protocol).client_to_server}


def test_a_wrapping_key_tells() -> None:
    found = told(message("Subscribe", body("subscribe")), message("Stop", body("unsubscribe")))

    reason = "each requires a key that no other has, such as `subscribe` of `Subscribe`"
    assert found == (Recognition.KEY, {"subscribe": "Subscribe", "unsubscribe": "Stop"}, reason)


def test_of_several_own_keys_the_one_that_is_spelled_like_the_message_is_taken() -> None:
    found = told(message("Buy", body("price, buy", "req_id")), message("Ticks", body("ticks", "req_id")))

    assert found[1] == {"buy": "Buy", "ticks": "Ticks"}


def test_one_message_needs_no_key() -> None:
    recognition, keys, reason = told(
        message("A", body("a")), message("B", body("b")), message("Rest", "{type: object}")
    )

    assert (recognition, keys) == (Recognition.KEY, {"a": "A", "b": "B"})
    assert reason == "each but `Rest` requires a key that no other has, such as `a` of `A`"


def test_a_message_that_may_have_any_key_is_told_from_none_by_a_key() -> None:
    any_text = "{type: object, additionalProperties: {type: string}}"

    assert told(message("A", body("a")), message("Map", any_text))[0] is Recognition.UNION


def test_a_key_that_another_message_may_have_is_no_own_one() -> None:
    assert told(message("A", body("a")), message("B", body("b", "a")), message("C", body("", "b")))[0] is (
        Recognition.UNION
    )


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("{type: string}", "{type: [array, 'null']}", "their types differ"),
        ("{const: on}", "{enum: [off, auto]}", "their values differ"),
        (
            "{type: object, required: [s], properties: {s: {type: string}}}",
            "{type: object, properties: {s: {type: integer}}}",
            "`s` has another type",
        ),
        (
            "{type: array, minItems: 2}",
            "{type: array, items: [{}], additionalItems: false}",
            "their sizes differ",
        ),
    ],
)
def test_structure_tells_where_no_frame_can_satisfy_both(one: str, other: str, why: str) -> None:
    recognition, keys, reason = told(message("A", one), message("B", other))

    assert (recognition, keys) == (Recognition.STRUCTURE, {})
    assert reason == f"no frame satisfies two of the schemas, such as those of `A` and `B`: {why}"


def test_what_nothing_tells_apart_shares_a_handler_that_is_called_after_the_first_place() -> None:
    alike = [message(each, body("", "x")) for each in ("Tea", "Coffee")]
    other = message("Bun", body("bun"))

    assert told(*alike)[2] == "nothing tells `Tea` from `Coffee`, so the first schema that accepts a frame gets it"
    assert handlers(*alike, other) == {"Tea": "on_coffee", "Coffee": "on_coffee", "Bun": "on_bun"}
    assert handlers(other, *alike[::-1]) == handlers(*alike, other)


def test_a_group_holds_all_that_are_linked() -> None:
    found = handlers(
        message("A", "{type: object, required: [t], properties: {t: {const: a}}}"),
        message("Any", "{type: object}"),
        message("B", "{type: object, required: [t], properties: {t: {const: b}}}"),
        message("Text", "{type: string}"),
    )

    # A constant that half of them have is a tag, so the object without one is tried alone.
    assert found == {"A": "on_a", "Any": "on_any", "B": "on_b", "Text": "on_text"}
    linked = handlers(
        message("A", "{type: object, properties: {t: {type: string}}}"),
        message("Many", "{type: [object, array]}"),
        message("Row", "{type: array}"),
        message("Text", "{type: string}"),
    )
    assert linked == {"A": "on_a", "Many": "on_a", "Row": "on_a", "Text": "on_text"}


def test_an_ordered_handler_names_the_group_and_the_same_one_joins_on_purpose() -> None:
    told_one = message("B", "{type: object}", f"{UP}, x-handler-method: on_drink")
    tags = [tagged(each, each, extra=f"{UP}, x-handler-method: on_both") for each in ("left", "right")]

    assert handlers(message("A", "{type: object}"), told_one) == {"A": "on_drink", "B": "on_drink"}
    assert handlers(*tags) == {"left": "on_both", "right": "on_both"}
    assert codes(planned(channel(*tags))[1]) == []


def test_what_the_document_joins_itself_is_no_warning() -> None:
    joined = [message(each, "{type: object}", f"{UP}, x-handler-method: on_any") for each in "AB"]
    apart = [message(each, "{type: object}", f"{UP}, x-handler-method: on_{each}") for each in "ab"]

    assert codes(planned(channel(*joined))[1]) == []
    assert handlers(*apart) == {"a": "on_a", "b": "on_b"}
    assert codes(planned(channel(*apart))[1]) == ["WSG411"]


def test_messages_with_other_replies_keep_their_handlers() -> None:
    text = channel(message("A", "{type: object}"), message("B", "{type: object}"), tagged("Yes", "yes"))
    reply = "    reply: {messages: [{$ref: '#/channels/main/messages/Yes'}]}\n"
    text += "operations:\n" + operation("ask", "receive", "A", extra=reply) + operation("tell", "receive", "B")
    protocol, diagnostics = planned(text)
    (warning,) = [each for each in diagnostics if each.code == "WSG411"]

    assert [each.handler for each in only(protocol).client_to_server] == ["on_a", "on_b"]
    assert warning.message.endswith(
        "a frame is taken for the first whose schema accepts, though their replies or handlers differ"
    )


@pytest.mark.parametrize(
    ("one", "other", "hint"),
    [
        (
            "{type: object}, examples: [{payload: {kind: tea, text: x}}]",
            "{type: object}, examples: [{payload: {kind: bun, text: y}}]",
            "their examples differ in `kind` (`tea`, `bun`): give it a `const` in each, and require it",
        ),
        (
            "{type: object, properties: {ping: {}}}",
            "{type: object, properties: {x: {}}}",
            "require `ping`, which only `A` has, or give `type` a `const` in each",
        ),
    ],
)
def test_the_warning_says_what_would_settle_it(one: str, other: str, hint: str) -> None:
    _, diagnostics = planned(channel(message("A", one), message("B", other)), SERVER)

    assert [each.hint for each in diagnostics if each.code == "WSG411"] == [hint]


def test_a_key_that_needn_t_be_there_is_tried_first_all_the_same() -> None:
    found = told(message("Ping", "{type: object, properties: {ping: {}}}"), message("Pong", "{type: object}"))

    assert found[:2] == (Recognition.UNION, {"ping": "Ping"})


def test_messages_of_the_server_that_nothing_tells_apart_are_an_error_too_where_told() -> None:
    down = [message(each, "{type: object}", ", x-wsgen-direction: server-to-client") for each in "AB"]
    _, diagnostics = planned(channel(*down), PlanSettings(perspective="server", ambiguous="error"))

    assert [(each.code, each.severity.value) for each in diagnostics] == [("WSG411", "error")]


def results(*names: str) -> list[str]:
    same = "payload: {type: object, required: [result, id], properties: {result: {}, id: {type: integer}}}"
    return [f"{name}: {{{same}}}" for name in names]


def asks(name: str, *replies: str) -> str:
    refs = ", ".join(f"{{$ref: '#/channels/main/messages/{each}'}}" for each in replies)
    return operation(name, "receive", name, extra=f"    reply: {{messages: [{refs}]}}\n")


def test_alike_replies_of_different_requests_are_no_warning_since_a_request_tells_them() -> None:
    calls = (tagged("user", "user", "id: {type: integer}"), tagged("room", "room", "id: {type: integer}"))
    text = channel(*calls, *results("User", "Room")) + "operations:\n"
    told = text + asks("user", "User") + asks("room", "Room")

    assert "WSG411" not in codes(planned(told)[1])
    for more in (operation("push", "send", "User"), asks("user2", "User", "Room").replace("user2'", "user'")):
        untold = text + asks("user", "User") + asks("room", "Room") + more.replace("messages/user2", "messages/user")
        assert "WSG411" in codes(planned(untold)[1]), more


def test_the_hint_about_frames_that_are_no_objects_names_no_property() -> None:
    alike = [f"{name}: {{payload: {{type: array, items: {{type: number}}}}}}" for name in ("A", "B")]
    (warning,) = [each for each in planned(channel(*alike))[1] if each.code == "WSG411"]

    assert (
        warning.hint
        == "let no frame satisfy both schemas, such as by a `const` of each in the same place, or by other sizes"
    )


def test_a_message_without_a_payload_is_an_object_and_so_no_text() -> None:
    text = channel("Ping: {payload: {type: string, const: ping}}", "Nothing: {summary: no payload}")

    assert "WSG411" not in codes(planned(text)[1])


def test_a_warning_names_two_messages_that_can_really_not_be_told_apart() -> None:
    def said(name: str, ok: str) -> str:
        return f"{name}: {{payload: {{type: object, required: [ok], properties: {{ok: {{const: {ok}}}}}}}}}"

    loose = [f"{name}: {{payload: {{type: object}}}}" for name in ("A", "B", "C")]
    warnings = [
        each for each in planned(channel(said("Yes", "true"), said("No", "false"), *loose))[1] if each.code == "WSG411"
    ]

    assert [each.message.partition(":")[0] for each in warnings] == [
        "messages `Yes` and `A` can't be told apart, nor can 3 others"
    ]
