"""Protocols to read frames of: generated packages, and beside each the models that a user would write by hand."""

import importlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal

from jsonschema import Draft7Validator
from pydantic import BaseModel, Field, TypeAdapter, ValidationError, create_model

from .processes import BIN, run

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wire:
    """One way in which messages cross: how many types there are, in an envelope or flat, and what a schema says.

    `is_exact`: Pydantic's yes is enough for all of them; else each has a list without repetition, which the schema
    has to look at.
    """

    types: int
    is_enveloped: bool = False
    is_exact: bool = True

    def document(self) -> str:
        """An AsyncAPI document of it, as JSON."""
        messages = {f"kind_{number}": self._message(number) for number in range(self.types)}
        parts = {
            "Part": _object({"step": {"type": "integer"}, "text": {"type": "string"}, "done": {"type": "boolean"}})
        }
        around = {"type": {"type": "string"}, "data": {"type": "object"}}
        schemas = {**parts, **({"Envelope": _object(around)} if self.is_enveloped else {})}
        document = {
            "asyncapi": "3.0.0",
            "info": {"title": "Wire", "version": "1.0.0"},
            "channels": {"main": {"address": "/ws", "messages": messages}},
            "operations": {"onMessage": {"action": "receive", "channel": {"$ref": "#/channels/main"}}},
            "components": {"schemas": schemas},
        }
        return json.dumps(document)

    def frame(self, size: int, **changed: Any) -> str:
        """A frame of about `size` bytes, with other values where they are named."""
        payload: Tree = {"id": 42, "text": "What is AsyncAPI?", "on": True, **changed}
        if not self.is_exact:
            payload["tags"] = ["a", "b"]
        kind = f"kind_{self.types // 2}"
        while True:
            frame = {"type": kind, "data": payload} if self.is_enveloped else {"type": kind, **payload}
            text = json.dumps(frame, separators=(",", ":"))
            if len(text) >= size:
                return text
            if len(text) + 60 > size:
                payload["text"] += "?" * (size - len(text))
            else:
                payload.setdefault("parts", []).append({"step": 1, "text": "x" * 40, "done": False})

    def kinds(self) -> list[type[BaseModel]]:
        """The models of all types, as they are written by hand."""
        part = create_model("Part", step=(int, ...), text=(str, ...), done=(bool, ...))
        fields: Tree = {
            "id": (Annotated[int, Field(ge=1)], ...),
            "text": (Annotated[str, Field(min_length=1)], ...),
            "on": (bool | None, None),
            "parts": (list[part] | None, None),  # type: ignore[valid-type]
        }
        if not self.is_exact:
            fields["tags"] = (list[str] | None, None)
        kinds: list[type[BaseModel]] = []
        for number in range(self.types):
            tag = (Literal[f"kind_{number}"], ...)
            held = {"data": (create_model(f"Data{number}", **fields), ...)} if self.is_enveloped else fields
            kinds.append(create_model(f"Kind{number}", type=tag, **held))
        return kinds

    def _message(self, number: int) -> Tree:
        properties: Tree = {
            "id": {"type": "integer", "minimum": 1},
            "text": {"type": "string", "minLength": 1},
            "on": {"type": "boolean"},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
        }
        if not self.is_exact:
            properties["tags"] = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
        tag = {} if self.is_enveloped else {"type": {"const": f"kind_{number}"}}
        return {"payload": {"type": "object", "required": [*tag, "id", "text"], "properties": {**tag, **properties}}}


def _object(properties: Tree) -> Tree:
    return {"type": "object", "required": [*properties], "properties": properties}


@dataclass(frozen=True, slots=True)
class Readers:
    """What can read the frames of one wire: each function takes a text and gives a handler's name, or None."""

    wsgen: Callable[[str], object]
    union: Callable[[str], object]
    lax: Callable[[str], object]
    loads: Callable[[str], object]
    schema: Callable[[str], object]


def readers(wire: Wire, folder: Path) -> Readers:
    """Generates the package in `folder`, imports it, and puts the others beside it."""
    package = _generated(wire, folder)
    dispatch = importlib.import_module(f"{package.__name__}.dispatch")
    core = importlib.import_module(f"{package.__name__}._runtime.core.dispatch")
    (protocol,) = (each for each in vars(dispatch).values() if type(each).__name__ == "Protocol")
    messages = importlib.import_module(f"{package.__name__}.messages")
    exact = {each.exact for each in vars(messages).values() if type(each).__name__ == "Message"}
    if exact != {wire.is_exact}:
        raise ValueError(f"{wire} has messages that are exact: {exact}")
    decode, refused = core.Codec.for_server(protocol).decode, core.Refused
    kinds = wire.kinds()
    handlers = {kind: f"on_{kind.__name__.lower()}" for kind in kinds}
    union: TypeAdapter[Any] = TypeAdapter(Annotated[reduce(or_, kinds), Field(discriminator="type")])  # type: ignore[valid-type]
    bundle = json.loads(Path(str(dispatch.__file__)).with_name("schemas.json").read_text(encoding="utf-8"))
    validators = _validators(protocol, bundle)

    def wsgen(text: str) -> object:
        try:
            return decode(text).route.handler
        except refused:
            return None

    def alone(text: str, *, strict: bool = True) -> object:
        try:
            return handlers[type(union.validate_json(text, strict=strict))]
        except ValidationError:
            return None

    def loads(text: str) -> object:
        try:
            return handlers[type(union.validate_python(json.loads(text)))]
        except ValidationError:
            return None

    def schema(text: str) -> object:
        frame = json.loads(text)
        if not validators[frame["type"]].is_valid(frame):
            return None
        return handlers[type(union.validate_python(frame))]

    return Readers(wsgen, alone, lambda text: alone(text, strict=False), loads, schema)


def _validators(protocol: Any, bundle: Mapping[str, Any]) -> Mapping[str, Draft7Validator]:
    return {
        str(tag): Draft7Validator({"$ref": f"#/$defs/{route.message.schema}", "$defs": bundle["$defs"]})
        for tag, route in protocol.client_to_server.routes.items()
    }


def _generated(wire: Wire, folder: Path) -> ModuleType:
    name = f"wire_{wire.types}_{'envelope' if wire.is_enveloped else 'flat'}_{'exact' if wire.is_exact else 'schema'}"
    spec = folder / f"{name}.json"
    spec.write_text(wire.document(), encoding="utf-8")
    run(BIN / "wsgen", "regen", spec.name, "--out", name, cwd=folder)
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    return importlib.import_module(name)
