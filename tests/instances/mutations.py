"""Frames, and texts of frames, that something has happened to: most are wrong in some way, some are still right."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any, Final

_ODD: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, 1, -1, 1.0, 0.5, -0.0, 2**70, 1e25, "", "x", "1", "😀", "ping", [], [1], {}, {"a": 1}),
)


def mutated(frame: Any, random: Random) -> Any:
    """A frame with one thing changed somewhere."""
    if isinstance(frame, dict) and frame and random.random() < 0.8:
        key = random.choice(sorted(frame))
        match random.randrange(5):
            case 0:
                return {other: held for other, held in frame.items() if other != key}
            case 1:
                return {**frame, random.choice(["zz", "type", "id", "data"]): random.choice(_ODD)}
            case _:
                return {**frame, key: mutated(frame[key], random)}
    if isinstance(frame, list) and frame and random.random() < 0.8:
        at = random.randrange(len(frame))
        return random.choice([[*frame[:at], mutated(frame[at], random), *frame[at + 1 :]], frame[:at], [*frame, None]])
    return random.choice(_ODD)


def broken(text: str, random: Random) -> Iterator[str]:
    """Texts that are no JSON, or JSON that is no frame, made of the text of a frame."""
    at = random.randrange(len(text))
    yield text[:at]
    yield text[:at] + random.choice('{}[]",:0aNé\x00 ') + text[at:]
    yield from (f"\ufeff{text}", f" {text}\n", f"{text}{text}", "", "NaN", "-Infinity", '"\\ud800"', "1e400", "[1,]")
    yield from (f"{'[' * deep}{']' * deep}" for deep in (99, 100, 101, 5000))
    if text.startswith("{") and len(text) > 2:
        for beside in ('"zz": NaN', '"zz": 1e999', '"zz": -1E+400', f'"zz": {"[" * 99}{"]" * 99}', '"zz": "\\udfff"'):
            yield f"{{{beside}, {text[1:]}"
        name, value = random.choice(sorted(json.loads(text).items()))
        yield f"{{{json.dumps(name)}: {json.dumps(random.choice(_ODD))}, {text[1:]}"
        yield f"{text[:-1]}, {json.dumps(name)}: {json.dumps(mutated(value, random))}}}"
        yield f'{{"zz": NaN, "zz": 1, {text[1:]}'
        yield f'{{"zz": 12345678901234567890123456789012345678901234567890, "é\\u0000": -0, {text[1:]}'
