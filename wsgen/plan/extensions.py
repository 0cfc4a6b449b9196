"""Every key of a document that planning understands, `x-wsgen-…` and two more, and how their values are read."""

from dataclasses import dataclass
from typing import Final

from ..spec.document import Extensions
from ..spec.node import MappingNode, Node, ScalarNode, Value, plain
from .value_schemas import (
    CLOSING,
    CODES,
    DATE,
    ENVELOPE,
    HEARTBEAT,
    NAMES,
    OFFER,
    ROLE_FIELD_NAMES,
    STREAM,
    TAG,
    TEXT,
)
from .value_types import (
    ENVELOPE_FIELDS,
    ROLE_FIELDS,
    ValueType,
    is_closing,
    is_codes,
    is_date,
    is_envelope,
    is_heartbeat,
    is_names,
    is_offer,
    is_role_fields,
    is_stream,
    is_tag,
    is_text,
    one_of,
)


@dataclass(frozen=True, slots=True)
class Extension:
    """One key: the objects it may stand in, the type of its value, what holds without it, and what it means."""

    name: str
    where: tuple[str, ...]
    type: ValueType
    default: str
    meaning: str

    def may_stand_in(self, kind: str) -> bool:
        """Whether an object of this kind may have the key."""
        return kind in self.where or ANY in self.where


_TEXT: Final = ValueType("a name", is_text, TEXT)
ANY: Final = "any object"

