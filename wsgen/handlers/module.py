"""Reads a module of the user's, without running it: its imports, and the classes that extend a generated server."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..diagnostics.location import Location

# Classes that bring no handlers.
_PLAIN: Final = frozenset({"object", "ABC", "Generic", "Protocol"})


class NotPythonError(Exception):
    """The text is no Python; the message says why, at `location`."""

    def __init__(self, message: str, location: Location) -> None:
        self.location = location
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a name comes from; `name` is empty where it is the module itself."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Module:
    """A module's text, its classes wherever they stand, and what the names at its top level were imported as."""

    path: str
    text: str
    tree: ast.Module
    classes: tuple[ast.ClassDef, ...]
    imported: Mapping[str, Origin]

    def origin(self, expression: ast.expr) -> Origin | None:
        """Where `expression`, a name with or without dots, comes from; None where nothing was imported."""
        if isinstance(expression, ast.Name):
            return self.imported.get(expression.id)
        inner = self.origin(expression.value) if isinstance(expression, ast.Attribute) else None
        if inner is None or not isinstance(expression, ast.Attribute):
            return None
        return Origin(inside(inner), expression.attr)

    def place(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> Location:
        """Where the name of a class or of a function stands."""
        line = lines_of(self.text)[node.lineno - 1]
        found = re.compile(rf"\s{re.escape(node.name)}\b").search(line, column_of(line, node.col_offset))
        column = found.start() + 2 if found else 1
        return Location(self.path, node.lineno, column, node.lineno, column + len(node.name))


@dataclass(frozen=True, slots=True)
class Family:
    """A class that extends a generated server itself, with what it inherits in the module, and what inherits from it.

    `base` is how it names the generated class, `package` the module of that. `is_open` says that it has a further base
    whose methods aren't known.
    """

    head: ast.ClassDef
    base: ast.expr
    package: str
    classes: tuple[ast.ClassDef, ...]
    is_open: bool

    @property
    def methods(self) -> frozenset[str]:
        """The names of all that is defined in its classes."""
        return frozenset(name for each in self.classes for name in _defined(each.body))


def module_of(text: str, path: str) -> Module:
    """The module with this text; `path` is as the user would type it. Raises NotPythonError."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", None) or 1, getattr(error, "offset", None) or 1
        message = getattr(error, "msg", None) or str(error)
        raise NotPythonError(message, Location(path, line, column, line, column + 1)) from None
    classes = tuple(each for each in ast.walk(tree) if isinstance(each, ast.ClassDef))
    has_late_annotations = any(
        isinstance(each, ast.ImportFrom)
        and each.module == "__future__"
        and any(alias.name == "annotations" for alias in each.names)
        for each in tree.body
    )
    return Module(path, text, tree, classes, dict(_imported(tree.body, has_late_annotations=has_late_annotations)))


def families(module: Module, server: str) -> tuple[Family, ...]:
    """The classes that extend the generated class `server`."""
    by_name = {each.name: each for each in module.classes}
    found: list[Family] = []
    for head in module.classes:
        for base in head.bases:
            origin = module.origin(base.value if isinstance(base, ast.Subscript) else base)
            if origin is None or origin.name != server:
                continue
            above = tuple(_above(head, by_name))
            below = tuple(_below(head, by_name, module.classes))
            further = [each for one in above for each in one.bases if each is not base]
            is_open = any(not _is_known(each, by_name) for each in further)
            found.append(Family(head, base, origin.module, tuple(dict.fromkeys((*above, *below))), is_open))
    return tuple(found)


def may_extend(module: Module, servers: Iterable[str], names: Iterable[str]) -> bool:
    """Whether a class with a base from elsewhere, that is none of `servers`, has a method of one of these names.

    Such a base may be a generated class, under a name of its own or with a class between.
    """
    by_name, others, wanted = {each.name: each for each in module.classes}, frozenset(servers), frozenset(names)
    for each in module.classes:
        origins = (module.origin(one.value if isinstance(one, ast.Subscript) else one) for one in each.bases)
        unknown = [one for one in each.bases if not _is_known(one, by_name)]
        if unknown and not any(one and one.name in others for one in origins) and wanted & {*_defined(each.body)}:
            return True
    return False


def functions(node: ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The methods that stand in a class, also below an `if`."""
    for each in _statements(node.body):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            yield each


def inside(origin: Origin) -> str:
    """The module that `origin` is, if it is one."""
    dot = "" if origin.module.endswith(".") or not origin.name else "."
    return f"{origin.module}{dot}{origin.name}"


def lines_of(text: str) -> list[str]:
    """The lines as Python counts them, each with its end."""
    return [*re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text), ""]


