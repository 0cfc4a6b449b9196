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


@pytest.mark.parametrize(("policy", "kept", "dropped"), [("drop_oldest", [3, 4], 2), ("drop_newest", [1, 2], 2)])
def test_bytes_fill_an_inbox_as_items_do(policy: OverflowPolicy, kept: list[int], dropped: int) -> None:
    inbox: Inbox[int] = Inbox(99, policy, max_bytes=20)
    assert [inbox.put(item, 10) for item in (1, 2, 3, 4)] == [True] * 4
    assert taken(inbox) == kept
    assert inbox.dropped == dropped
    # What was taken has left its room.
    assert inbox.put(5, 20)
    assert taken(inbox) == [5]


def test_one_large_item_takes_the_place_of_all_that_it_needs_and_always_finds_room() -> None:
    inbox: Inbox[int] = Inbox(99, "drop_oldest", max_bytes=20)
    for item in (1, 2, 3):
        inbox.put(item, 5)
    inbox.put(4, 12)
    assert inbox.dropped == 2
    inbox.put(5, 1000)
    assert inbox.dropped == 4
    assert taken(inbox) == [5]


def test_bytes_that_may_not_be_dropped_end_the_inbox_and_the_error_says_which_limit_it_was() -> None:
    inbox: Inbox[int] = Inbox(99, "fail", max_bytes=20)
    assert [inbox.put(1, 15), inbox.put(2, 6), inbox.put(3, 1)] == [True, False, False]
    assert inbox.take() == 1
    with pytest.raises(QueueOverflow, match="more than 20 bytes were waiting to be read"):
        inbox.take()


def test_a_gap_stands_where_it_was_and_is_counted_when_it_is_passed() -> None:
    inbox: Inbox[int] = Inbox(9, "drop_oldest")
    inbox.put(1)
    inbox.put(2)
    inbox.mark_gap()
    inbox.put(3)
    inbox.mark_gap()
    inbox.mark_gap()
    inbox.put(4)
    assert [(inbox.take(), inbox.gaps) for _ in range(4)] == [(1, 0), (2, 0), (3, 1), (4, 3)]
    inbox.mark_gap()
    assert (inbox.take(), inbox.gaps) == (EMPTY, 4)


def test_a_gap_outlives_the_items_around_it_that_are_dropped() -> None:
    inbox: Inbox[int] = Inbox(2, "drop_oldest")
    inbox.put(1)
    inbox.mark_gap()
    for item in (2, 3, 4):
        inbox.put(item)
    assert (taken(inbox), inbox.gaps) == ([3, 4], 1)