EXTENSIONS: Final[tuple[Extension, ...]] = (
    Extension(
        "x-wsgen-perspective",
        ("root",),
        one_of("server", "client"),
        "`server`",
        "Whose side the document describes. For `server`, `receive` is client → server; for `client`, `send` is.",
    ),
    Extension(
        "x-wsgen-direction",
        ("channel", "operation", "message"),
        one_of("client-to-server", "server-to-client", "both"),
        "as the operations say; without any, `both`",
        "Who sends. A message's word beats its operation's, an operation's beats its channel's.",
    ),
    Extension(
        "x-wsgen-connection",
        ("root", "channel"),
        one_of("shared", "own"),
        "`own` for an address with a leading `/` or a WebSocket binding, else `shared`",
        "Whether a channel is a topic on a connection that carries many, or a connection of its own.",
    ),
    Extension(
        "x-wsgen-name",
        ("root", "channel", "message", "parameter", "schema"),
        _TEXT,
        "from the document's own names",
        "What Python names are made from: of the protocol, a topic, a message, a parameter or a model.",
    ),
    Extension(
        "x-wsgen-tag-field",
        ("root", "channel"),
        ValueType("a property, or a JSON Pointer into the frame", is_text, TEXT),
        "the required property whose values tell most messages apart",
        "Where the tag stands in the frame.",
    ),
    Extension(
        "x-wsgen-tag",
        ("message",),
        ValueType("a value, or a list of values", is_tag, TAG),
        "from the schema, else from examples or the message's name",
        "The values of the tag that mean this message. The first one is sent.",
    ),
    Extension(
        "x-aliases",
        ("message",),
        ValueType("a name, or a list of names", is_names, NAMES),
        "none",
        "Other values of the tag that mean this message, beside its own name.",
    ),
    Extension(
        "x-handler-method",
        ("message",),
        _TEXT,
        "`on_` and the message's name",
        "The name of the server's handler. Several messages with one name share that handler, typed as their union.",
    ),
    Extension(
        "x-wsgen-envelope",
        ("root", "channel", "message"),
        ValueType(
            f"an object of `schema`, `around`, `constants`, `timestamp_unit`, "
            f"{', '.join(f'`{each}`' for each in ENVELOPE_FIELDS)}, or `false`",
            is_envelope,
            ENVELOPE,
        ),
        "a component schema that nothing refers to and that has a tag beside a `data` or `payload` object; else a tag "
        "beside such an object where that is all that a connection's frames are",
        "The frame around every payload. `schema` is the reference of a component that describes it; with "
        "`around: true` only the fields named here do, and `constants`, which have one value; with neither, each "
        "message's own schema is the whole frame. The others name the fields, by property or JSON Pointer; a digit is "
        "a place in an array. `timestamp_unit` is `ms`, `s` or `iso`.",
    ),
    Extension(
        "x-wsgen-role",
        ("message",),
        one_of("ping", "pong", "error", "subscribe", "unsubscribe", "authenticate", "none"),
        "by the message's name, where direction and fields fit",
        "Which work the runtime does with this message. By one that is `authenticate` "
        "a client says who it is, before all else.",
    ),
    Extension(
        "x-wsgen-role-fields",
        ("message",),
        ValueType(f"an object of {', '.join(f'`{each}`' for each in ROLE_FIELDS)}", is_role_fields, ROLE_FIELD_NAMES),
        "by the fields' names",
        "Which fields of the payload the role's work needs.",
    ),
    Extension(
        "x-wsgen-sequence",
        ("root", "message"),
        ValueType("a property of the payload, or a JSON Pointer into the frame", is_text, TEXT),
        "messages have no sequence",
        "Where the server puts a number that grows by one with each such message of a topic, so that clients notice "
        "what they missed, and ask for it by the subscribe message's `after`. At the root it is for each message of "
        "the server with an integer there.",
    ),
    Extension(
        "x-wsgen-heartbeat",
        ("root",),
        ValueType("an object of `interval` and `timeout` in seconds, or `false`", is_heartbeat, HEARTBEAT),
        "30 and 60 where the protocol has ping and pong, else none",
        "How often the server pings, and after how long without a pong it closes with 4408.",
    ),
    Extension(
        "x-wsgen-close-codes",
        ("root", "server", "channel"),
        ValueType(
            "an object of close codes (1000 to 1014, 3000 to 4999), each with what it means", is_closing, CLOSING
        ),
        "none are documented",
        "With which codes the server closes a connection, such as `'4401': the token has expired`. What a channel says "
        "of a code beats its server's word, and that the root's.",
    ),
    Extension(
        "x-wsgen-deprecated-until",
        ("channel", "operation", "message", "schema"),
        ValueType("a date such as `2027-01-31`", is_date, DATE),
        "it stays",
        "The date from which on it may be gone: until then `wsgen breaking` refuses to remove it, from then on it "
        "doesn't. In a schema it speaks of the property that has it.",
    ),
    Extension(
        "x-wsgen-stream",
        ("reply",),
        ValueType("an object of `start` and `end`, or `false`", is_stream, STREAM),
        "by the messages' names",
        "That a reply is a stream: which of its messages begins it, and which one or ones end it.",
    ),
    Extension(
        "x-wsgen-subprotocol",
        ("security scheme",),
        ValueType("a list with commas in which `{token}` or `{token:base64url}` stands once", is_offer, OFFER),
        "`{token}`",
        "What a client offers as subprotocols for the token of an `httpApiKey` in the header `Sec-WebSocket-Protocol`, "
        "such as `bearer, {token}` or `base64url.bearer.authorization.k8s.io.{token:base64url}`. The server may choose "
        "what stands beside the token, and never the token.",
    ),
    Extension(
        "x-wsgen-type",
        ("parameter",),
        one_of("int", "str"),
        "`int` where every message has it as an integer, else `str`",
        "The type of a channel parameter.",
    ),
    Extension(
        "x-wsgen-ignore",
        (ANY,),
        ValueType("a list of codes", is_codes, CODES),
        "nothing is ignored",
        "Codes of warnings and notes that aren't told where their place is in this object or below. One that ignores "
        "nothing is a warning itself, WSG157.",
    ),
)

BY_NAME: Final = {each.name: each for each in EXTENSIONS}

PREFIX: Final = "x-wsgen-"


def text_of(extensions: Extensions, name: str) -> str | None:
    """The text of one key, None where it is absent or isn't one that the table accepts."""
    value = value_of(extensions, name)
    return value if isinstance(value, str) else None


def value_of(extensions: Extensions, name: str) -> Value:
    """The value of one key, None where it is absent or isn't one that the table accepts."""
    node = extensions.get(name)
    if node is None:
        return None
    value = plain(node)
    known = BY_NAME.get(name)
    return value if known is None or known.type.accepts(value) else None


def node_at(node: Node, key: str) -> Node:
    """The node of one key inside an extension's object, for its location; the object where it lacks the key."""
    found = node.get(key) if isinstance(node, MappingNode) else None
    return found if found is not None else node


def scalars_of(extensions: Extensions, name: str) -> tuple[str | int | float | bool, ...]:
    """The scalars of a key that holds one or a list of them; empty where it is absent."""
    node = extensions.get(name)
    if node is None or isinstance(node, MappingNode):
        return ()
    items = (node,) if isinstance(node, ScalarNode) else node.items
    return tuple(each.value for each in items if isinstance(each, ScalarNode) and each.value is not None)
