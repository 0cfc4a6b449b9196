"""Reads what datamodel-code-generator wrote, as a syntax tree, for the types in it alone."""

import ast
import copy
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from .literal import WIDEST


class UnexpectedSourceError(Exception):
    """Generated Python isn't what was asked for: always a fault of wsgen, never of a document."""


def read_types(source: str, of: str, names: AbstractSet[str]) -> Mapping[str, ast.expr]:
    """The types of the fields of class `of` in `source`, by key.

    `names` are the other classes' names that types may have in them. Named types that nobody planned are written out
    where they are used. Raises UnexpectedSourceError for any other thing that isn't a type.
    """
    fields: dict[str, ast.expr] = {}
    aliases: dict[str, ast.expr] = {}
    for statement in ast.parse(source).body:
        match statement:
            case ast.ClassDef(name=name, body=body):
                if name == of:
                    fields = dict(_field(each) for each in body if isinstance(each, ast.AnnAssign))
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="TypeAliasType"), args=[_, value])
            ):
                aliases[name] = value
            case ast.ImportFrom() | ast.Expr():
                pass
            case _:
                raise UnexpectedSourceError(ast.unparse(statement))
    resolve = _Resolver(names, aliases).visit
    return {key: resolve(each) for key, each in fields.items()}


def _field(statement: ast.AnnAssign) -> tuple[str, ast.expr]:
    """The key's stand-in, and the type. A field that was renamed has its key as alias; that is taken off."""
    if not isinstance(statement.target, ast.Name):
        raise UnexpectedSourceError(ast.unparse(statement))
    key, annotation = statement.target.id, statement.annotation
    base, metadata = split(annotation)
    kept: list[ast.expr] = []
    for each in metadata:
        if isinstance(each, ast.Call):
            for keyword in each.keywords:
                if keyword.arg == "alias" and isinstance(keyword.value, ast.Constant):
                    key = str(keyword.value.value)
            each.keywords = [keyword for keyword in each.keywords if keyword.arg != "alias"]
        if not isinstance(each, ast.Call) or each.keywords:
            kept.append(each)
    return key, annotated(base, kept)


def split(annotation: ast.expr) -> tuple[ast.expr, list[ast.expr]]:
    """The type, and what stands behind it in `Annotated`."""
    match annotation:
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[base, *metadata])):
            return base, metadata
        case _:
            return annotation, []


def annotated(base: ast.expr, metadata: list[ast.expr]) -> ast.expr:
    """The type with `metadata`; the type alone where there is none."""
    return _subscript("Annotated", [base, *metadata]) if metadata else base


def union(members: list[ast.expr]) -> ast.expr:
    """`a | b | …`, of very many in groups: `a | b | (c | d)`."""
    if len(members) > WIDEST:
        members = [union(members[start : start + WIDEST]) for start in range(0, len(members), WIDEST)]
    result = members[0]
    for each in members[1:]:
        result = ast.BinOp(result, ast.BitOr(), each)
    return result


def members(annotation: ast.expr) -> list[ast.expr]:
    """What `union` was made of; the type itself where it isn't one."""
    found: list[ast.expr] = []
    left = [annotation]
    while left:
        part = left.pop()
        if isinstance(part, ast.BinOp):
            left.extend((part.right, part.left))
        else:
            found.append(part)
    return found


def _subscript(name: str, elements: list[ast.expr]) -> ast.Subscript:
    inner = elements[0] if len(elements) == 1 else ast.Tuple(elements, ast.Load())
    return ast.Subscript(ast.Name(name, ast.Load()), inner, ast.Load())


class _Resolver:
    """Writes a type anew from the few kinds of nodes that a type has."""

    def __init__(self, names: AbstractSet[str], aliases: Mapping[str, ast.expr]) -> None:
        self._names = names
        self._aliases = aliases

    def visit(self, node: ast.expr) -> ast.expr:
        match node:
            case ast.Constant(value=None):
                return node
            case ast.Constant(value=str(reference)):
                return self.visit(ast.parse(reference, mode="eval").body)
            case ast.Name(id=name):
                return self._name(name)
            case ast.BinOp(op=ast.BitOr()):
                return union([part for each in members(node) for part in members(self.visit(each))])
            case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=elements)):
                return union([part for each in elements for part in members(self.visit(each))])
            case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
                return union([*members(self.visit(inner)), ast.Constant(None)])
            case ast.Subscript(value=ast.Name(id="Literal")):
                return node
            case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[base, *metadata])):
                inner, more = split(self.visit(base))
                return annotated(inner, [*more, *metadata])
            case ast.Subscript(value=ast.Name(id=("list" | "dict" | "tuple") as name), slice=inner):
                elements = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                return _subscript(name, [self.visit(each) for each in elements])
            case _:
                raise UnexpectedSourceError(ast.unparse(node))

    def _name(self, name: str) -> ast.expr:
        if name in self._aliases:
            return copy.deepcopy(self.visit(self._aliases[name]))
        if name in self._names or name in {"Any", "bool", "dict", "float", "int", "list", "str"}:
            return ast.Name(name, ast.Load())
        raise UnexpectedSourceError(f"no such type: {name}")
