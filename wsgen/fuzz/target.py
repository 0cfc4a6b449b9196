"""The server that traces are run on: keeps it up, opens connections, and lets a bystander listen."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Final, Self

from ..instances.frames import Frames
from ..plan.protocol import Connection, Direction, Protocol, Role
from ..provider.arrived import SocketClosedError, SocketRefusedError
from ..provider.baseline import Baseline
from ..provider.handshake import Arguments, Opening, opening
from ..provider.process import AppProcess
from ..provider.socket import Socket, connect
from .failure import Failure
from .meaning import meaning
from .memory import Sample
from .oracle import Oracle, judge
from .pong import pong_for
from .run import Died, Event, Got, Opened, Run
from .running import Patience, refused, run
from .steps import Trace, size_of

_KEPT: Final = 400
_LOOK: Final = 0.5
_AT_ONCE: Final = 0.15
_ABRUPT: Final = frozenset({("WSG801", "refused"), ("WSG802", "no close frame")})


class TargetError(Exception):
    """There is no server to speak of; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was done until now; `bytes_accepted` are those of valid frames."""

    sequences: int = 0
    connections: int = 0
    frames: int = 0
    bytes_accepted: int = 0


class Target:
    """A server under test, `app` or the one at `url`; use it as a context manager.

    All methods wait: this is for code that runs traces one after the other.
    """

    def __init__(
        self, protocol: Protocol, *, app: AppProcess | None, url: str, arguments: Arguments, patience: Patience
    ) -> None:
        self.counts = Counts()
        self.patience = patience
        self.given = {name: values[0] for name, values in arguments.items() if values}
        """What the handshake gives, for messages that say who a client is."""
        self.latencies: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=_KEPT))
        self.samples: list[Sample] = []
        self._protocol = protocol
        self._frames = {each.key: Frames.of(protocol, each) for each in protocol.connections}
        self._app = app
        self._url = url
        self._arguments = arguments
        self._runner = asyncio.Runner()
        self._bystanders: dict[str, _Bystander] = {}
        self._baseline = Baseline()

    def __enter__(self) -> Self:
        if self._app is not None:
            self._app.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._runner.run(self._hang_up())
            self._runner.close()
        finally:
            self._baseline.stop()
            if self._app is not None:
                self._app.stop()

    @property
    def is_seen(self) -> bool:
        """Whether the server's process is one of ours, so that its memory and its end are seen."""
        return self._app is not None

    def wire(self, message: str) -> str:
        """The name of a message on the wire, by its id."""
        return self._protocol.messages[message].wire

    def now(self) -> float:
        """A clock, in seconds."""
        return self._runner.get_loop().time()

    def frames(self, connection: str) -> Frames:
        """The frames of a connection, by its key."""
        return self._frames[connection]

    def probe(self, connection: Connection) -> None:
        """Makes sure that the server takes a connection of this kind. Raises TargetError, and ArgumentError."""
        request = self._opening(connection.key, {})
        self._runner.run(_probe(request))

    def baseline(self) -> float:
        """Seconds of a round trip on this machine now, where a server does nothing."""
        return self._runner.run(self._baseline.seconds())

    def run(self, trace: Trace) -> Run:
        """What happens when a trace is run; the server is started again where it had died."""
        if self._app is not None and not self._app.is_running:
            self._start_again()
        return self._runner.run(self._run(trace))

    def run_anew(self, trace: Trace) -> Run:
        """The same on a server that was started for it, where it is ours to start."""
        if self._app is not None:
            self._start_again()
        return self._runner.run(self._run(trace))

    def sample(self) -> None:
        """Looks how much memory the server has; nothing where it isn't ours."""
        memory = None if self._app is None else self._app.memory()
        if memory is not None:
            counts = self.counts
            self.samples.append(Sample(memory, counts.connections, counts.frames, counts.bytes_accepted))

    def _start_again(self) -> None:
        self._runner.run(self._hang_up())
        self.samples.clear()
        if self._app is not None:
            self._app.restart()

    async def _hang_up(self) -> None:
        for each in self._bystanders.values():
            each.leave()
        self._bystanders.clear()
        # What is dropped is closed in the loop's next round.
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    def _opening(self, connection: str, given: Mapping[str, object]) -> Opening:
        texts = {name: (str(value),) for name, value in given.items()}
        url = self._url if self._app is None else self._app.url
        return opening(self._frames[connection].connection, url, {**self._arguments, **texts})

    async def _run(self, trace: Trace) -> Run:
        request = self._opening(trace.connection, trace.arguments)
        frames = self._frames[trace.connection]
        bystander = await self._bystander(trace.connection, request)

        if bystander is not None:
            # What came late belongs to the run before.
            await bystander.heard()

        async def open_socket() -> Socket:
            return await connect(request.url, headers=request.headers, subprotocols=request.subprotocols)

        try:
            done = await run(frames, trace, open_socket, self.patience)
        except SocketRefusedError as error:
            done = Run(trace, (), refused(error))
        done = await self._with_death(frames, done)
        if done.failure is None and bystander is not None and (failure := await bystander.heard()) is not None:
            done = replace(done, failure=replace(failure, step=_last(done)))
        self._count(frames, done)
        return done

    async def _with_death(self, frames: Frames, done: Run) -> Run:
        """The run with the end of the process, where it ended."""
        app = self._app
        if app is None:
            return done
        if done.failure is not None and done.failure.key in _ABRUPT and not await self._is_reachable(app):
            # A process that dies closes its sockets a little before it is gone.
            for _ in range(int(_LOOK / 0.02)):
                if not app.is_running:
                    break
                await asyncio.sleep(0.02)
        code = app.exit_code
        if code is None:
            return done
        died = Died(code, app.last_lines(), asyncio.get_running_loop().time())
        events: tuple[Event, ...] = (*done.events, died)
        return judge(frames, done.trace, events)

    async def _is_reachable(self, app: AppProcess) -> bool:
        """Whether somebody takes connections: a process that is about to be gone has closed all its sockets."""
        try:
            (await connect(app.url)).abort()
        except SocketRefusedError as error:
            return error.status is not None
        return True

    async def _bystander(self, connection: str, request: Opening) -> "_Bystander | None":
        """A client that asks for nothing, and so must hear of nobody's topics."""
        frames = self._frames[connection]
        roles = {each.role for each in frames.messages(Direction.CLIENT_TO_SERVER)}
        if Role.SUBSCRIBE not in roles or Role.AUTHENTICATE in roles:
            return None
        known = self._bystanders.get(connection)
        if known is None or known.is_gone:
            try:
                socket = await connect(request.url, headers=request.headers, subprotocols=request.subprotocols)
            except SocketRefusedError:
                return None
            known = self._bystanders[connection] = _Bystander(frames, socket)
        return known

    def _count(self, frames: Frames, done: Run) -> None:
        sent = done.sent
        accepted = sum(
            size_of(step) for step in map(done.trace.steps.__getitem__, sent) if meaning(frames, step).kind == "accept"
        )
        counts = self.counts
        self.counts = Counts(
            counts.sequences + 1,
            counts.connections + sum(isinstance(each, Opened) for each in done.events),
            counts.frames + len(sent),
            counts.bytes_accepted + accepted,
        )
        for message, seconds in done.latencies:
            self.latencies[message].append(seconds)


