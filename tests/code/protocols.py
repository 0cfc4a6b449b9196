"""Protocols made by hand, so that what `code/` writes is tested without `spec/` and `plan/`."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from wsgen.code.emit import emit
from wsgen.code.generated import ModelClass, ModelField, Models
from wsgen.code.literal import literal
from wsgen.diagnostics.location import Location
from wsgen.plan.argument import Argument, Endpoint, Kind
from wsgen.plan.identifier import Identifier
from wsgen.plan.protocol import (
    Connection,
    Definition,
    Direction,
    Envelope,
    Field,
    Framing,
    Heartbeat,
    Message,
    One,
    Protocol,
    Recognition,
    Role,
    Route,
    Stream,
    Topic,
    TopicParameter,
)
from wsgen.spec.node import Value

HERE = Location("asyncapi/chat.yml", 1, 1, 1, 1)
TEXT: Value = {"type": "string"}
NUMBER: Value = {"type": "integer"}
OBJECT: Value = {"type": "object", "additionalProperties": True}


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def message(
    name: str,
    fields: dict[str, Value],
    *,
    optional: tuple[str, ...] = (),
    role: Role | None = None,
    role_fields: dict[str, str] | None = None,
    summary: str = "",
    tag: bool = True,
    request_id: tuple[str, ...] | None = None,
    frame: str | None = None,
    envelope: Envelope | None = None,
) -> tuple[Message, Definition]:
    """A message whose class is `name` and whose tag is its name in snake case, with the schema of its payload."""
    wire = snake(name)
    properties: dict[str, Value] = {"type": {"const": wire}, **fields} if tag else dict(fields)
    required: list[Value] = [each for each in properties if each not in optional]
    schema: Value = {"type": "object", "required": required, "properties": properties}
    made = Message(
        id=name,
        wire=wire,
        model=Identifier(name),
        constant=Identifier(wire.upper()),
        payload=Identifier(name),
        frame=Identifier(frame or name),
        tags=(wire,),
        role=role,
        role_fields=MappingProxyType(role_fields or {}),
        request_id=request_id,
        fields=tuple(Field(each, each in required) for each in properties),
        summary=summary,
        description="",
        examples=(),
        deprecated=False,
        location=HERE,
        envelope=envelope,
    )
    return made, Definition(Identifier(name), schema, HERE, MappingProxyType({}))


def route(
    message: str,
    *topics: str,
    reply: One | Stream | None = None,
    alias: str | None = None,
    summary: str = "",
    from_client: bool = True,
) -> Route:
    return Route(
        message=message,
        handler=Identifier(f"on_{snake(message)}"),
        method=Identifier(snake(message)) if from_client else None,
        reply=reply,
        reply_alias=Identifier(alias) if alias else None,
        topics=topics,
        summary=summary,
        location=HERE,
    )


def parameter(
    name: str, type_: str = "int", fields: dict[str, str] | None = None, description: str = ""
) -> TopicParameter:
    return TopicParameter(name, Identifier(name), type_, description, (), (), MappingProxyType(fields or {}))


def topic(
    name: str,
    address: str,
    *parameters: TopicParameter,
    up: tuple[str, ...] = (),
    down: tuple[str, ...] = (),
    title: str = "",
    description: str = "",
) -> Topic:
    class_name = name[0].upper() + name[1:]
    return Topic(
        channel=name,
        address=address,
        class_name=Identifier(class_name),
        handle=Identifier(f"{class_name}Channel"),
        method=Identifier(name),
        parameters=parameters,
        client_to_server=up,
        server_to_client=down,
        title=title,
        description=description,
        location=HERE,
    )


def argument(
    name: str, where: str, type_: str, *, required: bool = True, security: bool = False, description: str = ""
) -> Argument:
    return Argument(name, Identifier(name.replace("-", "_")), where, Kind(type_), required, security, description, HERE)


def framing(*, tag: tuple[str, ...] | None = ("type",), untagged: tuple[str, ...] = ()) -> Framing:
    recognition = Recognition.TAG if tag else Recognition.ALONE
    return Framing(recognition, tag, untagged, "the constant `type` of each message")


def connection(
    name: str,
    *,
    up: tuple[Route, ...] = (),
    down: tuple[Route, ...] = (),
    topics: tuple[Topic, ...] = (),
    arguments: tuple[Argument, ...] = (),
    heartbeat: Heartbeat | None = None,
    path: str = "/ws",
    url: str | None = None,
    up_framing: Framing | None = None,
    down_framing: Framing | None = None,
    description: str = "",
) -> Connection:
    return Connection(
        key=path,
        name=name,
        constant=Identifier(snake(name).upper()),
        server_class=Identifier(f"{name}Server"),
        client_class=Identifier(f"{name}Client"),
        endpoints=(Endpoint("local" if url else None, url, path),),
        arguments_class=Identifier(f"{name}Arguments"),
        arguments=arguments,
        topics=topics,
        client_to_server=up,
        server_to_client=down,
        framing=MappingProxyType(
            {
                Direction.CLIENT_TO_SERVER: up_framing or framing(),
                Direction.SERVER_TO_CLIENT: down_framing or framing(),
            }
        ),
        heartbeat=heartbeat,
        description=description,
        location=HERE,
    )


def protocol(
    name: str,
    messages: tuple[tuple[Message, Definition], ...],
    *connections: Connection,
    spec_path: str = "asyncapi/chat.yml",
    title: str = "",
    more: tuple[Definition, ...] = (),
) -> Protocol:
    definitions = sorted((*(each for _, each in messages), *more), key=lambda each: each.name)
    return Protocol(
        name=name,
        title=title or name,
        version="1.0.0",
        description="",
        connections=connections,
        messages=MappingProxyType({each.id: each for each, _ in messages}),
        definitions=MappingProxyType({each.name: each for each in definitions}),
        models=tuple(each.name for _, each in messages),
        spec_path=spec_path,
    )


def chat() -> Protocol:
    """The service of asyncapi/chat.yml, without its longer descriptions."""
    request_id = ("request_id",)
    thread = {"thread_id": NUMBER, "request_id": TEXT}
    optional = ("request_id",)
    messages = (
        message("Ping", {"ping_id": TEXT}, role=Role.PING, role_fields={"id": "ping_id"}, summary="Are you there?"),
        message("Pong", {"ping_id": TEXT}, role=Role.PONG, role_fields={"id": "ping_id"}),
        message(
            "Error",
            {"code": NUMBER, "message": TEXT, "request_id": TEXT},
            optional=optional,
            role=Role.ERROR,
            role_fields={"code": "code", "message": "message"},
            request_id=request_id,
        ),
        message(
            "Subscribe",
            {"topics": {"type": "array", "items": TEXT}},
            role=Role.SUBSCRIBE,
            role_fields={"topics": "topics"},
        ),
        message(
            "Unsubscribe",
            {"topics": {"type": "array", "items": TEXT}},
            role=Role.UNSUBSCRIBE,
            role_fields={"topics": "topics"},
        ),
        message("SubscribeThread", thread, optional=optional, request_id=request_id),
        message(
            "ThreadHistory",
            {**thread, "messages": {"type": "array", "items": TEXT}},
            optional=optional,
            request_id=request_id,
        ),
        message(
            "SendMessage",
            {
                "thread_id": NUMBER,
                "content": TEXT,
                "metadata": OBJECT,
                "note": {"type": ["string", "null"]},
                "request_id": TEXT,
            },
            optional=("metadata", "note", "request_id"),
            request_id=request_id,
        ),
        message("StreamStart", thread, optional=optional, request_id=request_id),
        message(
            "StreamChunk",
            {**thread, "content": TEXT, "chunk_type": {"enum": ["assistant_token", "tool_output"]}},
            optional=optional,
            request_id=request_id,
        ),
        message("StreamEnd", thread, optional=optional, request_id=request_id),
        message("AgentEvent", {"agent_id": NUMBER, "data": OBJECT}, summary="Goes to every subscriber."),
    )
    stream = ("StreamStart", "StreamChunk", "StreamEnd")
    in_thread = dict.fromkeys(("SubscribeThread", "ThreadHistory", "SendMessage", *stream), "thread_id")
    thread_down = ("ThreadHistory", *stream)
    chat_connection = connection(
        "Chat",
        url="ws://localhost:8000/ws",
        arguments=(
            Argument(
                "token",
                Identifier("token"),
                "query",
                Kind("str"),
                required=True,
                security=True,
                description="The session's token.",
                location=HERE,
            ),
            Argument(
                "x-trace",
                Identifier("x_trace"),
                "header",
                Kind("int"),
                required=False,
                security=False,
                description="",
                location=HERE,
            ),
        ),
        topics=(
            topic(
                "system",
                "system",
                up=("Pong", "Subscribe", "Unsubscribe"),
                down=("Ping", "Error"),
                title="The connection itself",
            ),
            topic(
                "thread",
                "thread:{thread_id}",
                parameter("thread_id", fields=in_thread, description="Number of the conversation."),
                up=("SubscribeThread", "SendMessage"),
                down=thread_down,
                title="One conversation",
                description="History, the user's messages, and an agent's answer.",
            ),
            topic(
                "agent",
                "agent:{agent_id}",
                parameter("agent_id", fields={"AgentEvent": "agent_id"}),
                down=("AgentEvent",),
            ),
        ),
        up=(
            route("Pong", "system"),
            route("Subscribe", "system"),
            route("Unsubscribe", "system"),
            route(
                "SubscribeThread", "thread", reply=One(("ThreadHistory",)), summary="The client opens a conversation."
            ),
            route(
                "SendMessage",
                "thread",
                reply=Stream("StreamStart", ("StreamChunk",), ("StreamEnd",)),
                alias="SendMessageReply",
                summary="The user says something.",
            ),
        ),
        down=(
            route("Ping", "system", from_client=False),
            route("Error", "system", from_client=False),
            *(route(each, "thread", from_client=False) for each in thread_down),
            route("AgentEvent", "agent", from_client=False),
        ),
        heartbeat=Heartbeat(30.0, 60.0, "Ping", "Pong"),
    )
    return protocol("Chat", messages, chat_connection)


def feed() -> Protocol:
    """Two connections with paths of their own, no topics; one of them has no tag, the other no arguments."""
    messages = (
        message("Subscribe", {"channels": {"type": "array", "items": TEXT}, "reply": TEXT}),
        message("Subscribed", {"channels": {"type": "array", "items": TEXT}}),
        message("Refused", {"reason": TEXT}),
        message("Trade", {"Trade": TEXT, "timeout": NUMBER, "self_": TEXT}, optional=("timeout",), tag=False),
        message("Client", {"server": TEXT}, tag=False),
        message("Server", {"client": TEXT, "id": TEXT}, tag=False, request_id=("id",)),
    )
    books = connection(
        "Books",
        path="/books/{market}",
        arguments=(argument("market", "path", "str"), argument("depth", "query", "float", required=False)),
        up=(route("Subscribe", reply=One(("Subscribed", "Refused")), alias="BooksSubscribeReply"),),
        down=(route("Subscribed", from_client=False), route("Refused", from_client=False)),
    )
    untagged = ("Trade", "Client", "Server")
    trades = connection(
        "Trades",
        path="/trades",
        url="wss://example.com/trades",
        up=(route("Trade", reply=One(("Client",))), route("Client"), route("Server")),
        down=(
            route("Client", from_client=False),
            route("Server", from_client=False),
            route("Trade", from_client=False),
        ),
        up_framing=framing(tag=None, untagged=untagged),
        down_framing=framing(tag=None, untagged=untagged),
    )
    return protocol("Feed", messages, books, trades)


def wrapped() -> Protocol:
    """One connection whose payloads travel in an envelope with v, type, topic, ts, req_id and data."""
    envelope = Envelope(
        schema=None,
        tag=("type",),
        data=("data",),
        topic=("topic",),
        request_id=("req_id",),
        timestamp=("ts",),
        timestamp_unit="ms",
        constants=MappingProxyType({("v",): 1}),
        location=HERE,
    )
    messages = (
        message(
            "Get", {"key": TEXT, "req_id": TEXT}, tag=False, request_id=("req_id",), frame="GetFrame", envelope=envelope
        ),
        message("Got", {"value": TEXT}, tag=False, request_id=("req_id",), frame="GotFrame", envelope=envelope),
        message("Closing", {}, tag=False, frame="ClosingFrame", envelope=envelope),
    )
    frames = tuple(
        Definition(Identifier(f"{each}Frame"), {"type": "object"}, HERE, MappingProxyType({}))
        for each in ("Get", "Got", "Closing")
    )
    store = connection(
        "Store",
        topics=(topic("t", "t", up=("Get",), down=("Got", "Closing")),),
        up=(route("Get", "t", reply=One(("Got",))),),
        down=(route("Got", "t", from_client=False), route("Closing", "t", from_client=False)),
        up_framing=framing(),
        down_framing=framing(),
    )
    return protocol("Store", messages, store, more=frames)


def models(made: Protocol) -> Models:
    """Models of a protocol above, as `code/models.py` would hand them over."""
    classes = {name: ModelClass(name, tuple(_fields(made.definitions[name])), is_alias=False) for name in made.models}
    sources = [_class(each) for each in classes.values()]
    names = {"Annotated", "Any", "Literal"} & set(re.findall(r"\w+", "\n".join(sources)))
    wire = {"UNSET", "WireModel"} & set(re.findall(r"\w+", "\n".join(sources)))
    imports = (
        "from __future__ import annotations",
        f"from typing import {', '.join(sorted(names))}" if names else "",
        f"from ._runtime.wire import {', '.join(sorted(wire))}",
    )
    return Models("\n\n".join(sources), imports, MappingProxyType(classes))


def _fields(definition: Definition) -> Iterator[ModelField]:
    schema = definition.value
    assert isinstance(schema, dict)
    assert isinstance(schema["properties"], dict)
    assert isinstance(schema["required"], list)
    for wire, inner in schema["properties"].items():
        assert isinstance(inner, dict)
        required = wire in schema["required"]
        constant = "const" in inner
        nullable = inner.get("type") == ["string", "null"]
        annotation = _annotation(inner) if required or nullable else f"{_annotation(inner)} | None"
        default = literal(inner["const"]) if constant else None if required else "None"
        yield ModelField(wire, Identifier(wire), annotation, required, constant, nullable, default)


def _annotation(schema: dict[str, Value]) -> str:
    if "const" in schema or "enum" in schema:
        values = schema.get("enum", [schema.get("const")])
        assert isinstance(values, list)
        return f"Literal[{', '.join(map(literal, values))}]"
    types = {"string": "str", "integer": "int", "object": "dict[str, Any]", "array": "list[str]"}
    return types[schema["type"]] if isinstance(schema["type"], str) else "str | None"


def _class(model: ModelClass) -> str:
    lines = [f"class {model.name}(WireModel):", '    """One message."""']
    for each in model.fields:
        annotation = each.annotation
        if not each.required and not each.nullable:
            annotation = f"Annotated[{annotation}, UNSET]"
        lines.append(f"    {each.python}: {annotation}" + (f" = {each.default}" if each.default else ""))
    return "\n".join(lines)


def write(made: Protocol, folder: Path) -> Path:
    """Emit a protocol as a package at `folder`; gives the folder."""
    for path, text in emit(made, models(made)).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    return folder
