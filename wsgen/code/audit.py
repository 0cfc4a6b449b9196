"""Looks at the finished models.py once more: nothing in it but the planned names, and nothing that runs but types."""

import ast
from collections.abc import Collection, Iterable
from typing import Final

from .rewrite import UnexpectedSourceError

_IMPORTS: Final = frozenset(
    {
        "__future__.annotations",
        "typing.Annotated",
        "typing.Any",
        "typing.Literal",
        "typing.TypeAlias",
        "typing_extensions.TypeAliasType",
        "pydantic.ConfigDict",
        "pydantic.Field",
        "._runtime.wire.EXACT",
        "._runtime.wire.UNSET",
        "._runtime.wire.WireModel",
    }
)
_CALLS: Final = frozenset({"ConfigDict", "Field", "TypeAliasType"})
_BUILTINS: Final = frozenset({"bool", "dict", "float", "int", "list", "str", "tuple"})
_STATEMENTS: Final = (ast.AnnAssign, ast.Assign, ast.ClassDef, ast.Expr, ast.ImportFrom, ast.Pass)
_PARTS: Final = (
    *(
        ast.Name,
        ast.Constant,
        ast.Subscript,
        ast.Tuple,
        ast.List,
        ast.Dict,
        ast.BinOp,
        ast.BitOr,
        ast.UnaryOp,
        ast.USub,
    ),
    *(ast.Call, ast.keyword, ast.Attribute, ast.alias, ast.Load, ast.Store, ast.Module),
)


def audit(imports: Iterable[str], source: str, names: Collection[str]) -> None:
    """Raises UnexpectedSourceError unless `source` defines exactly `names` and otherwise only says what types they are.

    Text of a document can't get here as code (it passes `literal`). This looks at the result as if it could.
    """
    head = ast.parse("\n".join(imports))
    imported = {
        f"{'.' * each.level}{each.module}.{name.name}"
        for each in head.body
        if isinstance(each, ast.ImportFrom)
        for name in each.names
        if name.asname is None
    }
    _require(imported <= _IMPORTS and all(isinstance(each, ast.ImportFrom) for each in head.body), "an import")
    module = ast.parse(source)
    known = (
        {name.rsplit(".", 1)[1] for name in imported}
        | set(names)
        | {"bool", "dict", "float", "int", "list", "str", "tuple"}
    )
    for node in ast.walk(module):
        _check(node, known, names)
    _require(sorted(_defined(module)) == sorted(names), "a name that was not planned, or not the ones that were")


def _check(node: ast.AST, known: Collection[str], names: Collection[str]) -> None:
    _require(isinstance(node, (*_STATEMENTS, *_PARTS)), f"a {type(node).__name__}")
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            _require(name in known, f"the name {name}")
        case ast.Call(func=ast.Name(id=name), args=arguments):
            _require(name in _CALLS, f"a call of {name}")
            if name == "TypeAliasType":
                # Its second argument is a type as text, which Pydantic evaluates.
                inner = ast.parse(ast.literal_eval(arguments[1]), mode="eval").body
                for each in ast.walk(inner):
                    _check(each, known, names)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="model_rebuild"), args=[], keywords=[]):
            _require(name in names, f"a call of {name}'s method")
        case ast.Call():
            _require(None, "a call")
        case ast.Attribute(attr=name):
            _require(name == "model_rebuild", f"the attribute {name}")
        case ast.ClassDef(bases=[ast.Name(id=base)], keywords=[], decorator_list=[]):
            _require(base == "WireModel" or base in names, f"the base {base}")
        case ast.ClassDef(name=name):
            _require(None, f"the class {name}")
        case ast.ImportFrom():
            _require(None, "an import among the classes")


def _defined(module: ast.Module) -> Iterable[str]:
    for statement in module.body:
        match statement:
            case ast.ClassDef(name=name):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                yield name


def _require(condition: object, what: str) -> None:
    if not condition:
        raise UnexpectedSourceError(f"generated models hold {what}")
