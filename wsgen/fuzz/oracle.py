"""Judges a run: follows what is sent and what comes, knows what is owed, and keeps the first thing that is wrong."""

import json
from collections.abc import Mapping

from ..instances.frames import Frames
from ..instances.reading import read_text as verdict_on
from ..instances.same import identity
from ..plan.protocol import Direction, Message, Role, Route
from ..spec.node import Value
from .endings import Before, Known, codes_in_words, fault_of
from .failure import Failure
from .meaning import Meaning, error_of, meaning, request_id_in
from .pending import Pending, Reply, answered_by
from .run import Answered, Died, Ended, Event, Got, Opened, Run, Sent, Silence
from .steps import Step, Trace
from .subscribed import Subscribed


class Oracle:
    """Follows one connection after another; `failure` is the first fault that was seen.

    A server may answer any request with the protocol's error message: whether an application wants a request that the
    document allows is its own word. It may close with the codes that the document declares, and where it declares none
    with those that RFC 6455 §7.4.2 leaves to applications (4000–4999). Both aren't faults, and are counted.
    """

    def __init__(self, frames: Frames) -> None:
        protocol, connection = frames.protocol, frames.connection
        self.failure: Failure | None = None
        self.latencies: list[tuple[str, float]] = []
        self.pings: list[Value] = []
        """Pings of the protocol that the client has to answer."""
        self.errors = 0
        self.progress = 0
        """Grows with each message that is no ping: a stream that goes on is no silence."""
        self._frames = frames
        self._wire: Mapping[str, str] = {id_: each.wire for id_, each in protocol.messages.items()}
        self._routes: Mapping[str, Route] = {each.message: each for each in connection.client_to_server}
        replies = (each.reply for each in connection.client_to_server if each.reply is not None)
        self._replies = frozenset(message for each in replies for message in each.messages)
        error = error_of(frames)
        documented = frozenset(each.code for each in connection.close_codes)
        self._known = Known(documented, error.wire if error else None)
        self._subscribed = Subscribed(protocol, connection)
        self._begin()

    @property
    def is_waiting(self) -> bool:
        """Whether the server owes something: an answer, or a refusal."""
        return not self.is_over and (bool(self._pending) or self._refusal is not None)

    @property
    def is_over(self) -> bool:
        """Whether the connection has ended, or something was wrong."""
        return self._is_over or self.failure is not None

    @property
    def pending(self) -> int:
        """How many requests wait for the end of their answers."""
        return len(self._pending)

    @property
    def is_in_doubt(self) -> bool:
        """Whether an error that came may have been the answer to all that is owed."""
        return self._refusal is None and self._loose >= len(self._pending)

    @property
    def unanswered(self) -> int:
        """How many requests wait for the beginning of their answers."""
        return sum(not each.has_begun for each in self._pending)

    def take(self, event: Event, steps: tuple[Step, ...] = ()) -> None:
        """Takes what happened; `steps` are those of the trace."""
        if self.failure is not None and not isinstance(event, Died):
            return
        match event:
            case Opened():
                self._begin()
            case Sent(step=number, at=at):
                self._sent(number, steps[number], at)
            case Got():
                self._got(event)
            case Silence(seconds=seconds):
                self._silent(seconds)
            case Ended(by_client=False):
                self._is_over = True
                self._ended(event)
            case Died():
                self._is_over = True
                expected = "the server stays up whatever a client sends"
                what = f"the application's process ended with {event.exit_code}"
                self.failure = Failure("WSG801", "exit", what, expected, self._last, event.lines)
            case Ended() | Answered():
                self._is_over = self._is_over or isinstance(event, Ended)

    def _begin(self) -> None:
        self._is_over = False
        self._pending: list[Pending] = []
        self._answered: set[str] = set()
        self._refusal: tuple[int, Meaning] | None = None
        self._is_told = False
        self._either: frozenset[int] = frozenset()
        self._last: int | None = None
        self._latest: dict[str, str] = {}
        # What needs no answer may be answered with an error nevertheless: it can't be told from others' then.
        self._has_sent_others = False
        self._loose = 0
        # Answers to what a server may take or refuse: they may come, and none is owed.
        self._perhaps: set[str] = set()
        # Answers with an id that nobody here gave: of others on the same topic, or else to a request of this client.
        self._foreign: dict[str, Value] = {}
        self._subscribed.forget()

    def _sent(self, number: int, step: Step, at: float) -> None:
        self._last = number
        meant = meaning(self._frames, step)
        if meant.kind == "refuse":
            self._refusal, self._is_told = (number, meant), False
        if meant.kind == "either":
            self._either |= meant.codes
        if meant.message is None or meant.kind not in {"accept", "either"}:
            return
        message, frame = self._frames.protocol.messages[meant.message], meant.frame
        self._subscribed.sent(message, frame)
        route = self._routes.get(meant.message)
        if meant.kind == "either" and route is not None and route.reply is not None:
            self._perhaps.update(route.reply.messages)
        if route is None or route.reply is None or meant.kind == "either":
            self._has_sent_others = True
            return
        asked = Reply(message, request_id_in(message, frame), self._subscribed.parameters(message, frame))
        waiting = Pending(number, message, route.reply, asked, at)
        waiting.is_alone = not self._pending
        for each in self._pending:
            each.is_alone = False
        self._pending.append(waiting)

    def _got(self, event: Got) -> None:
        if not isinstance(event.content, str):
            what = "the server sent text that isn't UTF-8" if event.is_text else "the server sent a binary frame"
            self._fail("WSG806", "no text", what, "every frame is a message of the document, as text")
            return
        verdict = verdict_on(self._frames, Direction.SERVER_TO_CLIENT, event.content)
        if not verdict.is_valid or verdict.message is None:
            name = self._wire.get(verdict.message or "", "")
            what = f"the server sent a frame that the document doesn't allow: {verdict.reason}"
            self._fail("WSG806", name or verdict.kind, what, "every frame is valid for its direction")
            return
        frame: Value = json.loads(event.content)
        message = self._frames.protocol.messages[verdict.message]
        self.progress += message.role not in {Role.PING, Role.PONG}
        match message.role:
            case Role.PING:
                self.pings.append(frame)
            case Role.PONG:
                pass
            case Role.ERROR:
                self._told(message, frame)
            case _:
                self._message(message, frame, event)

    def _told(self, message: Message, frame: Value) -> None:
        """An error message: it refuses what is wrong, or else ends the request whose id it has, or the oldest one."""
        self.errors += 1
        named = request_id_in(message, frame)
        asked = [each for each in self._pending if named is not None and _same(each.request_id, named)]
        # A frame that is refused may carry the id of a request that is under way.
        self._is_told = self._is_told or self._refusal is not None
        if asked:
            self._done(asked[0])
        elif self._refusal is not None:
            return
        elif named is None and self._has_sent_others:
            self._loose += 1
        elif named is None:
            self._done_unnamed()

    def _done_unnamed(self) -> None:
        """Ends the oldest request that an error without an id can answer."""
        for each in ([each for each in self._pending if each.request_id is None] or self._pending)[:1]:
            self._done(each)

    def _message(self, message: Message, frame: Value, event: Got) -> None:
        reply = Reply(message, request_id_in(message, frame), self._subscribed.parameters(message, frame))
        waiting = answered_by(self._pending, reply)
        if waiting is None:
            self._unasked(message, frame, reply)
            return
        if not waiting.has_begun and waiting.is_alone:
            self.latencies.append((waiting.message.id, event.at - waiting.at))
        step, wire = waiting.step, message.wire
        if not waiting.is_of(reply.parameters):
            what = f"{wire} answers {waiting.message.wire} with another topic's values"
            self._fail("WSG808", f"{wire} topic", what, "an answer belongs to its request", step)
            return
        expected = waiting.next_words(self._wire)
        match waiting.take(message.id):
            case "wrong":
                what = f"{wire} came in the answer to {waiting.message.wire}, where {expected} comes next"
                self._fail("WSG808", f"{wire} order", what, f"{expected} comes next", step)
            case "complete":
                self._done(waiting)
                self._latest[message.id] = identity(frame)
            case _:
                pass

    def _unasked(self, message: Message, frame: Value, reply: Reply) -> None:
        if self._either:
            # It may answer what another server would have refused.
            return
        if message.id in self._perhaps:
            return
        wire = message.wire
        is_of_topic = self._subscribed.is_of_topic(message, frame)
        is_answer = message.id in self._replies and not is_of_topic
        if self._refusal is not None and is_answer and identity(reply.request_id) not in self._answered:
            self._answered_wrongly(message, *self._refusal)
            return
        if is_answer:
            if reply.request_id is not None:
                was = identity(reply.request_id) in self._answered
                what = (
                    f"{wire} answers a request that was answered before"
                    if was
                    else f"{wire} has a request id that no request had"
                )
                self._fail("WSG808", f"{wire} {'again' if was else 'id'}", what, "each request is answered once")
                return
            if any(message.id in each.reply.messages for each in self._pending):
                what = f"{wire} lacks the id of the request that it answers"
                self._fail("WSG808", f"{wire} id", what, "an answer carries its request's id")
                return
            if self._latest.get(message.id) == identity(frame):
                what = f"{wire} came once more after the answer was complete"
                self._fail("WSG808", f"{wire} again", what, "each request is answered once")
                return
        elif message.id in self._replies and reply.request_id is not None:
            self._foreign[message.id] = reply.request_id
            if identity(reply.request_id) in self._answered:
                what = f"{wire} answers a request that was answered before"
                self._fail("WSG808", f"{wire} again", what, "each request is answered once")
                return
        stray = self._subscribed.stray(message, frame)
        if stray is not None:
            what = f"{wire} of {stray} came to a client that never asked for that topic"
            self._fail("WSG809", wire, what, "a topic's frames reach its subscribers alone")

    def _answered_wrongly(self, message: Message, number: int, meant: Meaning) -> None:
        what = f"the frame isn't allowed ({meant.fault}), and the server answered it with {message.wire}"
        self._fail("WSG804", meant.fault, what, f"it closes with {codes_in_words(meant.codes)}", number)

    def _silent(self, seconds: float) -> None:
        while self._pending and self._loose and self._refusal is None:
            self._loose -= 1
            self._done_unnamed()
        if self._refusal is not None:
            number, meant = self._refusal
            told = "answered it with an error and left the connection open" if self._is_told else "accepted it"
            what = f"the frame isn't allowed ({meant.fault}), and the server {told}"
            self._fail("WSG804", meant.fault, what, f"it closes with {codes_in_words(meant.codes)}", number)
        elif self._pending:
            oldest = self._pending[0]
            for message in filter(self._foreign.get, oldest.reply.messages):
                what = f"{self._wire[message]} answers with another id than {oldest.message.wire} had"
                expected = "an answer carries its request's id"
                self._fail("WSG808", f"{self._wire[message]} id", what, expected, oldest.step)
                return
            expected = oldest.next_words(self._wire)
            begun = "stopped before its end" if oldest.has_begun else "never came"
            what = f"the answer to {oldest.message.wire} {begun}: nothing for {seconds:.1f} s"
            self._fail("WSG807", oldest.message.wire, what, f"{expected} comes next", oldest.step)

    def _ended(self, event: Ended) -> None:
        before = Before(self._last, self._refusal, self._is_told, bool(self._pending), self._either)
        self.failure = fault_of(event, before, self._known)

    def _done(self, waiting: Pending) -> None:
        self._pending.remove(waiting)
        if waiting.request_id is not None:
            self._answered.add(identity(waiting.request_id))

    def _fail(self, code: str, place: str, what: str, expected: str, step: int | None = None) -> None:
        if self.failure is None:
            self.failure = Failure(code, place, what, expected, self._last if step is None else step)


def judge(frames: Frames, trace: Trace, events: tuple[Event, ...]) -> Run:
    """The run of a trace in which these things happened, with the first thing that is wrong in it."""
    oracle = Oracle(frames)
    for each in events:
        oracle.take(each, trace.steps)
    return Run(trace, events, oracle.failure, tuple(oracle.latencies))


def _same(one: Value, other: Value) -> bool:
    return one is not None and identity(one) == identity(other)
