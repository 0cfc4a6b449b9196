"""Runtime expressions."""

import pytest

from wsgen.spec.runtime_expression import RuntimeExpression, parse_expression


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("$message.payload#/request_id", RuntimeExpression("payload", ("request_id",))),
        ("$message.header#/a/b", RuntimeExpression("header", ("a", "b"))),
        ("$message.payload#/a~1b/c~0d", RuntimeExpression("payload", ("a/b", "c~d"))),
        ("$message.payload#", RuntimeExpression("payload", ())),
        ("$message.payload#/a~2b", None),
        ("$message.payload/request_id", None),
        ("$message.body#/x", None),
        ("request_id", None),
        ("", None),
    ],
)
def test_an_expression_names_a_part_of_the_message_and_a_pointer_into_it(
    text: str, wanted: RuntimeExpression | None
) -> None:
    assert parse_expression(text) == wanted
