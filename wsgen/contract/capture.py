"""Records a consumer's scenarios as a contract, and says with its place what can't be recorded."""

import importlib
import traceback
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final

from ..diagnostics.diagnostic import Diagnostic, SpecError
from ..diagnostics.found import found
from ..diagnostics.location import Location
from ..instances.frames import Frames
from ..plan.protocol import Connection, Direction, Protocol
from ..spec.node import Value
from .consumer import Consumer, Scenario
from .exchanges import ForbiddenFrameError, exchanges
from .interactions import Told, interactions
from .pact_file import Interaction, PactFile
from .recording import SECONDS, record

_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """One file of scenarios: `path` is where it lies, `name` what the user calls it, `members` what it defines."""

    path: str
    name: str
    members: Mapping[str, object]

    @property
    def start(self) -> Location:
        """Its first line."""
        return self.at(1)

    def at(self, line: int) -> Location:
        """One of its lines."""
        return Location(self.name, line, 1, line, 1)


def consumers(file: ScenarioFile) -> tuple[Consumer[Any], ...]:
    """The consumers that a file defines, which are one with several clients; raises SpecError where there is none."""
    members: list[Any] = [*file.members.values()]
    named: list[Consumer[Any]] = [each for each in members if isinstance(each, Consumer)]
    # One may have two names.
    found_here = [*dict.fromkeys(named)]
    if not found_here:
        hint = 'write `frontend = Consumer("frontend", provider="chat", client=ChatClient)`'
        raise SpecError((found("WSG844", file.start, "the file defines no Consumer", hint=hint),))
    if len({(each.name, each.provider) for each in found_here}) > 1:
        hint = "write a file for each consumer; one consumer may have several clients"
        raise SpecError((found("WSG844", file.start, "the file defines more than one consumer", hint=hint),))
    return tuple(found_here)


def package_of(consumer: Consumer[Any]) -> ModuleType:
    """The generated package that a consumer's client belongs to; raises LookupError where it is none."""
    client: Any = consumer.client
    name = str(getattr(client, "__module__", "")).rpartition(".")[0]
    if not isinstance(client, type) or not hasattr(client, "protocol") or not name:
        raise LookupError(f"`client` of the consumer {consumer.name} is no class of a generated client")
    return importlib.import_module(name)


def capture(protocol: Protocol, file: ScenarioFile) -> PactFile:
    """The contract that the scenarios of a file are. Raises SpecError with all that can't be recorded."""
    found_here = consumers(file)
    capturing = _Capturing(protocol, file)
    for consumer in found_here:
        capturing.run(consumer)
    faults = (*capturing.faults, *_twice(file, found_here))
    if faults:
        raise SpecError(faults)
    return PactFile(found_here[0].name, found_here[0].provider, tuple(capturing.made))


class _Capturing:
    """What the scenarios of one file gave so far."""

    def __init__(self, protocol: Protocol, file: ScenarioFile) -> None:
        self._protocol = protocol
        self._file = file
        self.made: list[Interaction] = []
        self.faults: list[Diagnostic] = []

    def run(self, consumer: Consumer[Any]) -> None:
        """Records all scenarios of a consumer."""
        try:
            package = package_of(consumer)
            connection = self._connection(consumer)
        except LookupError as error:
            hint = "give the class, such as `client=ChatClient`, of the package that wsgen generated"
            self.faults.append(found("WSG844", self._file.start, str(error.args[0]), hint=hint))
            return
        if not consumer.scenarios:
            hint = "decorate a function: `@frontend.scenario(…)`"
            message = f"the consumer {consumer.name} has no scenario"
            self.faults.append(found("WSG844", self._file.start, message, hint=hint))
        frames = Frames.of(self._protocol, connection)
        for scenario in consumer.scenarios:
            self._record(package, frames, consumer, scenario)

    def _connection(self, consumer: Consumer[Any]) -> Connection:
        name = getattr(consumer.client, "__name__", "")
        for each in self._protocol.connections:
            if each.client_class == name:
                return each
            if each.client_class_sync == name:
                raise LookupError(f"scenarios are written with the client for asyncio, `{each.client_class}`")
        raise LookupError(f"`{name}` is no client of this document")

    def _record(self, package: ModuleType, frames: Frames, consumer: Consumer[Any], scenario: Scenario[Any]) -> None:
        plan = (self._protocol, frames.connection)
        crossed, error = record(package, plan, (consumer.client, consumer.arguments), scenario.run)
        try:
            exchanged = exchanges(frames, crossed)
        except ForbiddenFrameError as forbidden:
            who = "client" if forbidden.direction is Direction.CLIENT_TO_SERVER else "documented server"
            self._fault("WSG846", scenario, f"the {who} sends what the document forbids: {forbidden}", _REGEN)
            return
        if error is not None:
            self.faults.append(self._raised(scenario, error))
            return
        if not exchanged:
            hint = "call a method of the client, and await what answers it"
            self._fault("WSG847", scenario, f"`{scenario.description}` sends nothing and gets nothing", hint)
            return
        arguments = _told(frames.connection, consumer.arguments)
        told = Told(scenario.description, scenario.given, scenario.needs, arguments)
        self.made += interactions(frames, told, exchanged)

    def _raised(self, scenario: Scenario[Any], error: Exception | SystemExit) -> Diagnostic:
        path, line = scenario.place
        lines = [each.lineno for each in traceback.extract_tb(error.__traceback__) if each.filename == path]
        if isinstance(error, TimeoutError) and not str(error):
            message = f"`{scenario.description}` takes longer than {SECONDS} s"
            hint = "await only what the document says will come"
        else:
            # Pydantic's own advice is about Pydantic.
            lines_said = [each for each in str(error).splitlines() if "For further information" not in each]
            said = " ".join(" ".join(lines_said).split())[:_LONGEST].rstrip(". ")
            message = f"`{scenario.description}` raised {type(error).__name__}{f': {said}' if said else ''}"
            hint = "a scenario must go through; what is said there is why it doesn't"
        return found("WSG845", self._file.at((lines or [line])[-1] or line), message, hint=hint)

    def _fault(self, code: str, scenario: Scenario[Any], message: str, hint: str) -> None:
        self.faults.append(found(code, self._file.at(scenario.place[1]), message, hint=hint))


_REGEN: Final = "run `wsgen regen`; what it writes sends only what the document allows"


def _told(connection: Connection, arguments: Mapping[str, Any]) -> Mapping[str, Value]:
    """What the client gave when it connected, but for what is secret."""
    public: dict[str, Any] = {str(each.python): each.name for each in connection.arguments if not each.security}
    given = {name: arguments[python] for python, name in public.items() if python in arguments}
    return {name: [*value] if isinstance(value, tuple) else value for name, value in sorted(given.items())}


def _twice(file: ScenarioFile, found_here: Sequence[Consumer[Any]]) -> Iterator[Diagnostic]:
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for consumer in found_here:
        for scenario in consumer.scenarios:
            lines[scenario.description].append(scenario.place[1])
    for description, places in lines.items():
        for line in places[1:]:
            first = (("the first one", file.at(places[0])),)
            message = f"there are two scenarios `{description}`"
            hint = "describe what is different about this one"
            yield found("WSG848", file.at(line), message, hint=hint, related=first)
