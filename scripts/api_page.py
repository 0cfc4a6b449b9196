"""Writes the reference of what every generated package has beside its own classes, from the runtime's own words."""

import ast
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import generated
from wsgen.runtime import errors, observing, testing
from wsgen.runtime.broker import broker, memory, redis
from wsgen.runtime.client import client, options, streams, sync_client, sync_streams
from wsgen.runtime.core import rate, reconnect, writing
from wsgen.runtime.server import connection, gauges, refusals, server
from wsgen.runtime.server import options as server_options

GROUPS: Final[dict[str, tuple[object, ...]]] = {
    "A server": (server.Server, connection.Connection, server.ChannelHandle, refusals.ErrorReply, refusals.Reject),
    "Its options": (server_options.ServerOptions, rate.Rate, gauges.Gauges),
    "Brokers": (broker.Broker, memory.MemoryBroker, redis.RedisBroker, broker.BrokerUnavailable),
    "A client": (client.Client, streams.Subscription, streams.ReplyStream),
    "A client without asyncio": (sync_client.ClientSync, sync_streams.SubscriptionSync, sync_streams.ReplyStreamSync),
    "A client's options": (options.ClientOptions, reconnect.ReconnectPolicy),
    "What a client raises": (
        errors.ClientError,
        errors.Closed,
        errors.Unauthorized,
        errors.HeartbeatLost,
        errors.Overloaded,
        errors.ProtocolError,
        errors.RequestLost,
        errors.Unreachable,
        errors.HandshakeFailed,
        errors.RequestFailed,
        errors.SubscriptionRefused,
        errors.QueueOverflow,
        writing.InvalidMessage,
    ),
    "What happens, told": (observing.Observer,),
    "For tests": tuple(getattr(testing, name) for name in sorted(testing.__all__)),
}
"""What somebody imports, or gets from what they imported, in the order in which it is met."""
INTRODUCTION: Final = (
    "A generated package has classes of its document's own, such as `ChatServer`, `ChatClient` and `ChatClientSync`,",
    "with a method for each message and topic; `wsgen explain-protocol` lists them ([protocol.md](../protocol.md)).",
    "What they have besides, in every package, is here. All of it is imported from the package itself",
    "(`from generated import Reject`), the last part from `generated._runtime.testing`. What begins with `_` is",
    "nobody's to use. How it behaves is told in [server.md](../server.md), [client.md](../client.md) and",
    "[operations.md](../operations.md).",
)
HERE: Final = "wsgen.runtime"
OF_THE_PROTOCOL: Final = frozenset({"ClientState"})
"""A type that isn't a class; its words stand with `Client.state`."""
OF_THE_RUNTIME: Final = frozenset({"at", "identify", "life_settings", "transport_settings", "limits"})
"""Methods that the runtime's own parts call, and nobody else."""


def api_page() -> str:
    """The whole page, as Markdown."""
    parts = [
        "# The generated API",
        "<!-- Made by `make docs` from the docstrings of wsgen/runtime; edit those. -->\n",
        *INTRODUCTION,
        "",
    ]
    for title, things in GROUPS.items():
        parts += [f"## {title}", ""]
        for thing in things:
            parts += [*_told(thing), ""]
    return "\n".join(parts)


def missing() -> set[str]:
    """Names that a generated package exports, that aren't its document's, and that the page doesn't have."""
    shown = {getattr(each, "__name__", "") for things in GROUPS.values() for each in things}
    return {name for name in generated.__all__ if _is_runtime(name)} - shown - OF_THE_PROTOCOL


def _is_runtime(name: str) -> bool:
    thing = getattr(generated, name)
    return inspect.isclass(thing) and thing.__module__.startswith("generated._runtime")


