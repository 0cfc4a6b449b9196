"""Addresses of payloads, remembered without being mixed up."""

import pytest
from chat_protocol import SERVER_TO_CLIENT

from wsgen.runtime.core.addresses import Addresses

EVENT = SERVER_TO_CLIENT["agent_event"]


ONE = {"agent": "agent:1"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, True, 1.0, 1], [ONE, {}, ONE, ONE]),
        ([True, 1], [{}, ONE]),
        ([[1], 1, {"a": 1}], [{}, ONE, {}]),
        ([None, 1, "x", 1.5], [{}, ONE, {}, {}]),
    ],
)
def test_what_was_asked_before_changes_no_answer(values: list[object], expected: list[dict[str, str]]) -> None:
    addresses = Addresses()
    assert [addresses.of(EVENT, {"agent_id": value}) for value in values] == expected


def test_a_channel_without_parameters_is_its_own_address() -> None:
    assert Addresses().of(SERVER_TO_CLIENT["ping"], {}) == {"system": "system"}
