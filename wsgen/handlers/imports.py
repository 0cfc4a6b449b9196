"""Adds imports to a module of the user's, where the module has the like already, without changing what stands there."""

import ast
import builtins
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from .module import Module, column_of, lines_of

_WIDEST: Final = 88


@dataclass(frozen=True, slots=True)
class Splice:
    """Text that is put into a module, so many characters from its beginning."""

    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A name of a module that is to be had, called `local` if nothing else is; the module `also` has it too."""

    module: str
    name: str
    local: str
    also: str


def names_for(module: Module, wishes: Iterable[Wish]) -> Mapping[Wish, str]:
    """What each is called in the module: as it's imported there already, else its own name, else that with `_`."""
    taken = {*bound(module.tree), *dir(builtins)}
    found: dict[Wish, str] = {}
    for wish in wishes:
        known = next((local for local in module.imported if _is(module, local, wish)), None)
        is_starred = any(
            isinstance(each, ast.ImportFrom) and each.names[0].name == "*" and _module_name(each) == wish.module
            for each in module.tree.body
        )
        name = known or wish.local
        while known is None and not is_starred and name in taken:
            name += "_"
        taken.add(name)
        found[wish] = name
    return found


def import_splices(module: Module, names: Mapping[Wish, str], end: str) -> tuple[Splice, ...]:
    """What imports those names that the module hasn't imported; `end` is how its lines end."""
    wanted: dict[str, list[tuple[str, str]]] = {}
    for wish, local in names.items():
        if not _is(module, local, wish):
            wanted.setdefault(wish.module, []).append((wish.name, local))
    splices: list[Splice] = []
    lines: dict[_Anchor, list[tuple[int, str]]] = {}
    for name in sorted(wanted, key=lambda each: (_section(each), each)):
        pairs = sorted(wanted[name], key=lambda each: _key(each[0]))
        froms = [each for each in _top(module) if isinstance(each, ast.ImportFrom) and _module_name(each) == name]
        there = next((each for each in froms if _takes_more(module, each)), None)
        if there is not None:
            splices += (_into(module, there, each, end) for each in pairs)
        elif not any(each.names[0].name == "*" for each in froms):
            lines.setdefault(_anchor(module, name, end), []).append((_section(name), _line(name, pairs, end)))
    return (*splices, *(Splice(each.offset, each.before + _grouped(lines[each], end) + each.after) for each in lines))


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Where new import lines go, and what separates them from what stands there."""

    offset: int
    before: str = ""
    after: str = ""


def _grouped(lines: list[tuple[int, str]], end: str) -> str:
    """The lines, with an empty one between sections."""
    groups = (line if not at or lines[at - 1][0] == section else end + line for at, (section, line) in enumerate(lines))
    return "".join(groups)


def _top(module: Module) -> list[ast.Import | ast.ImportFrom]:
    """The imports at the top level that have lines of their own."""
    every = (each for each in module.tree.body if isinstance(each, ast.Import | ast.ImportFrom))
    return [each for each in every if each.col_offset == 0]


def _takes_more(module: Module, node: ast.ImportFrom) -> bool:
    """Whether names can be put into an import without thinking of where its line goes on."""
    text = "".join(lines_of(module.text)[node.lineno - 1 : node.end_lineno])
    return node.names[0].name != "*" and "\\" not in text


def _into(module: Module, node: ast.ImportFrom, wanted: tuple[str, str], end: str) -> Splice:
    """One more name in an import that is there, where the alphabet has it."""
    text = _as(*wanted)
    after = next((each for each in node.names if _key(each.name) > _key(wanted[0])), None)
    first = node.names[0]
    has_lines = first.lineno != node.lineno
    start = first.lineno - 1
    line = lines_of(module.text)[start]
    indent = f"{end}{line[: len(line) - len(line.lstrip())]}" if has_lines else " "
    if after is not None:
        return Splice(_offset(module, after.lineno, after.col_offset), f"{text},{indent}")
    last = node.names[-1]
    return Splice(_offset(module, last.end_lineno or last.lineno, last.end_col_offset or 0), f",{indent}{text}")


def _line(name: str, wanted: list[tuple[str, str]], end: str) -> str:
    line = f"from {name} import {', '.join(_as(*each) for each in wanted)}"
    if len(line) <= _WIDEST:
        return f"{line}{end}"
    inner = "".join(f"    {_as(*each)},{end}" for each in wanted)
    return f"from {name} import ({end}{inner}){end}"


def _anchor(module: Module, name: str, end: str) -> _Anchor:
    """Where isort and ruff have an import from the module `name`."""
    body, section = module.tree.body, _section(name)
    usual = [each for each in _top(module) if _module_name(each) != "__future__"]
    same = [each for each in usual if _section(_module_name(each)) == section]
    later = [each for each in same if isinstance(each, ast.ImportFrom) and _module_name(each) > name]
    behind = [each for each in usual if _section(_module_name(each)) > section]
    if later:
        return _Anchor(_offset(module, later[0].lineno, 0))
    if same:
        return _Anchor(_after(module, same[-1]))
    if behind:
        return _Anchor(_offset(module, behind[0].lineno, 0), after=end)
    first = [*_top(module)[-1:], *(each for each in body[:1] if _is_docstring(each))]
    if first:
        return _Anchor(_after(module, first[0]), before=end)
    return _Anchor(0, after=end * 2 if body else "")


def _section(name: str) -> int:
    """The standard library, other packages, this package."""
    if name.startswith("."):
        return 2
    return 0 if name.partition(".")[0] in sys.stdlib_module_names else 1


def _module_name(node: ast.Import | ast.ImportFrom) -> str:
    return node.names[0].name if isinstance(node, ast.Import) else "." * node.level + (node.module or "")


def _as(name: str, local: str) -> str:
    return name if name == local else f"{name} as {local}"


def _key(name: str) -> tuple[int, str]:
    """As isort and ruff sort names: constants, then classes, then the rest."""
    is_constant = len(name) > 1 and name.isupper()
    return 0 if is_constant else 1 if name[:1].isupper() else 2, name.lower()


def _is(module: Module, local: str, wish: Wish) -> bool:
    origin = module.imported.get(local)
    return origin is not None and origin.name == wish.name and origin.module in (wish.module, wish.also)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def bound(tree: ast.Module) -> Iterator[str]:
    """Every name that is bound somewhere in the module."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id
        elif isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield each.name
        elif isinstance(each, ast.alias):
            yield re.split(r"\.", each.asname or each.name)[0]


def _offset(module: Module, line: int, offset: int) -> int:
    lines = lines_of(module.text)
    return sum(len(each) for each in lines[: line - 1]) + column_of(lines[line - 1], offset)


def _after(module: Module, node: ast.stmt) -> int:
    """Behind the line in which a statement ends."""
    return _offset(module, (node.end_lineno or node.lineno) + 1, 0)
