"""Turns `[tool.wsgen.targets]` of pyproject.toml into Targets: what is written beside the Python package."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from .diagnostics.diagnostic import Diagnostic
from .diagnostics.found import did_you_mean, found
from .diagnostics.location import Location
from .setting_faults import fault_of, unknown
from .settings_table import TARGET_SETTINGS, TARGETS, Kind, Setting
from .spec.node import EMPTY_ENTRIES, Entry, MappingNode, Node, plain

PYTHON: Final = "python"
"""The name by which a command line means the Python package, which no other target may have."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_KEYS: Final = tuple(each.name for each in TARGET_SETTINGS)


@dataclass(frozen=True, slots=True)
class Target:
    """One output beside the Python package; paths are as written.

    `templates` and `view` are those of a target of the user's own, None of one that wsgen has. `is_committed` is false
    where the folder isn't in version control. `places` are those of the values by key, `setting` is the folder's name
    among all settings.
    """

    name: str
    out: str
    setting: str
    places: Mapping[str, Location]
    is_committed: bool = True
    templates: str | None = None
    view: str | None = None


def targets_of(table: Node | None, diagnostics: list[Diagnostic]) -> tuple[Target, ...]:
    """The targets in their order; what is wrong with one is added to `diagnostics`."""
    entries = table.entries if isinstance(table, MappingNode) else EMPTY_ENTRIES
    read = (_target(name, entry, diagnostics) for name, entry in entries.items())
    return tuple(each for each in read if each is not None)


def _target(name: str, entry: Entry, diagnostics: list[Diagnostic]) -> Target | None:
    prefix = f"targets.{name}"
    if name == PYTHON or not _NAME.fullmatch(name):
        message = f"a target can't be called `{name}`"
        hint = "take letters, digits, `-` and `_`, a letter first"
        if name == PYTHON:
            hint = "the folder of the Python package is `out` of `[tool.wsgen]`"
        diagnostics.append(found("WSG153", entry.location, message, hint=hint))
        return None
    if not isinstance(entry.value, MappingNode):
        if fault := fault_of(Setting(prefix, Kind.PATH, "", ""), entry.value):
            diagnostics.append(fault)
            return None
        if name not in TARGETS:
            diagnostics.append(_unfinished(name, entry.value))
            return None
        return Target(name, str(plain(entry.value)), prefix, MappingProxyType({"out": entry.value.location}))
    before = len(diagnostics)
    values = dict(_values(prefix, entry.value, diagnostics))
    own = [key for key in ("templates", "view") if key in values]
    if name in TARGETS and own:
        hint = "give your own another name"
        message = f"`{name}` is a target of wsgen's own, which has no `{own[0]}`"
        diagnostics.append(found("WSG151", values[own[0]].location, message, hint=hint))
    needed = ("out",) if name in TARGETS else ("out", "templates", "view")
    missing = [key for key in needed if key not in entry.value.entries]
    if missing:
        diagnostics.append(_incomplete(prefix, missing[0], entry))
    if len(diagnostics) > before:
        return None
    text = {key: str(plain(node)) for key, node in values.items()}
    is_committed = "committed" not in values or plain(values["committed"]) is True
    places = MappingProxyType({key: node.location for key, node in values.items()})
    return Target(name, text["out"], f"{prefix}.out", places, is_committed, text.get("templates"), text.get("view"))


def _values(prefix: str, table: MappingNode, diagnostics: list[Diagnostic]) -> Iterator[tuple[str, Node]]:
    known = {each.name: Setting(f"{prefix}.{each.name}", each.kind, each.default, "") for each in TARGET_SETTINGS}
    for key, entry in table.entries.items():
        if key not in known:
            diagnostics.append(unknown(entry, f"{prefix}.", _KEYS))
        elif fault := fault_of(known[key], entry.value):
            diagnostics.append(fault)
        else:
            yield key, entry.value


def _unfinished(name: str, value: Node) -> Diagnostic:
    """A name that wsgen doesn't know, with nothing but a folder."""
    message = f"`{name}` is no target of wsgen's, and has neither `templates` nor `view`"
    meant = did_you_mean(name, TARGETS)
    known = " and ".join(f"`{each}`" for each in TARGETS)
    hint = f"did you mean `{meant}`?" if meant else f"wsgen has {known}; docs/targets.md says how to add your own"
    return found("WSG151", value.location, message, hint=hint)


def _incomplete(prefix: str, key: str, entry: Entry) -> Diagnostic:
    hint = f'write `{key} = "…"` below `[tool.wsgen.{prefix}]`'
    return found("WSG152", entry.location, f"`{prefix}` has no `{key}`", hint=hint)
