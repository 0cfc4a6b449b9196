"""The bounded queue: what a full one does, and how it ends."""

import pytest

from wsgen.runtime.core.inbox import EMPTY, Inbox, OverflowPolicy
from wsgen.runtime.errors import Closed, Ending, QueueOverflow


def taken(inbox: Inbox[int]) -> list[int]:
    items: list[int] = []
    while (item := inbox.take()) is not EMPTY:
        items.append(item)
    return items


@pytest.mark.parametrize(("policy", "kept", "dropped"), [("drop_oldest", [3, 4], 2), ("drop_newest", [1, 2], 2)])
def test_a_full_inbox_drops_by_its_policy_and_counts(policy: OverflowPolicy, kept: list[int], dropped: int) -> None:
    inbox: Inbox[int] = Inbox(2, policy)
    assert [inbox.put(item) for item in (1, 2, 3, 4)] == [True] * 4
    assert taken(inbox) == kept
    assert inbox.dropped == dropped


def test_a_full_inbox_that_may_drop_nothing_ends_after_what_it_holds() -> None:
    inbox: Inbox[int] = Inbox(2, "fail")
    assert [inbox.put(item) for item in (1, 2, 3)] == [True, True, False]
    assert (inbox.take(), inbox.take()) == (1, 2)
    with pytest.raises(QueueOverflow, match=r"2 frames were waiting"):
        inbox.take()


def test_items_come_before_the_error_and_each_taker_gets_an_error_of_its_own() -> None:
    inbox: Inbox[int] = Inbox(5, "fail")
    inbox.put(1)
    inbox.end(Ending(1011).error)
    inbox.end()
    assert not inbox.put(2)
    assert inbox.take() == 1
    errors = []
    for _ in range(2):
        with pytest.raises(Closed) as caught:
            inbox.take()
        errors.append(caught.value)
    assert errors[0] is not errors[1]


def test_a_normal_end_is_no_error_of_the_connection() -> None:
    inbox: Inbox[int] = Inbox(5, "fail")
    inbox.end()
    with pytest.raises(EOFError):
        inbox.take()


def test_whoever_waits_is_woken_by_an_item_and_by_the_end() -> None:
    inbox: Inbox[int] = Inbox(1, "drop_oldest")
    woken: list[str] = []
    inbox.wake = lambda: woken.append("now")
    inbox.put(1)
    inbox.put(2)
    inbox.end()
    assert len(woken) == 3
