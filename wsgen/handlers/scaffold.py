"""Writes the handlers that a module lacks into it, and leaves every other character as it is."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from .check import lacking
from .imports import Splice, Wish, bound, import_splices, names_for
from .module import Family, Module, Origin, column_of, families, inside, lines_of, may_extend, module_of
from .wanted import SERVER_MODULE, Handler, Needed, Wanted

_WIDEST: Final = 88
_BEGINNING: Final = '"""Handles what clients send."""\n'


@dataclass(frozen=True, slots=True)
class Scaffolded:
    """A module's new text, and the handlers that were added to it, as `Class.on_message`."""

    text: str
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Work:
    """Handlers that are to be written into a class: an old one, or a new one called `name`."""

    wanted: Wanted
    handlers: tuple[Handler, ...]
    package: str
    name: str
    family: Family | None


def scaffold(text: str, path: str, servers: Iterable[Wanted], package: str) -> Scaffolded:
    """`text` with a method for each handler that it lacks, and a class for each server that it doesn't extend.

    `package` is the generated package's name, for a module that doesn't import it yet; an empty text becomes a module
    that serves. Raises NotPythonError.
    """
    is_new = not text.strip()
    text = _BEGINNING if is_new else text
    module = module_of(text, path)
    all_wanted = tuple(servers)
    names_of_servers = tuple(each.server for each in all_wanted)
    works = tuple(each for wanted in all_wanted for each in _works(module, wanted, package, names_of_servers))
    if not works:
        return Scaffolded(text, ())
    end = _line_end(text)
    names = names_for(module, dict.fromkeys(wish for work in works for wish in _wishes(work)))
    splices = list(import_splices(module, names, end))
    for work in works:
        if work.family is not None:
            splices += _methods(module, work.family, _lines(work, names, _indent(module, work.family)), end)
    new = _spliced(text, splices)
    for work in works:
        if work.family is None:
            head = f"class {work.name}({names[_base(work)]}):"
            new = _behind(new, (head, *(_lines(work, names, "    ") or ("    pass",))), end)
    if is_new and len(works) == 1:
        new = _behind(new, (f"app = {works[0].name}().asgi()",), end)
    return Scaffolded(new, tuple(f"{work.name}.{each.name}" for work in works for each in work.handlers))


def package_of(module: str, usual: str) -> str:
    """The generated package, as whoever imports a server from `module` calls it; `usual` is its whole name."""
    own = usual.rpartition(".")[2]
    parts = module.rpartition(".")
    if re.split(r"\.", module)[-1] == own:
        return module
    return parts[0] if parts[2] == SERVER_MODULE[1:] and re.split(r"\.", parts[0])[-1] == own else usual


def _works(module: Module, wanted: Wanted, usual: str, servers: tuple[str, ...]) -> Iterator[_Work]:
    there = families(module, wanted.server)
    for family in there:
        names = lacking(wanted, family)
        handlers = tuple(each for each in wanted.handlers if each.name in names)
        if handlers:
            yield _Work(wanted, handlers, package_of(family.package, usual), family.head.name, family)
    # A class that extends the server by another name has what it has, wherever that stands.
    if not there and not may_extend(module, servers, (each.name for each in wanted.handlers)):
        required = tuple(each for each in wanted.handlers if each.is_required)
        name = wanted.server.removesuffix("Server") or "App"
        taken = set(bound(module.tree))
        while name in taken:
            name += "_"
        yield _Work(wanted, required, usual, name, None)


def _base(work: _Work) -> Wish:
    return _wish(work, Needed(work.wanted.server, ".", work.wanted.server))


def _wish(work: _Work, need: Needed) -> Wish:
    if not need.module.startswith("."):
        return Wish(need.module, need.name, need.local, "typing")
    module = inside(Origin(work.package, need.module[1:]))
    # What the package itself exports is mostly its server's.
    return Wish(module, need.name, need.local, inside(Origin(work.package, SERVER_MODULE[1:])))


def _wishes(work: _Work) -> Iterator[Wish]:
    if work.family is None:
        yield _base(work)
    if work.handlers:
        yield _wish(work, work.wanted.connection)
    for handler in work.handlers:
        yield from (_wish(work, need) for need in handler.needs)


