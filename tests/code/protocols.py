"""Protocols made by hand, so that what `code/` writes is tested without `spec/` and `plan/`."""

from types import MappingProxyType

from wsgen.diagnostics.location import Location
from wsgen.plan.identifier import Identifier
from wsgen.plan.protocol import (
    Argument,
    Connection,
    Definition,
    Direction,
    Envelope,
    Field,
    Framing,
    Heartbeat,
    Message,
    One,
    Path,
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
    request_id: Path | None = None,
    frame: str | None = None,
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
    return Argument(name, Identifier(name.replace("-", "_")), where, type_, required, security, description, HERE)


def framing(
    *, tag: Path | None = ("type",), untagged: tuple[str, ...] = (), envelope: Envelope | None = None
) -> Framing:
    recognition = Recognition.TAG if tag else Recognition.ALONE
    return Framing(recognition, tag, envelope, untagged, "the constant `type` of each message")


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
        name=name,
        constant=Identifier(snake(name).upper()),
        server_class=Identifier(f"{name}Server"),
        client_class=Identifier(f"{name}Client"),
        url=url,
        path=path,
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
        spec_hash="0" * 64,
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
                "str",
                required=True,
                security=True,
                description="The session's token.",
                location=HERE,
            ),
            Argument(
                "x-trace",
                Identifier("x_trace"),
                "header",
                "int",
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
