"""Turns the names that a generated file uses into its sorted import lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, LiteralString, TypeVar

from ..literal import WIDEST, Code, compose, join

NameT = TypeVar("NameT", bound=str)

_ONE_LINE: Final = 72
_THIRD_PARTY: Final = frozenset({"pydantic", "typing_extensions"})


@dataclass(frozen=True, slots=True)
class Import:
    """One name of one module; `alias` where the file calls it something else."""

    module: Code
    name: Code
    alias: Code | None = None


NOTHING: Final[frozenset[Import]] = frozenset()
"""What a piece of Python needs that imports nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of Python and what must be imported for it."""

    code: Code
    needs: frozenset[Import] = NOTHING


def use(module: LiteralString, *names: LiteralString) -> frozenset[Import]:
    """Names that wsgen's own source writes into a file."""
    return frozenset(Import(compose(module), compose(name)) for name in names)


def union(sources: Iterable[Source]) -> Source:
    """`A | B | C`, each once; of very many in groups: `(A | B) | (C | D)`."""
    gathered = tuple(dict.fromkeys(sources))
    codes = [join(" | ", group) for group in groups(each.code for each in gathered)]
    code = codes[0] if len(codes) == 1 else join(" | ", (compose("({group})", group=each) for each in codes))
    return Source(code, NOTHING.union(*(each.needs for each in gathered)))


def groups(codes: Iterable[Code]) -> list[tuple[Code, ...]]:
    """One group with all of them, or several where they are too many for one chain or list; at least one."""
    every = tuple(codes)
    return [every[start : start + WIDEST] for start in range(0, len(every) or 1, WIDEST)]


def import_lines(needs: Iterable[Import]) -> tuple[Code, ...]:
    """The import lines in the order of isort's defaults: three groups with an empty line between, names sorted."""
    by_line: dict[tuple[str, Code | None], list[Import]] = {}
    for each in sorted(set(needs), key=lambda each: _name_key(each.name)):
        # A name with an alias stands on a line of its own.
        by_line.setdefault((each.module, each.alias), []).append(each)
    lines = sorted(by_line.values(), key=lambda line: (*_module_key(line[0].module), _name_key(line[0].name)))
    return grouped(_import_line(line) for line in lines)


def grouped(lines: Iterable[Code]) -> tuple[Code, ...]:
    """Import lines that are sorted already, with an empty line between their groups."""
    result: list[Code] = []
    for line in lines:
        module = line.split()[1]
        if result and _group(module) != _group(result[-1].split()[1]):
            result.append(compose(""))
        result.append(line)
    return tuple(result)


def sorted_names(names: Iterable[NameT]) -> list[NameT]:
    """Names as `__all__` lists them: constants, then classes, then the rest; capitals before small letters."""
    return sorted(names, key=lambda name: (_kind(name), _natural(name)))


def _import_line(imports: list[Import]) -> Code:
    module, alias = imports[0].module, imports[0].alias
    names = join(", ", (each.name for each in imports))
    if alias is not None:
        return compose("from {module} import {name} as {alias}", module=module, name=names, alias=alias)
    line = compose("from {module} import {names}", module=module, names=names)
    if len(line) <= _ONE_LINE:
        return line
    # With a comma at its end, no formatter or linter joins it again, however long its lines may be.
    return compose("from {module} import ({names},)", module=module, names=names)


def _group(module: str) -> int:
    """The future, the standard library, other packages, this package."""
    if module.startswith("."):
        return 3
    return 0 if module == "__future__" else 1 + (module.partition(".")[0] in _THIRD_PARTY)


def _module_key(module: str) -> tuple[int, list[str | int]]:
    return _group(module), _natural(module)


def _name_key(name: str) -> tuple[int, list[str | int], list[str | int]]:
    """What sorts the names of one import: as in `__all__`, but without regard to case."""
    return _kind(name), _natural(name.lower()), _natural(name)


def _kind(name: str) -> int:
    is_constant, is_class = len(name) > 1 and name.isupper(), name[:1].isupper()
    return 0 if is_constant else 1 if is_class else 2


def _natural(text: str) -> list[str | int]:
    # Every second part is a run of digits, so that texts and numbers never meet in a comparison.
    return [int(part) if position % 2 else part for position, part in enumerate(re.split(r"(\d+)", text))]