class _Bystander:
    """A connection that only listens."""

    def __init__(self, frames: Frames, socket: Socket) -> None:
        self._frames = frames
        self._socket = socket
        self._oracle = Oracle(frames)

    @property
    def is_gone(self) -> bool:
        return self._socket.closed is not None

    def leave(self) -> None:
        self._socket.abort()

    async def heard(self) -> Failure | None:
        """What it heard that wasn't for it."""
        try:
            while self._socket.waiting and (arrived := await self._socket.receive(0)) is not None:
                self._oracle.take(Got(arrived.content, arrived.at, arrived.is_text))
                while self._oracle.pings:
                    text = pong_for(self._frames, self._oracle.pings.pop())
                    if text is not None:
                        await self._socket.send_text(text)
        except SocketClosedError:
            pass
        failure = self._oracle.failure
        if failure is None:
            return None
        self._oracle = Oracle(self._frames)
        return failure if failure.code == "WSG809" else None


async def _probe(request: Opening) -> None:
    try:
        socket = await connect(request.url, headers=request.headers, subprotocols=request.subprotocols)
    except SocketRefusedError as error:
        raise TargetError(f"{request.shown} can't be connected to: {error}") from None
    try:
        await socket.receive(_AT_ONCE)
    except SocketClosedError as ended:
        raise TargetError(
            f"{request.shown} {ended} at once; is an argument missing or wrong? Give it by --argument name=value"
        ) from None
    finally:
        socket.abort()


def _last(done: Run) -> int | None:
    return done.sent[-1] if done.sent else None
