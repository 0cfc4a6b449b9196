"""Says to which address of a topic a frame's payload belongs."""

import re
from collections.abc import Sequence
from typing import Final

from ..plan.protocol import Topic, TopicParameter
from ..spec.node import Value
from .choices import Choices

_PARAMETER: Final = re.compile(r"\{([^{}]+)\}")
_TEXTS: Final = ("a", "main", "room1")


def address_of(topics: Sequence[Topic], message: str, payload: Value, choices: Choices) -> str:
    """An address of one of `topics` whose parameters are those in a payload of `message`; the others are drawn."""
    topic = choices.pick(topics)
    arguments = {each.name: _argument(each, message, payload, choices) for each in topic.parameters}
    return _PARAMETER.sub(lambda found: arguments.get(found[1], found[0]), topic.address)


def _argument(parameter: TopicParameter, message: str, payload: Value, choices: Choices) -> str:
    name = parameter.fields.get(message)
    held = payload.get(name) if name is not None and isinstance(payload, dict) else None
    if isinstance(held, float) and held.is_integer():
        held = int(held)
    if isinstance(held, int | str) and not isinstance(held, bool):
        return str(held)
    known = (*parameter.examples, *parameter.enum) if not parameter.enum else parameter.enum
    if known:
        return choices.pick(known)
    return str(choices.whole(1, 1000)) if parameter.type == "int" else choices.pick(_TEXTS)
