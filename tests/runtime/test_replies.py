"""Which request a frame answers, with ids, with channel parameters, and with nothing but the order."""

import pytest
from chat_protocol import (
    CLIENT_TO_SERVER,
    ERROR,
    STREAM_CHUNK,
    STREAM_END,
    STREAM_START,
    THREAD_HISTORY,
)

from wsgen.runtime.core.inbox import Inbox
from wsgen.runtime.core.replies import ABANDONED_FOR, REMEMBERED, Answer, OutOfOrder, Pending, Place, Replies
from wsgen.runtime.protocol import AnyMessage, Route, Stream

ONE = CLIENT_TO_SERVER["subscribe_thread"]
STREAM = CLIENT_TO_SERVER["send_message"]


def replies(*, with_ids: bool) -> Replies:
    return Replies(lambda message: with_ids)


def begin(
    store: Replies, route: Route = ONE, thread: int = 42, request_id: str | None = None, now: float = 0
) -> Pending:
    pending = Pending(route, request_id, {"thread": f"thread:{thread}"}, Inbox(9, "fail"))
    store.add(pending, now)
    return pending


def at(thread: int, *, subscribed: bool = False) -> Place:
    return Place({"thread": f"thread:{thread}"}, subscribed)


NOWHERE = Place({}, subscribed=False)


def test_an_id_decides_whatever_the_order() -> None:
    store = replies(with_ids=True)
    first, second = begin(store, request_id="r1"), begin(store, request_id="r2")
    assert store.by_id(THREAD_HISTORY, "r2") == Answer(second, last=True)
    assert store.by_id(THREAD_HISTORY, "r1") == Answer(first, last=True)
    assert len(store) == 0


def test_an_id_that_nobody_waits_for_is_nobodys_answer() -> None:
    store = replies(with_ids=True)
    begin(store, request_id="r1")
    assert store.by_id(THREAD_HISTORY, "r9") is None
    # The right id under a message that doesn't answer this request.
    assert store.by_id(STREAM_CHUNK, "r1") is None


def test_a_frame_without_an_id_answers_no_request_that_has_one() -> None:
    store = replies(with_ids=True)
    begin(store, request_id="r1")
    assert store.by_place(THREAD_HISTORY, at(42), 0) is None


def test_a_message_that_cannot_carry_an_id_may_answer_a_request_that_has_one() -> None:
    store = replies(with_ids=False)
    pending = begin(store, request_id="r1")
    assert store.by_place(THREAD_HISTORY, at(42), 0) == Answer(pending, last=True)
    assert len(store) == 0


def test_two_requests_may_not_have_the_same_id() -> None:
    store = replies(with_ids=True)
    begin(store, request_id="r1")
    with pytest.raises(ValueError, match="already under way"):
        begin(store, request_id="r1")


def test_without_ids_equal_channel_parameters_decide() -> None:
    store = replies(with_ids=False)
    first, second = begin(store, thread=42), begin(store, thread=43)
    assert store.by_place(THREAD_HISTORY, at(43), 0) == Answer(second, last=True)
    assert store.by_place(THREAD_HISTORY, at(44), 0) is None
    assert store.by_place(THREAD_HISTORY, at(42), 0) == Answer(first, last=True)


def test_without_ids_and_parameters_the_first_in_is_the_first_out() -> None:
    store = replies(with_ids=False)
    first, second = begin(store), begin(store)
    assert store.by_place(THREAD_HISTORY, NOWHERE, 0) == Answer(first, last=True)
    assert store.by_place(THREAD_HISTORY, at(42), 0) == Answer(second, last=True)
    assert store.by_place(THREAD_HISTORY, at(42), 0) is None


def test_a_stream_goes_from_start_to_end_and_is_over() -> None:
    store = replies(with_ids=True)
    pending = begin(store, STREAM, request_id="r1")
    came = [store.by_id(m, "r1") for m in (STREAM_START, STREAM_CHUNK, STREAM_CHUNK, STREAM_END)]
    assert came == [Answer(pending, last=False)] * 3 + [Answer(pending, last=True)]
    assert len(store) == 0