def _told(thing: object) -> Iterator[str]:
    """A heading, the docstring, and a row a member."""
    if not inspect.isclass(thing):
        yield from _function(thing)
        return
    bases = [base.__name__ for base in thing.__mro__[1:] if base.__module__.startswith(HERE)]
    of = f" ({', '.join(f'`{base}`' for base in bases)})" if bases and issubclass(thing, Exception) else ""
    yield f"### `{thing.__name__}`{of}"
    yield ""
    yield inspect.cleandoc(thing.__doc__ or "")
    rows = list(_members(thing))
    if rows:
        yield from ("", "| | |", "|---|---|", *rows)


def _function(thing: object) -> Iterator[str]:
    if not inspect.isfunction(thing):
        yield from _value(thing)
        return
    node = _definition(thing)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield f"### `{_signature(node, is_method=False)}`"
    yield ""
    yield inspect.cleandoc(thing.__doc__ or "")


def _value(thing: object) -> Iterator[str]:
    """A constant or the name of a type, as the source has it, with the words below it."""
    name = next(each for each in testing.__all__ if getattr(testing, each) is thing)
    for path in sorted(Path(str(testing.__file__)).parent.glob("*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for node, following in zip(body, [*body[1:], None], strict=True):
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name and node.value is not None:
                yield f"### `{name}`\n\n{_code(ast.unparse(node.value))}"
                if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
                    yield f"\n{inspect.cleandoc(str(following.value.value))}"


def _members(cls: type) -> Iterator[str]:
    """A row for each public attribute that says what it is, a base's behind those of the class itself."""
    seen: set[str] = set()
    for base in cls.__mro__:
        if not base.__module__.startswith(HERE):
            continue
        node = _definition(base)
        body = node.body if isinstance(node, ast.ClassDef) else []
        for member, following in zip(body, [*body[1:], None], strict=True):
            told = _member(member, following)
            if told is not None and told[0] not in seen:
                seen.add(told[0])
                yield f"| {_code(told[1])} | {told[2]} |"


def _member(node: ast.stmt, following: ast.stmt | None) -> tuple[str, str, str] | None:
    """Name, how it is written, and what it does; None for what is nobody's."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        doc = following.value if isinstance(following, ast.Expr) else None
        text = doc.value if isinstance(doc, ast.Constant) and isinstance(doc.value, str) else ""
        value = ast.unparse(node.value) if node.value is not None else ""
        # What makes a default is of no use to a reader.
        default = f" = {'…' if value.startswith('field(') else value}" if value else ""
        name, written = node.target.id, f"{node.target.id}: {ast.unparse(node.annotation)}{default}"
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        text = ast.get_docstring(node) or ""
        name, written = node.name, _signature(node, is_method=True)
    else:
        return None
    is_unsaid = not text and (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or "ClassVar" in written)
    if name.startswith("_") or name in OF_THE_RUNTIME or is_unsaid:
        return None
    return name, written, " ".join(text.split()).replace("|", "\\|")


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef, *, is_method: bool) -> str:
    decorators = {ast.unparse(each) for each in node.decorator_list}
    gives = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    if "property" in decorators:
        return f"{node.name}{gives.replace(' ->', ':')}"
    arguments = ast.unparse(node.args).replace("Connection[ArgumentsT, StateT, UserT]", "Connection")
    if is_method:
        arguments = arguments.partition(", ")[2] if arguments.startswith(("self", "cls")) else arguments
    is_awaited = isinstance(node, ast.AsyncFunctionDef) and "Async" not in gives
    before = "await " if is_awaited else "async with " if "asynccontextmanager" in decorators else ""
    return f"{before}{node.name}({arguments.removeprefix('*, ') if arguments == '*, ' else arguments}){gives}"


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"


def _definition(thing: object) -> ast.AST:
    """Where it is defined, as the source has it, so that types stand as they are written there."""
    name, module = getattr(thing, "__name__", ""), getattr(thing, "__module__", "")
    tree = ast.parse(Path(str(sys.modules[module].__file__)).read_text(encoding="utf-8"))
    return next(node for node in tree.body if getattr(node, "name", None) == name)
