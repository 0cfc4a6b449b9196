"""Turns what crossed the wire into the interactions of a contract, with what may be different another time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..instances.frames import Frames
from ..instances.places import value_at
from ..instances.reading import read
from ..plan.protocol import Direction, Message, Path, Stream
from ..spec.node import Value
from .consumer import Given, state_values
from .exchanges import Exchange, Sent
from .pact_file import Contents, Event, Interaction, Notes, ProviderState, Request
from .promised import Promise
from .rules import Deriving, step


@dataclass(frozen=True, slots=True)
class Told:
    """What a scenario says besides its frames; `arguments` are those of the handshake, without secrets."""

    description: str
    given: Given
    needs: frozenset[str]
    arguments: Mapping[str, Value]


def interactions(frames: Frames, told: Told, crossed: Sequence[Exchange]) -> tuple[Interaction, ...]:
    """The interactions of one scenario; where it has more than one each is named after its message as well."""
    names = [each.asked.message.wire if each.asked else each.came[0].message.wire for each in crossed]
    made: list[Interaction] = []
    for index, each in enumerate(crossed):
        before = names[:index].count(names[index])
        again = f" ({before + 1})" if before else ""
        description = told.description if len(crossed) == 1 else f"{told.description}: {names[index]}{again}"
        made.append(_interaction(_Turning(frames, told), description, each))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Parameter:
    """A parameter of a topic, where a frame has it (None where no path can say that), and its value there."""

    name: str
    path: str | None
    value: Value


@dataclass(frozen=True, slots=True)
class _Turning:
    """How the frames of one scenario become contents."""

    frames: Frames
    told: Told

    def request(self, sent: Sent) -> Contents:
        """A frame of the client, as it was sent."""
        path = _written(sent.message.request_id)
        # An id is the client's own choice; all else is what this consumer says.
        return self._contents(sent.message, sent.frame, lambda at, _: at == path)

    def response(self, sent: Sent, asked: Sent | None) -> Contents:
        """A frame of the server, without what it may leave out."""
        message = sent.message
        reader = self.frames.reader(Direction.SERVER_TO_CLIENT)

        def accepts(frame: Value) -> bool:
            verdict = read(self.frames, Direction.SERVER_TO_CLIENT, frame)
            return verdict.is_valid and verdict.message == message.id

        # By a request's id the client knows whose answer it is.
        paths = [path for path in (reader.tag_of(message), message.request_id) if path is not None]
        promise = Promise(self.frames.schemas, accepts, self.told.needs, paths)
        kept = promise.kept(_schema(message), sent.frame)
        shared = _shared(None if asked is None else asked.frame)
        own = _written(message.request_id)
        made = self._contents(message, kept, lambda at, value: at != own and (at, repr(value)) not in shared)
        topic = self._topic(sent, asked)
        return replace(made, rules={path: rule for path, rule in made.rules.items() if path not in topic})

    def _topic(self, sent: Sent, asked: Sent | None) -> frozenset[str]:
        """What in a frame names the topic that was asked for: with another one it would answer something else."""
        told = {each.name: each for each in self._parameters(asked)} if asked else {}
        given = state_values(self.told.given)
        return frozenset(
            each.path
            for each in self._parameters(sent)
            if each.path is not None
            and each.value == (told[each.name].value if each.name in told else given.get(each.name))
        )

    def _parameters(self, sent: Sent) -> Iterator["_Parameter"]:
        """The values of a frame that stand in the address of its topic."""
        data = sent.message.envelope.data if sent.message.envelope else ()
        for topic in self.frames.connection.topics:
            for parameter in topic.parameters:
                if (key := parameter.fields.get(sent.message.id)) is not None:
                    path = (*data, key)
                    yield _Parameter(parameter.name, _written(path), value_at(sent.frame, path))

    def _contents(self, message: Message, frame: Value, may_be_made: Callable[[str, Value], bool]) -> Contents:
        deriving = Deriving(self.frames.schemas, self._of_state, may_be_made)
        derived = deriving.derive(_schema(message), frame)
        return Contents(derived.value, rules=derived.rules, generators=derived.generators)

    def _of_state(self, path: str, value: Value) -> Value | None:
        """A value that the provider's state is about is that state's, when the provider says another one."""
        for name, held in state_values(self.told.given).items():
            if path == step("$", name) and held == value and type(held) is type(value):
                return {"type": "ProviderState", "expression": f"${{{name}}}", "dataType": _data_type(value)}
        return None


def _interaction(turning: _Turning, description: str, exchange: Exchange) -> Interaction:
    told = turning.told
    states = tuple(ProviderState(name, dict(parameters)) for name, parameters in told.given.items())
    key = turning.frames.connection.key
    if exchange.asked is None:
        notes = Notes(key, told.arguments, exchange.earlier)
        return Event(description, turning.response(exchange.came[0], None), states, notes)
    responses, repeated = _responses(turning, exchange.asked, exchange.came)
    notes = Notes(key, told.arguments, exchange.earlier, repeated)
    return Request(description, turning.request(exchange.asked), responses, states, notes)


def _responses(turning: _Turning, asked: Sent, came: Sequence[Sent]) -> tuple[tuple[Contents, ...], tuple[int, ...]]:
    """The responses, of a stream's items of one form the first, and which of them stand for one frame or more."""
    reply = next(
        (each.reply for each in turning.frames.connection.client_to_server if each.message == asked.message.id), None
    )
    items = reply.items if isinstance(reply, Stream) else ()
    made: list[Contents] = []
    repeated: list[int] = []
    for sent in came:
        contents = turning.response(sent, asked)
        is_item = sent.message.id in items
        run = {_form(made[index]) for index in _run(repeated, len(made))}
        if is_item and _form(contents) in run:
            continue
        if is_item:
            repeated.append(len(made))
        made.append(contents)
    return tuple(made), tuple(repeated)


def _run(repeated: Sequence[int], count: int) -> Iterator[int]:
    """The repeated responses that stand next to each other at the end."""
    while count - 1 in repeated:
        count -= 1
        yield count


def _form(contents: Contents) -> str:
    return repr((sorted(contents.rules.items()), _constants(contents.value, contents.rules)))


def _constants(value: Value, rules: Mapping[str, Value], path: str = "$") -> Value:
    """What must be as it is."""
    if isinstance(value, dict):
        return {key: _constants(each, rules, step(path, key) or path) for key, each in value.items()}
    return None if path in rules or isinstance(value, list) else value


def _data_type(value: Value) -> str:
    match value:
        case bool():
            return "BOOLEAN"
        case int():
            return "INTEGER"
        case float():
            return "DECIMAL"
        case _:
            return "STRING"


def _schema(message: Message) -> Value:
    return {"$ref": f"#/$defs/{message.frame}"}


def _written(path: Path | None) -> str | None:
    if path is None:
        return None
    written = "$"
    for each in path:
        written = f"{written}[{each}]" if each.isdigit() else step(written, each) or written
    return written


def _shared(frame: Value) -> frozenset[tuple[str, str]]:
    """The values of a request, by path: an answer that has the same ones is about them."""
    found: list[tuple[str, str]] = []
    waiting: list[tuple[str, Value]] = [("$", frame)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(place, each) for key, each in value.items() if (place := step(path, key)) is not None]
        elif not isinstance(value, list):
            found.append((path, repr(value)))
    return frozenset(found)
