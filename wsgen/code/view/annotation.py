"""Reads the annotation of a model's field and writes it as the type of a client method's parameter."""

import ast
from collections.abc import Callable, Iterable
from typing import Final

from ...plan.identifier import Identifier
from ...spec.node import Value
from ..literal import Code, compose, identifier, join, literal
from ..rewrite import members
from .imports import NOTHING, Import, Source, union, use

_BUILTIN: Final = frozenset({"bool", "dict", "float", "int", "list", "object", "str", "tuple"})
_TYPING: Final = frozenset({"Any", "Literal", "Union"})


def parameter_type(annotation: str, models: Iterable[str], model: Callable[[Identifier], Source]) -> Source:
    """The type in `annotation`, with what must be imported for it.

    `models` are the names that mean a model or an alias of `models.py`; `model` says how this file writes one. Every
    other name must be a builtin or typing's. Raises ValueError for anything else, which is always a fault of wsgen.
    """
    return _Reader(frozenset(models), model).read(ast.parse(annotation, mode="eval").body)


def optional(source: Source) -> Source:
    """The same type, or None."""
    if source.code == "None" or source.code.endswith(" | None"):
        return source
    return Source(compose("{type} | None", type=source.code), source.needs)


class _Reader:
    """Walks one annotation."""

    def __init__(self, models: frozenset[str], model: Callable[[Identifier], Source]) -> None:
        self._models = models
        self._model = model

    def read(self, node: ast.expr) -> Source:
        match node:
            case ast.Constant(value=None):
                return Source(compose("None"))
            case ast.Constant(value=str(quoted)):
                # A forward reference: everything that it may name is imported here.
                return self.read(ast.parse(quoted, mode="eval").body)
            case ast.Constant(value=value) if value is ...:
                return Source(compose("..."))
            case ast.Name(id=name):
                return self._name(name)
            case ast.BinOp(op=ast.BitOr()):
                return union(self.read(each) for each in members(node))
            case ast.Subscript(value=ast.Name(id="Literal"), slice=inner):
                values = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                shown = join(", ", (_constant(each) for each in values))
                return Source(compose("Literal[{values}]", values=shown), use("typing", "Literal"))
            case ast.Subscript(value=outer, slice=ast.Tuple(elts=parts)):
                read = [self.read(each) for each in parts]
                inner_source = Source(
                    join(", ", (each.code for each in read)), NOTHING.union(*(each.needs for each in read))
                )
                return _of(self.read(outer), inner_source)
            case ast.Subscript(value=outer, slice=inner):
                return _of(self.read(outer), self.read(inner))
            case _:
                raise ValueError(f"not an annotation of a model: {ast.unparse(node)}")

    def _name(self, name: str) -> Source:
        if name in self._models:
            return self._model(Identifier(name))
        code = identifier(Identifier(name))
        if name in _BUILTIN:
            return Source(code)
        if name in _TYPING:
            return Source(code, frozenset({Import(compose("typing"), code)}))
        raise ValueError(f"not a name of a model's annotation: {name}")


def _of(outer: Source, inner: Source) -> Source:
    return Source(compose("{outer}[{inner}]", outer=outer.code, inner=inner.code), outer.needs | inner.needs)


def _constant(node: ast.expr) -> Code:
    value: Value = ast.literal_eval(node)
    return literal(value)