@pytest.mark.parametrize(
    ("before", "broken", "says"),
    [
        ((), STREAM_CHUNK, "stream_chunk before stream_start"),
        ((), STREAM_END, "stream_end before stream_start"),
        ((STREAM_START,), STREAM_START, "a second stream_start in one stream"),
        ((STREAM_START, STREAM_CHUNK), STREAM_START, "a second stream_start in one stream"),
        ((STREAM_START, STREAM_END), STREAM_CHUNK, "stream_chunk after the end of its stream"),
        ((STREAM_START, STREAM_END), STREAM_START, "stream_start after the end of its stream"),
    ],
)
def test_a_stream_out_of_order_is_a_fault(before: tuple[AnyMessage, ...], broken: AnyMessage, says: str) -> None:
    store = replies(with_ids=True)
    begin(store, STREAM, request_id="r1")
    for message in before:
        store.by_id(message, "r1")
    with pytest.raises(OutOfOrder, match=says):
        store.by_id(broken, "r1")


def test_a_stream_without_a_start_message_begins_with_its_first_item() -> None:
    store = replies(with_ids=True)
    reply = Stream(None, (STREAM_CHUNK,), (STREAM_END,))
    route = Route(STREAM.message, handler=None, reply=reply)
    store.add(Pending(route, "r1", {}, Inbox(9, "fail")), 0)
    assert store.by_id(STREAM_CHUNK, "r1") is not None
    last = store.by_id(STREAM_END, "r1")
    assert last is not None
    assert last.last


def test_a_message_that_begins_a_stream_may_come_again_where_it_is_an_item_too() -> None:
    store = replies(with_ids=True)
    route = Route(STREAM.message, handler=None, reply=Stream(STREAM_CHUNK, (STREAM_CHUNK,), (STREAM_END,)))
    pending = Pending(route, "r1", {}, Inbox(9, "fail"))
    store.add(pending, 0)
    came = [store.by_id(message, "r1") for message in (STREAM_CHUNK, STREAM_CHUNK, STREAM_END)]
    assert came == [Answer(pending, last=False)] * 2 + [Answer(pending, last=True)]


def test_without_ids_a_frame_out_of_order_is_somebody_elses() -> None:
    store = replies(with_ids=False)
    pending = begin(store, STREAM)
    assert store.by_place(STREAM_CHUNK, at(42), 0) is None
    assert store.by_place(STREAM_START, at(42), 0) == Answer(pending, last=False)
    # The topic is subscribed: the second start may well be another user's stream.
    assert store.by_place(STREAM_START, at(42, subscribed=True), 0) is None
    assert store.by_place(STREAM_CHUNK, at(42), 0) == Answer(pending, last=False)


def test_without_ids_a_second_start_is_a_fault_where_only_one_request_can_be_meant() -> None:
    store = replies(with_ids=False)
    begin(store, STREAM)
    store.by_place(STREAM_START, at(42), 0)
    with pytest.raises(OutOfOrder, match="a second stream_start"):
        store.by_place(STREAM_START, at(42), 0)


def test_two_streams_of_one_topic_follow_each_other_without_ids() -> None:
    store = replies(with_ids=False)
    first, second = begin(store, STREAM), begin(store, STREAM)
    came = [store.by_place(m, at(42), 0) for m in (STREAM_START, STREAM_CHUNK, STREAM_END) * 2]
    assert [answer.pending if answer else None for answer in came] == [first] * 3 + [second] * 3


def test_a_late_reply_is_not_taken_for_the_next_requests() -> None:
    store = replies(with_ids=False)
    late, next_one = begin(store), begin(store)
    store.abandon(late, 1)
    answer = store.by_place(THREAD_HISTORY, at(42), 2)
    assert answer == Answer(late, last=True)
    assert not late.wanted
    assert store.by_place(THREAD_HISTORY, at(42), 3) == Answer(next_one, last=True)


def test_a_reply_that_never_comes_does_not_hold_up_the_next_ones_for_ever() -> None:
    store = replies(with_ids=False)
    never = begin(store)
    store.abandon(never, 10)
    next_one = begin(store, now=11)
    assert store.by_place(THREAD_HISTORY, at(42), 10 + ABANDONED_FOR + 1) == Answer(next_one, last=True)


def test_given_up_requests_do_not_pile_up() -> None:
    store = replies(with_ids=True)
    for number in range(50):
        store.abandon(begin(store, request_id=f"r{number}", now=number * 10), number * 10)
    assert len(store) <= ABANDONED_FOR / 10 + 1


def test_a_connection_remembers_only_so_many_ended_streams() -> None:
    store = replies(with_ids=True)
    for number in range(REMEMBERED + 1):
        begin(store, STREAM, request_id=f"r{number}")
        store.by_id(STREAM_START, f"r{number}")
        store.by_id(STREAM_END, f"r{number}")
    assert store.by_id(STREAM_CHUNK, "r0") is None
    with pytest.raises(OutOfOrder):
        store.by_id(STREAM_CHUNK, "r1")