def column_of(line: str, offset: int) -> int:
    """The column, from 0 and in characters, for an offset in bytes."""
    return len(line.encode()[:offset].decode(errors="ignore"))


def _above(node: ast.ClassDef, by_name: Mapping[str, ast.ClassDef]) -> Iterator[ast.ClassDef]:
    seen, waiting = set[str](), [node]
    while waiting:
        one = waiting.pop(0)
        if one.name in seen:
            continue
        seen.add(one.name)
        yield one
        waiting += (by_name[name] for name in _names(one) if name in by_name)


def _below(
    node: ast.ClassDef, by_name: Mapping[str, ast.ClassDef], classes: Iterable[ast.ClassDef]
) -> Iterator[ast.ClassDef]:
    for each in classes:
        if each is not node and node in _above(each, by_name):
            yield each


def _is_known(base: ast.expr, by_name: Mapping[str, ast.ClassDef]) -> bool:
    name = _name(base)
    return name in by_name or name in _PLAIN


def _names(node: ast.ClassDef) -> Iterator[str]:
    for each in node.bases:
        if (name := _name(each)) is not None:
            yield name


def _name(base: ast.expr) -> str | None:
    inner = base.value if isinstance(base, ast.Subscript) else base
    if isinstance(inner, ast.Attribute):
        return inner.attr if inner.attr in _PLAIN else None
    return inner.id if isinstance(inner, ast.Name) else None


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, and of the blocks in it that are no scope of their own."""
    for each in body:
        yield each
        if isinstance(each, ast.If | ast.Try | ast.With):
            yield from _statements(each.body)
        if isinstance(each, ast.If | ast.Try):
            yield from _statements(each.orelse)
        if isinstance(each, ast.Try):
            yield from _statements(each.finalbody)
            yield from (inner for handler in each.handlers for inner in _statements(handler.body))


def _defined(body: Iterable[ast.stmt]) -> Iterator[str]:
    for each in _statements(body):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield each.name
        elif isinstance(each, ast.Assign):
            yield from (one.id for target in each.targets for one in ast.walk(target) if isinstance(one, ast.Name))
        elif isinstance(each, ast.AnnAssign) and each.value is not None and isinstance(each.target, ast.Name):
            yield each.target.id


def _imported(body: Iterable[ast.stmt], *, has_late_annotations: bool) -> Iterator[tuple[str, Origin]]:
    """What is imported for good: for type checkers alone only where annotations aren't evaluated."""
    for each in body:
        if isinstance(each, ast.If) and "TYPE_CHECKING" in ast.unparse(each.test) and not has_late_annotations:
            yield from _imported(each.orelse, has_late_annotations=has_late_annotations)
        elif isinstance(each, ast.Import):
            for alias in each.names:
                top = alias.name.partition(".")[0]
                yield (alias.asname, Origin(alias.name, "")) if alias.asname else (top, Origin(top, ""))
        elif isinstance(each, ast.ImportFrom):
            module = "." * each.level + (each.module or "")
            yield from ((alias.asname or alias.name, Origin(module, alias.name)) for alias in each.names)
        elif isinstance(each, ast.If | ast.Try):
            inner = [*each.body, *each.orelse]
            if isinstance(each, ast.Try):
                inner += (one for handler in each.handlers for one in handler.body)
            yield from _imported(inner, has_late_annotations=has_late_annotations)
