"""Finds the field that tells the classes of a union apart, so that Pydantic looks at one class instead of all."""

import ast
from collections.abc import Mapping

from ..plan.identifier import Identifier
from .bundle import Schema, schemas_in
from .rewrite import annotated, members, union

Tags = Mapping[str, tuple[Identifier, frozenset[str]]]
"""Of one class: key → attribute and the texts it can be, for each key that must be there and is one of some texts."""


def texts(schema: Schema, aliases: Mapping[str, Schema]) -> frozenset[str] | None:
    """The texts that a loosened schema accepts; None where it accepts anything else, or any text."""
    seen: set[str] = set()
    name = schema.get("$ref")
    while isinstance(name, str) and name in aliases and name not in seen:
        seen.add(name)
        schema = aliases[name]
        name = schema.get("$ref")
    allowed = schemas_in(schema, "enum")
    found = frozenset(each for each in allowed if isinstance(each, str))
    return found if found and len(found) == len(allowed) else None


def with_tags(annotation: ast.expr, tags: Mapping[str, Tags]) -> ast.expr:
    """The type with `Field(discriminator=…)` around each union of classes, where a field tells all of them apart.

    `tags` are those of the classes. A union that has no such field stays as it is.
    """
    tagged: ast.expr = _Tagger(tags).visit(annotation)
    return tagged


class _Tagger(ast.NodeTransformer):
    def __init__(self, tags: Mapping[str, Tags]) -> None:
        self._tags = tags

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:  # ast calls it so
        parts = members(node)
        classes = [each for each in parts if isinstance(each, ast.Name) and each.id in self._tags]
        rest = [self.visit(each) for each in parts if each not in classes]
        # Beside Any every value is right, also one that no class of the union has a tag for.
        is_open = any(isinstance(each, ast.Name) and each.id == "Any" for each in rest)
        attribute = self._discriminator([each.id for each in classes]) if len(classes) > 1 and not is_open else None
        if attribute is None:
            return node if not rest else union([*classes, *rest])
        field = ast.Call(
            ast.Name("Field", ast.Load()), [], [ast.keyword("discriminator", ast.Constant(str(attribute)))]
        )
        return union([annotated(union([*classes]), [field]), *rest])

    def _discriminator(self, classes: list[str]) -> Identifier | None:
        for key, (attribute, _) in self._tags[classes[0]].items():
            found = [self._tags[each].get(key) for each in classes]
            tags = [each for each in found if each is not None and each[0] == attribute]
            if len(tags) < len(classes):
                continue
            if sum(len(each[1]) for each in tags) == len(frozenset[str]().union(*(each[1] for each in tags))):
                return attribute
        return None
