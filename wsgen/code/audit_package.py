"""Looks at every generated file once more: it imports, calls and defines what it may, and nothing else."""

import ast
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from ..plan.protocol import Protocol
from .rewrite import UnexpectedSourceError

_LIBRARY: Final = frozenset(
    {
        "__future__",
        "abc",
        "collections.abc",
        "concurrent.futures",
        "dataclasses",
        "importlib",
        "pathlib",
        "pydantic",
        "typing",
    }
    | {"typing_extensions"}
)
# What Python offers everywhere and generated code uses; `getattr` and `globals` are how `__init__.py` loads lazily.
_TYPES: Final = frozenset({"bool", "dict", "float", "int", "list", "object", "str", "tuple", "type"})
_BUILTINS: Final = _TYPES | {"AttributeError", "property", "sorted", "staticmethod", "super"}
_LOADING: Final = _BUILTINS | {"getattr", "globals"}
_DUNDERS: Final = frozenset({"__all__", "__dir__", "__file__", "__getattr__", "__init__", "__name__"})
# What a file may be made of and needs no closer look. What's neither here nor in `_is_allowed` could run something.
_INERT: Final[AbstractSet[type[ast.AST]]] = frozenset(
    {ast.AnnAssign, ast.Assign, ast.Await, ast.BinOp, ast.BitOr, ast.Compare, ast.Constant}
    | {ast.Dict, ast.DictComp, ast.Expr, ast.FormattedValue, ast.If, ast.IfExp, ast.Is, ast.JoinedStr}
    | {ast.List, ast.Load}
    | {ast.Module, ast.Pass, ast.Raise, ast.Return, ast.Set, ast.Starred, ast.Store, ast.Subscript, ast.Tuple}
    | {ast.USub, ast.UnaryOp, ast.alias, ast.arg, ast.arguments, ast.comprehension, ast.keyword}
)


class _Classes(NamedTuple):
    """The classes that a file must define, and those that it may define too."""

    required: AbstractSet[str]
    optional: AbstractSet[str] = frozenset()


def audit_package(sources: Iterable[tuple[str, str]], protocol: Protocol) -> None:
    """Raises UnexpectedSourceError unless each of the files (path and source) is what wsgen writes for this protocol.

    Text of a document can't get here as code (it passes `literal`), nor a name that wasn't planned (it is no
    Identifier). This looks at the result as if both could. `models.py` was looked at where it was made, by `audit`.
    """
    classes = _classes(protocol)
    for path, source in sources:
        if path not in classes:
            continue
        tree = ast.parse(source)
        _check(path, tree)
        defined = [each.name for each in tree.body if isinstance(each, ast.ClassDef)]
        asked = classes[path]
        if len(set(defined)) < len(defined) or not asked.required <= set(defined) <= asked.required | asked.optional:
            raise UnexpectedSourceError(f"the classes in {path} are not the planned ones")


def _classes(protocol: Protocol) -> Mapping[str, _Classes]:
    connections = protocol.connections
    topics = [topic for each in connections for topic in each.topics]
    return {
        "__init__.py": _Classes(frozenset()),
        "channels.py": _Classes({topic.class_name for topic in topics}),
        "client.py": _Classes({each.client_class for each in connections}),
        "client_sync.py": _Classes({each.client_class_sync for each in connections}),
        "dispatch.py": _Classes({each.arguments_class for each in connections}),
        "messages.py": _Classes(frozenset()),
        "server.py": _Classes({each.server_class for each in connections}, {topic.handle for topic in topics}),
    }


def _check(path: str, tree: ast.Module) -> None:
    nodes = list(ast.walk(tree))
    builtins = _LOADING if path == "__init__.py" else _BUILTINS
    offered = {each.asname or each.name for node in nodes if isinstance(node, ast.ImportFrom) for each in node.names}
    offered.update(node.name for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef))
    local = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    local.update(node.arg for node in nodes if isinstance(node, ast.arg))
    offered |= builtins
    local |= {"__file__", "__name__"}
    for node in nodes:
        if type(node) not in _INERT and not _is_allowed(node, offered, local):
            raise UnexpectedSourceError(f"{path}: {ast.unparse(node)}")
    for statement in tree.body:
        if (
            isinstance(statement, ast.Expr)
            and not isinstance(statement.value, ast.Constant)
            and not _rebuilds(statement)
        ):
            raise UnexpectedSourceError(f"{path}: {ast.unparse(statement)}")


def _is_allowed(node: ast.AST, offered: AbstractSet[str], local: AbstractSet[str]) -> bool:
    """Whether a node may stand in a file: `offered` are the names that may be called, `local` those of values."""
    match node:
        case ast.ImportFrom(module=module, level=level):
            return module in _LIBRARY if level == 0 else level == 1
        case ast.Call(func=ast.Name(id=name)):
            return name in offered
        case ast.Call(func=ast.Attribute(value=value)):
            return (root := _root(value)) in offered or root in {"self", "_MODULES"}
        case ast.Call():
            return False
        case ast.Name(id=name, ctx=ast.Load()):
            return name in offered or name in local
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            return not name.startswith("__") or name in _DUNDERS
        case ast.AsyncFunctionDef(name=name):
            return not name.startswith("_")
        case _:
            return False


def _root(node: ast.expr) -> str | None:
    """The name that a chain of attributes and calls begins with."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else None


def _rebuilds(statement: ast.Expr) -> bool:
    match statement.value:
        case ast.Call(func=ast.Attribute(value=ast.Name(), attr="model_rebuild"), args=[], keywords=[]):
            return True
        case _:
            return False
