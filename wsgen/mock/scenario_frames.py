"""Checks the frames of a scenario before any is sent: fields, templates, and what the schema of a message says."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..diagnostics.found import did_you_mean
from ..diagnostics.location import Location
from ..instances.choices import Simplest
from ..instances.frames import Frames
from ..instances.manner import Manner
from ..instances.no_instance import NoInstanceError
from ..instances.places import value_at
from ..plan.protocol import Direction, Message
from ..spec.node import MappingNode, Node, Value
from .answers import Answers
from .scenario import Sending
from .scenario_keys import Faults
from .template import NAMES, expressions


@dataclass(frozen=True, slots=True)
class Place:
    """Where frames are sent: on which connection, and after which message of the client, None where after none."""

    frames: Frames
    asked: Message | None

    def named(self, direction: Direction) -> Mapping[str, Message]:
        """The messages of a direction by what a scenario may call them: name, else tag, else model."""
        messages = self.frames.messages(direction)
        return {
            **{str(each.model): each for each in messages},
            **{tag: each for each in messages for tag in each.tags if isinstance(tag, str)},
            **{each.wire: each for each in messages},
        }


def check_fields(message: Message, node: MappingNode, faults: Faults) -> None:
    """Says which of an object's keys are no fields of a message."""
    known = [each.name for each in message.fields]
    for key, entry in node.entries.items():
        if key not in known:
            faults.misnamed("WSG893", entry.location, f"{message.wire} has no field `{key}`", key, known)


def check_templates(value: Value, location: Location, place: Place, faults: Faults) -> None:
    """Says which templates ask for what isn't there."""
    for expression in expressions(value):
        name, *steps = expression.split(".")
        if name not in NAMES or (steps and name != "request"):
            faults.misnamed("WSG895", location, f"there is no `{expression}` for a template", name, NAMES)
        elif name == "request" and place.asked is None:
            hint = "only what follows a client's message knows a request"
            faults.tell("WSG895", location, "there is no request here", hint)
        elif name == "request" and place.asked is not None and steps and place.asked.fields:
            known = [each.name for each in place.asked.fields]
            if steps[0] not in known:
                message = f"{place.asked.wire} has no field `{steps[0]}`"
                faults.misnamed("WSG895", location, message, steps[0], known)


def check_payload(message: Message, sending: Sending, nodes: Mapping[str, Node], place: Place, faults: Faults) -> None:
    """Says what a message's schema forbids, of what is known before it is sent; `nodes` are its fields."""
    accepts = place.frames.schemas.accepts
    if sending.has_payload:
        if not [*expressions(sending.payload)] and not accepts(message.payload, sending.payload):
            hint = "compare it with the schema in the document; `raw` sends anything"
            faults.tell("WSG894", sending.location, f"the schema of {message.wire} forbids this payload", hint)
        return
    try:
        usual = usual_payload(Answers(place.frames, Simplest()), message, place.asked, _sample(place))
    except NoInstanceError:
        return
    if not isinstance(usual, dict):
        return
    fixed = {name: value for name, value in sending.fields.items() if not [*expressions(value)]}
    alone = [name for name, value in fixed.items() if not accepts(message.payload, {**usual, name: value})]
    for name in alone:
        told = f"{message.wire} can't have this {name}"
        faults.tell("WSG894", nodes[name].location, told, _wanted(place, message, name, fixed[name]))
    if not alone and len(fixed) == len(sending.fields) and not accepts(message.payload, {**usual, **fixed}):
        hint = "each of them alone may be there; compare them with the schema in the document"
        faults.tell("WSG894", sending.location, f"{message.wire} can't have these fields together", hint)


def usual_payload(answers: Answers, message: Message, asked: Message | None, request: Value) -> Value:
    """The payload that a message would have without any fields of a scenario's. Raises NoInstanceError."""
    if asked is None:
        return answers.event(message.id, None, {}).payload
    return answers.reply(message.id, asked, request).payload


def _sample(place: Place) -> Value:
    """A request's payload, as a client might send it."""
    if place.asked is None:
        return None
    examples = place.frames.examples(place.asked.id)
    try:
        frame = (
            examples[0]
            if examples
            else place.frames.frame(
                place.asked.id, Simplest(), direction=Direction.CLIENT_TO_SERVER, manner=Manner.PLAIN
            )
        )
    except NoInstanceError:
        return None
    return value_at(frame, place.asked.envelope.data) if place.asked.envelope else frame


def _wanted(place: Place, message: Message, name: str, value: Value) -> str:
    """What a field may be, in a few words."""
    schemas = place.frames.schemas
    schema = schemas.followed({"$ref": f"#/$defs/{message.payload}"})
    properties = schema.get("properties") if isinstance(schema, dict) else None
    own = schemas.followed(properties.get(name)) if isinstance(properties, dict) else None
    if isinstance(own, dict):
        listed = own.get("enum")
        if isinstance(listed, list):
            texts = [str(each) for each in listed]
            meant = did_you_mean(value, texts) if isinstance(value, str) else None
            return f"did you mean `{meant}`?" if meant else f"it is one of {', '.join(texts[:8])}"
        if isinstance(own.get("type"), str):
            return f"its schema has `type: {own['type']}`; `raw` sends anything"
    return "compare it with the schema in the document; `raw` sends anything"