def test_an_error_fails_the_request_with_its_id() -> None:
    store = replies(with_ids=True)
    first, second = begin(store, request_id="r1"), begin(store, request_id="r2")
    assert store.by_error(ERROR, "r2", {}, 0) == Answer(second, last=True)
    assert store.by_error(ERROR, "r2", {}, 0) is None
    assert store.by_error(ERROR, None, {}, 0) is None
    assert store.by_id(THREAD_HISTORY, "r1") == Answer(first, last=True)


def test_errors_without_ids_fail_requests_in_their_order() -> None:
    store = replies(with_ids=False)
    first, second, third = begin(store), begin(store), begin(store)
    assert store.by_error(ERROR, None, {}, 0) == Answer(first, last=True)
    assert store.by_place(THREAD_HISTORY, NOWHERE, 0) == Answer(second, last=True)
    assert store.by_error(ERROR, None, {}, 0) == Answer(third, last=True)
    assert store.by_error(ERROR, None, {}, 0) is None


def test_an_error_that_names_an_address_fails_no_request_to_another() -> None:
    store = replies(with_ids=False)
    begin(store, thread=42)
    meant = begin(store, thread=43)
    assert store.by_error(ERROR, None, {"thread": "thread:44"}, 0) is None
    assert store.by_error(ERROR, None, {"thread": "thread:43"}, 0) == Answer(meant, last=True)


def test_an_error_for_a_request_that_was_given_up_fails_nobody_elses() -> None:
    store = replies(with_ids=False)
    late, next_one = begin(store), begin(store)
    store.abandon(late, 0)
    answer = store.by_error(ERROR, None, {}, 1)
    assert answer == Answer(late, last=True)
    assert not late.wanted
    assert store.by_error(ERROR, None, {}, 1) == Answer(next_one, last=True)
    forgotten, waiting = begin(store), begin(store)
    store.abandon(forgotten, 2)
    assert store.by_error(ERROR, None, {}, 3 + ABANDONED_FOR) == Answer(waiting, last=True)


def ask(store: Replies, **payload: object) -> Pending:
    """A request without an id or an address."""
    pending = Pending(ONE, None, {}, Inbox(9, "fail"), payload)
    store.add(pending, 0)
    return pending


def says(**payload: object) -> Place:
    return Place({}, subscribed=False, payload=lambda: payload)


def test_a_reply_that_repeats_what_was_asked_is_not_swallowed_for_a_request_that_was_given_up() -> None:
    store = replies(with_ids=False)
    lost, wanted = ask(store, symbol="BTC", limit=5), ask(store, symbol="ETH", limit=5)
    store.abandon(lost, 0)
    assert store.by_place(THREAD_HISTORY, says(symbol="ETH", price=1), 0) == Answer(wanted, last=True)
    assert store.by_place(THREAD_HISTORY, says(symbol="BTC", price=1), 0) == Answer(lost, last=True)


@pytest.mark.parametrize(
    "reply",
    [{"symbol": "BTC"}, {"price": 1}, {"symbol": "ETH", "limit": 5}, {"symbol": "XRP"}, {}],
)
def test_a_reply_that_could_be_the_late_one_is_swallowed(reply: dict[str, object]) -> None:
    store = replies(with_ids=False)
    lost, wanted = ask(store, symbol="BTC", limit=5), ask(store, symbol="ETH", limit=6)
    store.abandon(lost, 0)
    assert store.by_place(THREAD_HISTORY, says(**reply), 0) == Answer(lost, last=True)
    assert store.by_place(THREAD_HISTORY, says(**reply), 0) == Answer(wanted, last=True)


def test_of_two_requests_that_both_wait_the_first_in_stays_the_first_out() -> None:
    store = replies(with_ids=False)
    first = ask(store, symbol="BTC")
    ask(store, symbol="ETH")
    assert store.by_place(THREAD_HISTORY, says(symbol="ETH"), 0) == Answer(first, last=True)


def test_the_end_gives_those_that_still_wait() -> None:
    store = replies(with_ids=True)
    waiting, given_up = begin(store, request_id="r1"), begin(store, request_id="r2")
    store.abandon(given_up, 0)
    assert store.end() == (waiting,)
    assert len(store) == 0


def test_a_message_without_a_reply_cannot_be_waited_for() -> None:
    with pytest.raises(ValueError, match="pong has no reply"):
        Pending(CLIENT_TO_SERVER["pong"], None, {}, Inbox(1, "fail"))
