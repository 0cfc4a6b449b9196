"""Tries one interaction on a connection that is open, and says what is wrong with it; nothing where all is well."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from ..plan.protocol import Stream
from ..provider.arrived import SocketClosedError
from . import problems
from .course import Compare, Course, Expected, nearest
from .mismatch import Mismatch
from .pact_file import Earlier, Request
from .talking import Talk
from .verdict import Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a response may take, and for how long nothing more may come behind the last one."""

    response: float = 2.0
    quiet: float = 0.2


async def catch_up(talk: Talk, earlier: Sequence[Earlier], limits: Limits) -> Problem | None:
    """Says what a client has said before the interaction, and hears what answers it. Raises SocketClosedError."""
    meaning = talk.meaning
    for each in earlier:
        sent = await talk.say(each.frame)
        wanted = meaning.answers_of(sent.message)
        called = meaning.protocol.messages[sent.message].wire if sent.message else "an earlier frame"
        reply = next(
            (route.reply for route in meaning.connection.client_to_server if route.message == sent.message), None
        )
        # How many frames a stream has is the provider's affair; where nothing answers, there is time for an error.
        ends = reply.end if isinstance(reply, Stream) else ()
        seconds = limits.response if each.responses else limits.quiet
        left = each.responses
        while left or not each.responses:
            text = await talk.hear(wanted, seconds)
            if text is None and not each.responses:
                break
            message = None if text is None else meaning.of_server(text)
            if text is None or message is None or message in meaning.errors():
                why = "wasn't answered" if text is None else "was answered by another frame than the document says"
                return problems.earlier_failed(called, why)
            left = 0 if message in ends else left if ends else left - 1
            if not each.responses:
                break
    return None


async def ask(talk: Talk, request: Request, course: Course, limits: Limits) -> Problem | None:
    """Sends a request and compares all that answers it. Raises SocketClosedError where it can't be sent."""
    total = len(request.responses)
    sent = await talk.say(request.contents.value)
    expected = {each.message for part in course.parts for each in part.responses}
    wanted = expected | talk.meaning.answers_of(sent.message)
    try:
        while (text := await talk.hear(wanted, limits.quiet if course.is_complete else limits.response)) is not None:
            came = talk.meaning.request_id(text)
            number = course.missing if not course.is_complete else total - 1
            if sent.request_id is not None and came is not None and came[1] != sent.request_id:
                talk.blame("another request's")
                return problems.has_another_id(number, total, came[1], sent.request_id)
            following = course.after(_compare(talk, text))
            if following is None:
                talk.blame("not as the contract says")
                return _wrong(talk, text, course, total)
            course = following
        if course.is_complete:
            return None
        late = await talk.hear(wanted, limits.response)
    except SocketClosedError as closed:
        when = "after its last response" if course.is_complete else f"before {problems.numbered(course.missing, total)}"
        return problems.has_closed(closed, when)
    if late is not None and course.after(_compare(talk, late)) is not None:
        talk.blame("too late")
        return problems.is_late(course.missing, total, limits.response)
    return problems.is_missing(course.missing, total, limits.response)


async def wait_for(
    talk: Talk, expected: Expected, limits: Limits, trigger: Callable[[], Awaitable[None]]
) -> Problem | None:
    """Waits for an event; others of its kind may come before, as they do on a topic. Raises what `trigger` does."""
    meaning = talk.meaning
    came = [each for each in talk.aside() if meaning.of_server(each) == expected.message]
    if any(not _compare(talk, each)(expected) for each in came):
        return None
    await trigger()
    try:
        while (text := await talk.hear({expected.message}, limits.response)) is not None:
            if not _compare(talk, text)(expected):
                return None
            talk.blame("not as the contract says")
            came.append(text)
        late = await talk.hear({expected.message}, limits.response)
    except SocketClosedError as closed:
        return problems.has_closed(closed, "before the message came")
    if late is not None and not _compare(talk, late)(expected):
        talk.blame("too late")
        return problems.is_late(0, 1, limits.response)
    if not came:
        return problems.is_missing(0, 1, limits.response)
    told: list[tuple[Mismatch, ...]] = [_compare(talk, each)(expected) for each in came]
    return problems.differs(expected, 1, min(told, key=len))


def _compare(talk: Talk, text: str) -> Compare:
    def compare(expected: Expected) -> tuple[Mismatch, ...]:
        wanted = expected.expectation.wanted.contents
        return expected.expectation.mismatches(talk.meaning.with_request_id(text, wanted))

    return compare


def _wrong(talk: Talk, text: str, course: Course, total: int) -> Problem:
    """Why a frame is none that was due."""
    if not course.due or (course.is_complete and not _is_meant(talk, text, course)):
        return problems.is_too_many(total)
    message = talk.meaning.of_server(text)
    expected, mismatches = nearest(course.due, _compare(talk, text), message)
    if message is not None and expected.message not in (message, None):
        return problems.is_another(expected, total, talk.meaning.protocol.messages[message].wire, talk.meaning.protocol)
    return problems.differs(expected, total, mismatches)


def _is_meant(talk: Talk, text: str, course: Course) -> bool:
    """Whether a frame is one of those that may come once more, with other values."""
    return talk.meaning.of_server(text) in {each.message for each in course.due}
