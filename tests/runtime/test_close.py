"""Close codes and reasons as RFC 6455 §7.4 and §5.5 want them."""

import pytest

from wsgen.runtime.core.close import cut_reason, is_sendable


@pytest.mark.parametrize(
    ("reason", "cut"),
    [
        ("", ""),
        ("a" * 123, "a" * 123),
        ("a" * 124, "a" * 123),
        ("é" * 62, "é" * 61),
        ("a" * 121 + "€", "a" * 121),
        ("a" * 120 + "😀", "a" * 120),
        ("\ud800", "?"),
    ],
)
def test_a_reason_is_cut_to_123_bytes_at_a_character(reason: str, cut: str) -> None:
    assert cut_reason(reason) == cut


@pytest.mark.parametrize(
    ("code", "sendable"),
    [
        (999, False), (1000, True), (1003, True), (1004, False), (1005, False), (1006, False), (1007, True),
        (1014, True), (1015, False), (2999, False), (3000, True), (4999, True), (5000, False),
    ],
)  # fmt: skip
def test_codes_that_the_rfc_reserves_are_never_sent(code: int, sendable: bool) -> None:
    assert is_sendable(code) is sendable
