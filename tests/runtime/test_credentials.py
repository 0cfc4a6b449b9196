"""How secrets stand in headers and subprotocols."""

import pytest

from wsgen.runtime.core.credentials import offers, read_credential, read_offer, write_credential


@pytest.mark.parametrize(
    ("form", "secret", "text"),
    [
        ("Bearer {token}", "abc.d-e", "Bearer abc.d-e"),
        ("Basic {token:base64}", "ada:pw é", "Basic YWRhOnB3IMOp"),
        ("key-{token}-end", "k", "key-k-end"),
        ("k8s.{token:base64url}", "~~~>", "k8s.fn5-Pg"),
    ],
)
def test_what_is_written_is_read_again(form: str, secret: str, text: str) -> None:
    assert write_credential(form, secret) == text
    assert read_credential(form, text) == secret


@pytest.mark.parametrize("text", ["bearer t", "BEARER  t", "Bearer t "])
def test_the_case_of_a_scheme_and_the_spaces_after_it_mean_nothing(text: str) -> None:
    assert read_credential("Bearer {token}", text) == "t"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("Bearer {token}", "Basic abc"),
        ("Bearer {token}", "Beare"),
        ("key-{token}-end", "key-en"),
        ("key-{token}-end", "key-k-ond"),
        ("Basic {token:base64}", "Basic !!!"),
        ("Basic {token:base64}", "Basic gICA"),
        ("no place", "no place"),
    ],
)
def test_what_has_another_form_is_no_secret(form: str, text: str) -> None:
    assert read_credential(form, text) is None


@pytest.mark.parametrize(
    ("form", "offered"),
    [
        ("{token}", ("s3",)),
        ("bearer, {token}", ("bearer", "s3")),
        (
            "realtime, openai-insecure-api-key.{token}, openai-beta.realtime-v1",
            ("realtime", "openai-insecure-api-key.s3", "openai-beta.realtime-v1"),
        ),
        ("base64url.bearer.authorization.k8s.io.{token:base64url}", ("base64url.bearer.authorization.k8s.io.czM",)),
    ],
)
def test_a_token_is_offered_in_the_form_that_the_service_wants_and_found_in_it(
    form: str, offered: tuple[str, ...]
) -> None:
    assert offers(form, "s3") == offered
    assert read_offer(form, ("chat.v1", *offered, "chat.v2"), ("chat.v1", "chat.v2")) == "s3"


@pytest.mark.parametrize(
    ("form", "offered"),
    [
        ("{token}", ("chat.v1",)),
        ("{token}", ()),
        ("bearer, {token}", ("s3", "bearer")),
        ("bearer, {token}", ("s3",)),
        ("bearer, {token}", ("bearer", "chat.v1")),
        ("key.{token}", ("s3",)),
        ("bearer", ("bearer", "s3")),
    ],
)
def test_where_no_token_is_offered_none_is_found(form: str, offered: tuple[str, ...]) -> None:
    assert read_offer(form, offered, ("chat.v1",)) is None


def test_a_token_that_no_subprotocol_can_hold_is_refused_and_not_shown() -> None:
    with pytest.raises(ValueError, match=r"`\{token:base64url\}` can write any token") as caught:
        offers("bearer, {token}", "a/b==")
    assert "a/b" not in str(caught.value)
