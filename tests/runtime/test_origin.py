"""Which web sites may connect from their visitors' browsers."""

import pytest

from wsgen.runtime.core.origin import Origins, shown

ORIGINS = Origins(("https://example.org", "https://*.example.com", "http://localhost:3000", "HTTPS://Upper.org:443"))


@pytest.mark.parametrize(
    "origin",
    [
        "https://example.org",
        "https://EXAMPLE.org",
        "https://example.org:443",
        "https://a.example.com",
        "https://a.b.example.com",
        "http://localhost:3000",
        "https://upper.org",
    ],
)
def test_an_origin_that_is_listed_may_connect(origin: str) -> None:
    assert ORIGINS.allow(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "http://example.org",
        "https://example.org:8443",
        "https://example.org.evil.com",
        "https://evil.com/https://example.org",
        "https://example.com",
        "https://.example.com",
        "https://evilexample.com",
        "http://a.example.com",
        "https://a.example.com:8443",
        "http://localhost:30000",
    ],
)
def test_any_other_origin_may_not(origin: str) -> None:
    assert not ORIGINS.allow(origin)


def test_a_sandboxed_page_is_let_in_where_it_is_said() -> None:
    assert Origins(("null",)).allow("null")


@pytest.mark.parametrize(
    "origin",
    ["example.org", "https://example.org/", "https://example.org/path", "*", "https://*", "https://a.*.org", ""],
)
def test_what_is_no_origin_is_said_at_the_start(origin: str) -> None:
    with pytest.raises(ValueError, match="is no origin: it is a scheme and a host"):
        Origins((origin,))


def test_one_text_is_not_several_origins() -> None:
    with pytest.raises(ValueError, match="origins are several"):
        Origins("https://example.org")


def test_what_a_client_calls_its_origin_can_t_write_into_the_log() -> None:
    assert shown("https://a\n2026 forged") == r"'https://a\n2026 forged'"
    assert len(shown("x" * 5000)) < 120
