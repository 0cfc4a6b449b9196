"""Turns the names that a generated file uses into its sorted import lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, LiteralString, TypeVar

from ..literal import Code, compose, join

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
    """`A | B | C`, each once."""
    gathered = tuple(dict.fromkeys(sources))
    return Source(join(" | ", (each.code for each in gathered)), NOTHING.union(*(each.needs for each in gathered)))


def import_lines(needs: Iterable[Import]) -> tuple[Code, ...]:
    """The import lines in the order of isort's defaults: three groups with an empty line between, names sorted."""
    gathered = set(needs)
    modules = sorted({(each.module, each.alias is not None) for each in gathered}, key=_module_key)
    lines: list[Code] = []
    for position, (module, aliased) in enumerate(modules):
        if position and _group(module) != _group(modules[position - 1][0]):
            lines.append(compose(""))
        names = [each for each in gathered if each.module == module and (each.alias is not None) == aliased]
        names.sort(key=lambda each: _name_key(each.name))
        if aliased:
            lines += (
                compose("from {module} import {name} as {alias}", module=module, name=each.name, alias=each.alias)
                for each in names
                if each.alias is not None
            )
        else:
            lines.append(_import_line(module, tuple(each.name for each in names)))
    return tuple(lines)


def sorted_names(names: Iterable[NameT]) -> list[NameT]:
    """Names in isort's order: constants, then classes, then the rest."""
    return sorted(names, key=_name_key)


def _import_line(module: Code, names: tuple[Code, ...]) -> Code:
    line = compose("from {module} import {names}", module=module, names=join(", ", names))
    if len(line) <= _ONE_LINE:
        return line
    # With a comma at its end, no formatter or linter joins it again, however long its lines may be.
    return compose("from {module} import ({names},)", module=module, names=join(", ", names))


def _group(module: str) -> int:
    return 2 if module.startswith(".") else int(module.partition(".")[0] in _THIRD_PARTY)


def _module_key(line: tuple[Code, bool]) -> tuple[int, list[str | int], bool]:
    module, aliased = line
    return _group(module), _natural(module), aliased


def _name_key(name: str) -> tuple[int, list[str | int], list[str | int]]:
    """What sorts names: constants, then classes, then the rest, without regard to case; numbers count as numbers."""
    is_constant, is_class = len(name) > 1 and name.isupper(), name[:1].isupper()
    return 0 if is_constant else 1 if is_class else 2, _natural(name.lower()), _natural(name)


def _natural(text: str) -> list[str | int]:
    # Every second part is a run of digits, so that texts and numbers never meet in a comparison.
    return [int(part) if position % 2 else part for position, part in enumerate(re.split(r"(\d+)", text))]
