"""One frame's decode, validation and dispatch: the generated package against what a user would write by hand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from jsonschema import Draft7Validator
from pydantic import BaseModel, Field, TypeAdapter

from generated import dispatch
from generated._runtime.core.dispatch import Codec

from .rounds import Row, measure

RequestId = Annotated[str, Field(min_length=1, max_length=64)]


class Pong(BaseModel):
    type: Literal["pong"]
    ping_id: Annotated[str, Field(min_length=1)]


class Topics(BaseModel):
    topics: Annotated[list[str], Field(min_length=1)]


class Subscribe(Topics):
    type: Literal["subscribe"]


class Unsubscribe(Topics):
    type: Literal["unsubscribe"]


class SubscribeThread(BaseModel):
    type: Literal["subscribe_thread"]
    thread_id: Annotated[int, Field(ge=1)]
    request_id: RequestId | None = None


class SendMessage(BaseModel):
    type: Literal["send_message"]
    thread_id: Annotated[int, Field(ge=1)]
    content: Annotated[str, Field(min_length=1)]
    metadata: dict[str, Any] | None = None
    request_id: RequestId | None = None


Frame = Annotated[Pong | Subscribe | Unsubscribe | SubscribeThread | SendMessage, Field(discriminator="type")]


def small() -> str:
    """About 120 bytes."""
    frame = {
        "type": "send_message",
        "thread_id": 42,
        "content": "Hello, agent! What is AsyncAPI?",
        "request_id": "r-17",
    }
    return json.dumps(frame, separators=(",", ":"))


def large() -> str:
    """About 8 KB."""
    steps = [{"step": number, "text": "x" * 40, "done": number % 2 == 0} for number in range(100)]
    return json.dumps(json.loads(small()) | {"metadata": {"steps": steps}}, separators=(",", ":"))


def rows(text: str, *, rounds: int, repeat: int) -> list[Row]:
    """Ratios to a Pydantic discriminated union alone, each followed by a look-up of the handler."""
    codec = Codec.for_server(dispatch.CHAT)
    union: TypeAdapter[Any] = TypeAdapter(Frame)
    handlers: dict[type[Any], str] = {
        model: f"on_{model.__name__}" for model in (Pong, Subscribe, Unsubscribe, SubscribeThread, SendMessage)
    }
    models: dict[str, type[BaseModel]] = {"send_message": SendMessage}
    bundle = json.loads(Path(dispatch.__file__).with_name("schemas.json").read_text())
    validator = Draft7Validator({"$ref": "#/$defs/SendMessage", "$defs": bundle["$defs"]})

    def pydantic_union() -> object:
        return handlers[type(union.validate_json(text, strict=True))]

    def wsgen() -> object:
        received = codec.decode(text)
        return received.route.handler

    def jsonschema_then_pydantic() -> object:
        frame = json.loads(text)
        validator.validate(frame)
        return handlers[type(models[frame["type"]].model_validate(frame))]

    contestants: dict[str, Callable[[], object]] = {
        "Pydantic discriminated union alone": pydantic_union,
        "wsgen: exact JSON Schema verdict, model, route": wsgen,
        "jsonschema, then Pydantic": jsonschema_then_pydantic,
    }
    return measure(contestants, "Pydantic discriminated union alone", rounds=rounds, repeat=repeat)