def _methods(module: Module, family: Family, methods: tuple[str, ...], end: str) -> Iterator[Splice]:
    """The methods behind all that a class has."""
    lines, body = lines_of(module.text), family.head.body
    if _is_in_one_line(module, family):
        yield _line_of_its_own(lines, body[0], _indent(module, family), end)
    number = body[-1].end_lineno or body[-1].lineno
    # A comment at the end of a class belongs to what stands above it.
    indent = _indent(module, family)
    while lines[number].lstrip().startswith("#") and lines[number].startswith(indent):
        number += 1
    before = "" if lines[number - 1].endswith(("\n", "\r")) else end
    yield Splice(sum(map(len, lines[:number])), f"{before}{end}{end.join(methods)}{end}")


def _is_in_one_line(module: Module, family: Family) -> bool:
    """Whether a class is `class Chat(ChatServer): ...`, which no further line can follow."""
    first = family.head.body[0]
    line = lines_of(module.text)[first.lineno - 1]
    return bool(line[: column_of(line, first.col_offset)].strip())


def _indent(module: Module, family: Family) -> str:
    """What the statements of a class begin with."""
    is_in_one_line = _is_in_one_line(module, family)
    line = lines_of(module.text)[(family.head if is_in_one_line else family.head.body[0]).lineno - 1]
    indent = line[: len(line) - len(line.lstrip())]
    return indent + ("\t" if "\t" in indent else "    ") if is_in_one_line else indent


def _line_of_its_own(lines: list[str], first: ast.stmt, indent: str, end: str) -> Splice:
    """Puts what stands behind the colon on the next line; blanks that are there count as a part of its indent."""
    line = lines[first.lineno - 1]
    start = column_of(line, first.col_offset)
    blanks = len(line[:start]) - len(line[:start].rstrip())
    is_part = line[start - blanks : start] == indent[len(indent) - blanks :] and blanks <= len(indent)
    taken = blanks if is_part else 0
    return Splice(sum(map(len, lines[: first.lineno - 1])) + start - taken, f"{end}{indent[: len(indent) - taken]}")


def _behind(text: str, lines: Iterable[str], end: str) -> str:
    """`text` with `lines` at its end, and two empty lines between."""
    there = len(text) - len(text.rstrip("\r\n"))
    return text + end * max(0, 3 - there // len(end)) + end.join(lines) + end


def _lines(work: _Work, names: Mapping[Wish, str], indent: str) -> tuple[str, ...]:
    """The methods, with an empty line between."""
    step = "\t" if "\t" in indent else "    "
    methods = (("", *_method(work, each, names, indent, step)) for each in work.handlers)
    return tuple(line for method in methods for line in method)[1:]


def _method(work: _Work, handler: Handler, names: Mapping[Wish, str], indent: str, step: str) -> Iterator[str]:
    called = {need.local: names[_wish(work, need)] for need in (*handler.needs, work.wanted.connection)}
    types = ", ".join(_own_types(work))
    connection = f"{called[work.wanted.connection.local]}{f'[{types}]' if types else ''}"
    message = _renamed(handler.message, called)
    returns = _renamed(handler.returns, called) if handler.returns else _user(work)
    parameters = f"self, connection: {connection}, message: {message}"
    line = f"{indent}async def {handler.name}({parameters}) -> {returns}:"
    if len(line) > _WIDEST:
        yield f"{indent}async def {handler.name}("
        yield f"{indent}{step}{parameters}"
        yield f"{indent}) -> {returns}:"
    else:
        yield line
    yield f"{indent}{step}{handler.docstring}"
    yield f"{indent}{step}raise NotImplementedError"
    if handler.is_stream:
        yield f"{indent}{step}yield  # What is yielded here is the answer's next message."


def _own_types(work: _Work) -> list[str]:
    """What stands in the brackets of the class's base: the types of state and user."""
    base = work.family.base if work.family else None
    if not isinstance(base, ast.Subscript):
        return []
    return [ast.unparse(each) for each in (base.slice.elts if isinstance(base.slice, ast.Tuple) else [base.slice])]


def _user(work: _Work) -> str:
    """The type of `connection.user`."""
    types = _own_types(work)
    return types[1] if len(types) > 1 else "object"


def _renamed(code: str, called: Mapping[str, str]) -> str:
    return re.sub(r"(?<![\w.])[^\W\d]\w*", lambda found: called.get(found[0], found[0]), code)


def _spliced(text: str, splices: Iterable[Splice]) -> str:
    # Those of one place stay in their order.
    parts, position = list[str](), 0
    for each in sorted(splices, key=lambda each: each.offset):
        parts += (text[position : each.offset], each.text)
        position = each.offset
    return "".join((*parts, text[position:]))


def _line_end(text: str) -> str:
    found = re.search(r"\r\n|\n|\r", text)
    return found[0] if found else "\n"
