import pytest

from wsgen.plan.extensions import EXTENSIONS, Extension
from wsgen.spec.node import Value

from .documents import channel, planned, tagged


def found(text: str) -> list[tuple[str, str, str]]:
    return [(each.code, each.message, each.hint) for each in planned(text)[1] if each.code in {"WSG401", "WSG402"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            channel(tagged("A", "a", extra=", x-wsgen-roll: none")),
            ("WSG401", "there is no extension `x-wsgen-roll`", "did you mean `x-wsgen-role`?"),
        ),
        (
            channel(tagged("A", "a", extra=", x-wsgen-owner: us")),
            (
                "WSG401",
                "there is no extension `x-wsgen-owner`",
                "remove it, or call it `x-owner` if it is your own",
            ),
        ),
        (
            channel(tagged("A", "a", "b: {x-wsgen-role: ping}")),
            ("WSG401", "`x-wsgen-role` means nothing in this schema", "it belongs to: message"),
        ),
        (
            "x-wsgen-tag: a\n" + channel(tagged("A", "a")),
            ("WSG401", "`x-wsgen-tag` means nothing at the root", "it belongs to: message"),
        ),
        (
            channel(tagged("A", "a", extra=", x-wsgen-direction: up")),
            (
                "WSG402",
                "`x-wsgen-direction` is not `client-to-server` | `server-to-client` | `both`",
                "leave it out for the default: as the operations say; without any, `both`",
            ),
        ),
    ],
)
def test_a_wrong_extension_is_found_with_what_would_be_right(text: str, expected: tuple[str, str, str]) -> None:
    assert found(text) == [expected]


def test_a_property_or_an_example_that_looks_like_an_extension_is_none() -> None:
    assert found(channel(tagged("A", "a", "x-wsgen-role: {const: {x-wsgen-role: 1}}"))) == []


def test_the_extensions_of_others_are_their_own_business() -> None:
    assert found(channel(tagged("A", "a", extra=", x-role: 1, x-handler-method: 5"))) == []


ACCEPTED: dict[str, list[Value]] = {
    "x-wsgen-perspective": ["server", "client"],
    "x-wsgen-direction": ["both"],
    "x-wsgen-connection": ["shared"],
    "x-wsgen-name": ["Chat"],
    "x-wsgen-tag-field": ["type", "/h/k"],
    "x-wsgen-tag": ["a", 1, True, ["a", 2]],
    "x-wsgen-envelope": [False, {"schema": "E", "tag": "t", "timestamp_unit": "iso"}],
    "x-aliases": ["hi", ["hi", "hey"]],
    "x-handler-method": ["on_hello"],
    "x-wsgen-role": ["none"],
    "x-wsgen-role-fields": [{"id": "nr"}],
    "x-wsgen-heartbeat": [False, {}, {"interval": 1.5}],
    "x-wsgen-stream": [False, {"end": "E"}, {"start": "S", "end": ["E", "F"]}],
    "x-wsgen-type": ["int"],
    "x-wsgen-ignore": [[], ["WSG312", "WSG313"]],
    "x-wsgen-sequence": ["seq", "/data/seq"],
    "x-wsgen-subprotocol": ["{token}", "bearer, {token:base64url}"],
    "x-wsgen-close-codes": [{}, {"1002": "nonsense", "4401": "who are you?"}],
    "x-wsgen-deprecated-until": ["2027-01-31"],
}
REFUSED: dict[str, list[Value]] = {
    "x-wsgen-perspective": ["broker", None],
    "x-wsgen-direction": ["up", ["both"]],
    "x-wsgen-connection": [True],
    "x-wsgen-name": ["", 5],
    "x-wsgen-tag-field": [5],
    "x-wsgen-tag": [None, [], {"a": 1}],
    "x-wsgen-envelope": [True, {"kind": "t"}, {"tag": 1}, {"timestamp_unit": "min"}],
    "x-aliases": [[], 5, {"hi": 1}],
    "x-handler-method": ["", 5],
    "x-wsgen-role": ["pinger"],
    "x-wsgen-role-fields": [{"nr": "id"}, {"id": 1}],
    "x-wsgen-heartbeat": [True, {"interval": 0}, {"every": 5}, {"interval": True}],
    "x-wsgen-stream": [True, {}, {"start": "S"}, {"end": []}],
    "x-wsgen-type": ["float"],
    "x-wsgen-ignore": ["WSG312", [312], {"WSG312": "off"}],
    "x-wsgen-sequence": [5, ["seq"], True],
    "x-wsgen-subprotocol": ["bearer", "{token}, {token}", 5, ["{token}"]],
    "x-wsgen-close-codes": [[1002], {"1005": "no code"}, {"999": "low"}, {"4401": ""}, {"4401": 1}, {"none": "none"}],
    "x-wsgen-deprecated-until": ["2027-1-31", "2027-02-30", "20270131", "soon", 2027, True],
}


@pytest.mark.parametrize("extension", EXTENSIONS, ids=lambda each: each.name)
def test_each_extension_accepts_its_type_and_no_other(extension: Extension) -> None:
    assert all(extension.type.accepts(value) for value in ACCEPTED[extension.name])
    assert not any(extension.type.accepts(value) for value in REFUSED[extension.name])
