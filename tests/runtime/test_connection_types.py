"""What handlers say of their connection's types is evaluated when Python reads it."""

from typing import Any, get_args

from generated import ChatArguments, ChatServer, Connection


def test_the_last_types_of_a_connection_may_be_left_out() -> None:
    # Python 3.13.0 alone failed here.
    assert get_args(Connection[int]) == (ChatArguments, int, Any)
    assert get_args(Connection[int, str]) == (ChatArguments, int, str)
    assert ChatServer[int] is not None
