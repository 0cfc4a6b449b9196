"""Writes classes and named types as Python source, from the plan's names and the types that were read."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from ..plan.identifier import Identifier
from ..spec.node import Value
from .bundle import Schema
from .generated import ModelClass, ModelField
from .literal import docstring, literal
from .rewrite import annotated, members, split, union


@dataclass(frozen=True, slots=True)
class Attribute:
    """One field before it's written. `annotation` is its type as the wire has it, absence left out."""

    wire: str
    python: Identifier
    annotation: ast.expr
    schema: Schema
    required: bool
    nullable: bool
    default: Value
    description: str


@dataclass(frozen=True, slots=True)
class Class:
    """One class before it's written; `attributes` are its own. `is_root`: its only one is the whole value, `root`."""

    name: Identifier
    parent: Identifier | None
    is_closed: bool
    attributes: tuple[Attribute, ...]
    description: str
    is_root: bool = False


@dataclass(frozen=True, slots=True)
class Alias:
    """One named type before it's written. `is_recursive`: it refers to itself, through others or not."""

    name: Identifier
    value: ast.expr
    is_recursive: bool
    description: str


def names_in(*nodes: ast.AST) -> frozenset[str]:
    """All names in some types."""
    return frozenset(each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name))


def source(node: ast.expr) -> str:
    """A type as source. Its text and numbers are written by `literal`, the same under every Python."""
    return ast.unparse(_Literals().visit(ast.parse(ast.unparse(node), mode="eval").body))


def write_class(model: Class) -> str:
    """A class statement."""
    lines = [f"class {model.name}({model.parent or ('WireRoot' if model.is_root else 'WireModel')}):"]
    if model.description:
        # Black leaves a blank line here, and looks twice at each text that isn't as it leaves it.
        lines.append(f"    {docstring(model.description)}\n")
    if model.is_closed:
        lines.append('    model_config = ConfigDict(extra="forbid")')
    for each in model.attributes:
        lines.append(f"    {each.python}: {source(_annotation(each))}{_default(each)}")
        if each.description:
            lines.append(f"    {docstring(each.description)}")
    if len(lines) == 1:
        lines.append("    pass")
    return "\n".join(lines) + "\n"


def write_alias(alias: Alias) -> str:
    """A named type. One that refers to itself is read by Pydantic when all names are known, so it is text."""
    if alias.is_recursive:
        base, metadata = split(alias.value)
        exact = annotated(base, [*metadata, ast.Name("EXACT", ast.Load())])
        # Pyright loses itself in a TypeAliasType that names itself, where a field of that type is met first.
        line = (
            f"if TYPE_CHECKING:\n    {alias.name}: TypeAlias = {literal(source(alias.value))}\n"
            f"else:\n    {alias.name} = TypeAliasType({literal(alias.name)}, {literal(source(exact))})\n"
        )
    else:
        line = f"{alias.name}: TypeAlias = {source(alias.value)}\n"
    return f"{line}{docstring(alias.description, 0)}\n" if alias.description else line


def describe(model: Class | Alias, inherited: Iterable[ModelField] = ()) -> ModelClass:
    """What other generated files must know of it."""
    if isinstance(model, Alias):
        return ModelClass(model.name, (), is_alias=True)
    fields = (*inherited, *map(_describe, model.attributes))
    if model.is_root:
        return ModelClass(model.name, (), is_alias=False, root=fields[0])
    return ModelClass(model.name, fields, is_alias=False)


def _describe(attribute: Attribute) -> ModelField:
    bare = _bare(attribute.annotation)
    has_none = attribute.required or attribute.nullable or attribute.default is not None
    annotation = bare if has_none else union([*members(bare), ast.Constant(None)])
    return ModelField(
        attribute.wire,
        attribute.python,
        source(annotation),
        attribute.required,
        is_constant=attribute.required and _constant(attribute) is not None,
        nullable=attribute.nullable or (not attribute.required and attribute.default is not None),
        default=_default(attribute).removeprefix(" = ") or None,
    )


def _constant(attribute: Attribute) -> ast.expr | None:
    """The one value that the field can have, where Python's Literal can say it."""
    match attribute.annotation:
        case ast.Subscript(value=ast.Name(id="Literal"), slice=inner) if not isinstance(inner, ast.Tuple):
            return inner
        case _:
            return None


def _annotation(attribute: Attribute) -> ast.expr:
    base, metadata = split(attribute.annotation)
    if not attribute.required and not attribute.nullable and attribute.default is None:
        base = union([*members(base), ast.Constant(None)])
        metadata = [ast.Name("UNSET", ast.Load()), *metadata]
    if attribute.wire != attribute.python:
        alias = ast.keyword("alias", ast.Constant(attribute.wire))
        calls = [each for each in metadata if isinstance(each, ast.Call)]
        field = ast.Call(ast.Name("Field", ast.Load()), [], [*(calls[0].keywords if calls else ()), alias])
        metadata = [*(each for each in metadata if each not in calls), field]
    return annotated(base, metadata)


def _default(attribute: Attribute) -> str:
    if attribute.required:
        constant = _constant(attribute)
        return "" if constant is None else f" = {source(constant)}"
    return f" = {literal(attribute.default)}"


def _bare(annotation: ast.expr) -> ast.expr:
    bare: ast.expr = _Bare().visit(ast.parse(ast.unparse(annotation), mode="eval").body)
    return bare


class _Bare(ast.NodeTransformer):
    """Takes `Annotated` off, everywhere in a type."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:  # ast calls it so
        base, metadata = split(node)
        return self.visit(base) if metadata else self.generic_visit(node)


class _Literals(ast.NodeTransformer):
    """Puts a name that reads like the literal where a literal was: ast writes names as they stand."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:  # ast calls it so
        value = node.value
        return ast.Name(literal(value), ast.Load()) if isinstance(value, str | float) else node
