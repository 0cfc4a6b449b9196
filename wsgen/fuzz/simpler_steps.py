"""Makes one step of a trace simpler and leaves it the kind of step that it is: valid, or wrong by the same fault."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, assert_never

from ..spec.node import Value
from .fewer import shortest, simplest, simplest_text
from .steps import Binary, Invalid, NotText, Pause, Ping, Raw, Reconnect, Step, Valid

_PAUSES: Final = (0.0, 0.01, 0.1, 1.0)

SameFault = Callable[[Step, Step], bool]
"""Whether a step (the second) is of the protocol's view the same as another: as valid, or wrong by the same fault."""


def simpler_step(step: Step, is_same: SameFault, holds: Callable[[Step], bool]) -> Step:
    """The simplest step found that is the same as `step` to the protocol, and of which `holds` is true."""

    def both(tried: Step) -> bool:
        return is_same(step, tried) and holds(tried)

    match step:
        case Valid() | Invalid():
            return step.with_frame(simplest(step.frame, lambda frame: both(step.with_frame(frame))))
        case Raw():
            return replace(step, text=simplest_text(step.text, lambda text: both(replace(step, text=text))))
        case NotText() | Binary() | Ping():
            return _with_fewer_bytes(step, both)
        case Pause():
            return next((each for each in _shorter(step) if both(each)), step)
        case Reconnect():
            politely = Reconnect("close")
            return politely if step != politely and both(politely) else step
        case _:
            assert_never(step)


def replaced(step: Step, old: Value, new: Value) -> Step:
    """The step with another value wherever its frame holds `old`; steps without a frame are left."""
    return step.with_frame(_replaced(step.frame, old, new)) if isinstance(step, Valid | Invalid) else step


def scalars(step: Step) -> frozenset[str | int | float]:
    """The texts and numbers in a step's frame."""
    return frozenset(_scalars(step.frame)) if isinstance(step, Valid | Invalid) else frozenset()


def _with_fewer_bytes(step: NotText | Binary | Ping, holds: Callable[[Step], bool]) -> Step:
    return replace(step, payload=shortest(step.payload, lambda payload: holds(replace(step, payload=payload))))


def _shorter(step: Pause) -> Iterator[Pause]:
    return (Pause(seconds) for seconds in _PAUSES if seconds < step.seconds)


def _replaced(value: Value, old: Value, new: Value) -> Value:
    match value:
        case list():
            return [_replaced(item, old, new) for item in value]
        case dict():
            return {key: _replaced(item, old, new) for key, item in value.items()}
        case _:
            return new if type(value) is type(old) and value == old else value


def _scalars(value: Value) -> Iterator[str | int | float]:
    match value:
        case bool() | None:
            return
        case list():
            for item in value:
                yield from _scalars(item)
        case dict():
            yield from _scalars([*value.values()])
        case _:
            yield value
