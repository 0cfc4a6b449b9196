"""Looks at the finished models.py once more: nothing in it but the planned names, and what they are."""

import ast
from collections.abc import Collection, Iterable
from typing import Final

from .rewrite import UnexpectedSourceError

_IMPORTS: Final = frozenset(
    {
        "__future__.annotations",
        "typing.TYPE_CHECKING",
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
        "._runtime.wire_root.WireRoot",
    }
)
_BUILTINS: Final = frozenset({"bool", "dict", "float", "int", "list", "str", "tuple"})
_FIELD: Final = frozenset(
    {"alias", "discriminator", "ge", "gt", "le", "lt", "max_length", "min_length", "multiple_of", "pattern"}
)


def audit(imports: Iterable[str], source: str, names: Collection[str]) -> None:
    """Raises UnexpectedSourceError unless `source` defines exactly `names`, and says nothing but what types they are.

    Text of a document can't get here as code (it passes `literal`). This looks at the result as if it could.
    """
    for statement in ast.parse("\n".join(imports)).body:
        _require(isinstance(statement, ast.ImportFrom) and set(_imported(statement)) <= _IMPORTS, statement)
    auditor = _Auditor(frozenset(names))
    module = ast.parse(source)
    defined = [auditor.statement(each) for each in module.body]
    if sorted(each for each in defined if each is not None) != sorted(names):
        raise UnexpectedSourceError("the names in models.py are not the planned ones")


def types_as_text(statement: ast.stmt) -> tuple[ast.expr, ...]:
    """The types in a statement of models.py that stand there as text, because they name themselves."""
    match statement:
        case ast.If(
            body=[ast.AnnAssign(value=ast.Constant(value=str(known)))],
            orelse=[ast.Assign(value=ast.Call(args=[_, ast.Constant(value=str(run))]))],
        ):
            return ast.parse(known, mode="eval").body, ast.parse(run, mode="eval").body
        case _:
            return ()


class _Auditor:
    """The grammar of models.py: each method takes one kind of thing, and raises for anything else."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def statement(self, node: ast.stmt) -> str | None:
        """The name that the statement defines, None where it defines none."""
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                return None
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="model_rebuild"), args=[], keywords=[])
            ):
                _require(name in self._names, node)
                return None
            case ast.ClassDef(name=name, bases=[ast.Name(id=base)], keywords=[], decorator_list=[], body=body):
                _require(base in {"WireModel", "WireRoot"} or base in self._names, node)
                for each in body:
                    self._member(each)
                return name
            case ast.AnnAssign(
                target=ast.Name(id=name), annotation=ast.Name(id="TypeAlias"), value=ast.expr() as value
            ):
                self._type(value)
                return name
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), body=[ast.AnnAssign(target=ast.Name(id=name))]):
                texts = types_as_text(node)
                _require(texts, node)
                for text in texts:
                    self._type(text)
                return name
            case _:
                raise UnexpectedSourceError(ast.unparse(node))

    def _member(self, node: ast.stmt) -> None:
        match node:
            case ast.Pass() | ast.Expr(value=ast.Constant(value=str())):
                pass
            case ast.Assign(targets=[ast.Name(id="model_config")]):
                _require(ast.unparse(node.value) == "ConfigDict(extra='forbid')", node)
            case ast.AnnAssign(target=ast.Name(), annotation=annotation, value=value):
                self._type(annotation)
                if value is not None:
                    _literal(value)
            case _:
                raise UnexpectedSourceError(ast.unparse(node))

    def _type(self, node: ast.expr) -> None:
        match node:
            case ast.Constant(value=None):
                pass
            case ast.Name(id=name):
                _require(name == "Any" or name in _BUILTINS or name in self._names, node)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                self._type(left)
                self._type(right)
            case ast.Subscript(value=ast.Name(id="Literal"), slice=inner):
                _literal(inner)
            case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[base, *metadata])):
                self._type(base)
                for each in metadata:
                    _require(isinstance(each, ast.Call) or ast.unparse(each) in {"EXACT", "UNSET"}, node)
                    if isinstance(each, ast.Call):
                        _field(each)
            case ast.Subscript(value=ast.Name(id=("dict" | "list" | "tuple")), slice=inner):
                for each in inner.elts if isinstance(inner, ast.Tuple) else [inner]:
                    self._type(each)
            case _:
                raise UnexpectedSourceError(ast.unparse(node))


def _field(node: ast.Call) -> None:
    _require(ast.unparse(node.func) == "Field" and not node.args, node)
    for each in node.keywords:
        _require(each.arg in _FIELD, node)
        _literal(each.value)


def _literal(node: ast.expr) -> None:
    try:
        ast.literal_eval(node)
    except ValueError as error:
        raise UnexpectedSourceError(ast.unparse(node)) from error


def _imported(statement: ast.ImportFrom) -> Iterable[str]:
    return (f"{'.' * statement.level}{statement.module}.{each.name}{each.asname or ''}" for each in statement.names)


def _require(condition: object, node: ast.AST) -> None:
    if not condition:
        raise UnexpectedSourceError(ast.unparse(node))
