"""Says which handlers a module lacks, and which of its methods handle nothing."""

import ast
from collections.abc import Iterable
from typing import Final

from ..diagnostics.diagnostic import Diagnostic, in_order
from ..diagnostics.found import did_you_mean, found
from ..diagnostics.location import Location
from .module import Family, Module, families, functions, may_extend
from .wanted import Wanted

# What the runtime calls besides the handlers of messages.
_HOOKS: Final = frozenset({"on_connect", "on_disconnect", "on_unknown"})


def check(module: Module, servers: Iterable[Wanted]) -> tuple[Diagnostic, ...]:
    """WSG611 for each handler that isn't there, WSG612 for each method `on_…` that nothing calls, in order.

    Of a class with a base whose methods aren't known nothing is said that those may decide.
    """
    kin = [(each, families(module, each.server)) for each in servers]
    all_servers = [each.server for each, _ in kin]
    known: dict[ast.ClassDef, set[str]] = {}
    missing: list[Diagnostic] = []
    for wanted, there in kin:
        if not there and not may_extend(module, all_servers, (each.name for each in wanted.handlers)):
            top = Location(module.path, 1, 1, 1, 1)
            message = f"no class extends `{wanted.server}`"
            missing.append(found("WSG611", top, message, hint="`wsgen regen --scaffold` writes one"))
        for family in there:
            missing += _missing(module, wanted, family)
            for each in family.classes:
                known.setdefault(each, set()).update(one.name for one in wanted.handlers)
    is_open = {each for _, there in kin for family in there if family.is_open for each in family.classes}
    dead = (one for node, names in known.items() if node not in is_open for one in _dead(module, node, names))
    return in_order((*missing, *dead))


def lacking(wanted: Wanted, family: Family) -> tuple[str, ...]:
    """The names of handlers that there must be, and that a class and its kin don't have."""
    if family.is_open:
        return ()
    return tuple(each.name for each in wanted.handlers if each.is_required and each.name not in family.methods)


def _missing(module: Module, wanted: Wanted, family: Family) -> Iterable[Diagnostic]:
    place = module.place(family.head)
    for name in lacking(wanted, family):
        message = f"`{family.head.name}` lacks the handler `{name}`"
        yield found("WSG611", place, message, hint="`wsgen regen --scaffold` writes it")


def _dead(module: Module, node: ast.ClassDef, names: set[str]) -> Iterable[Diagnostic]:
    there = {each.name for each in functions(node)}
    for each in functions(node):
        if each.name.startswith("on_") and each.name not in names | _HOOKS:
            meant = did_you_mean(each.name, sorted(names - there))
            hint = f"did you mean `{meant}`?" if meant else "remove it, or declare its message in the document"
            yield found("WSG612", module.place(each), f"no message has the handler `{each.name}`", hint=hint)
