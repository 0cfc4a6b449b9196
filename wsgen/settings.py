"""Turns `[tool.wsgen]` of pyproject.toml into Settings; every fault in it is a diagnostic at its place."""

import errno
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from .diagnostics.catalogue.table import CATALOGUE, similar
from .diagnostics.diagnostic import Diagnostic, Severity
from .diagnostics.found import did_you_mean, found
from .diagnostics.location import Location
from .pyproject import TomlSyntaxError, parse
from .setting_faults import fault_of, listed, unknown
from .settings_table import SETTINGS
from .spec.node import EMPTY_ENTRIES, MappingNode, Node, ScalarNode, SequenceNode, plain
from .target_settings import Target, targets_of

Level = Severity | None
"""What a rule makes of a diagnostic; None is off."""

_LEVELS: Final[Mapping[str, Level]] = MappingProxyType(
    {"error": Severity.ERROR, "warning": Severity.WARNING, "note": Severity.NOTE, "off": None}
)
_BY_NAME: Final = MappingProxyType({each.name: each for each in SETTINGS})


@dataclass(frozen=True, slots=True)
class Settings:
    """What `[tool.wsgen]` says; paths are as written there.

    `overlay` holds one object a JSON Pointer, `overlay_file` names the file that does. `arguments` are the handshake's
    values by name, as text. `locations` gives the place of
    each value that was set, by the name of the setting.
    """

    spec: str | None = None
    out: str = "generated"
    name: str | None = None
    perspective: str | None = None
    python: str = "3.11"
    connection: str | None = None
    ambiguous: str = "warning"
    formats: str = "annotate"
    allow_outside: bool = False
    templates: str | None = None
    accepted_changes: str | None = None
    cache: bool = True
    heartbeat_interval: float | None = None
    heartbeat_timeout: float | None = None
    rules: Mapping[str, Level] = field(default_factory=lambda: MappingProxyType({}))
    overlay: MappingNode | None = None
    overlay_file: str | None = None
    app: str | None = None
    targets: Mapping[str, Target] = field(default_factory=lambda: MappingProxyType({}))
    handlers: str | None = None
    pact_states: str | None = None
    pact_triggers: str | None = None
    arguments: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    locations: Mapping[str, Location] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Configuration:
    """A pyproject.toml and what it says; `path` is None where there is none.

    Locations say the file's name alone, so they are relative to its folder, where the paths of settings begin too.
    """

    path: Path | None
    text: str
    settings: Settings
    diagnostics: tuple[Diagnostic, ...]


def read(start: Path, config: Path | None) -> Configuration:
    """The settings of `config`, else of the nearest pyproject.toml with `[tool.wsgen]` in `start` or above it.

    Without any, all are defaults. A pyproject.toml that isn't TOML counts where it mentions wsgen. Raises OSError for a
    file that can't be read.
    """
    candidates = (config,) if config else (folder / "pyproject.toml" for folder in (start, *start.parents))
    for path in candidates:
        if config is None and not path.is_file():
            continue
        if path.exists() and not path.is_file():
            # A pipe may wait for ever, and a device never end.
            raise OSError(errno.EINVAL, "it is no file", str(path))
        content = path.read_bytes()
        text = content.decode("utf-8-sig", errors="replace")
        start_of_file = Location(path.name, 1, 1, 1, 1)
        try:
            content.decode()
            table = _table(parse(text, path.name))
        except UnicodeDecodeError:
            fault = found("WSG150", start_of_file, "the file is not UTF-8", hint="save it as UTF-8, as TOML demands")
        except TomlSyntaxError as error:
            fault = found("WSG150", error.location, str(error), hint="TOML is explained at https://toml.io")
        else:
            if table is None and config is None:
                continue
            settings, diagnostics = settings_of(table)
            return Configuration(path, text, settings, diagnostics)
        if config or "wsgen" in text:
            return Configuration(path, text, Settings(), (fault,))
    return Configuration(None, "", Settings(), ())


def _table(pyproject: MappingNode) -> Node | None:
    """`[tool.wsgen]` of the whole file, or None where it has none."""
    tool = pyproject.get("tool")
    return tool.get("wsgen") if isinstance(tool, MappingNode) else None


def settings_of(table: Node | None) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """Settings from `[tool.wsgen]`, defaults where it says nothing, and everything that is wrong in it."""
    if table is None:
        return Settings(), ()
    if not isinstance(table, MappingNode):
        hint = "write `[tool.wsgen]` on a line of its own"
        return Settings(), (found("WSG152", table.location, "`tool.wsgen` must be a table", hint=hint),)
    diagnostics: list[Diagnostic] = []
    values = dict(_known(table, "", diagnostics))
    overlay = values.get("overlay")
    text, number = _Texts(values), _Numbers(values)
    targets = targets_of(values.get("targets"), diagnostics)
    places = {name: node.location for name, node in values.items()}
    settings = Settings(
        spec=text("spec"),
        out=text("out") or "generated",
        name=text("name"),
        perspective=text("perspective"),
        connection=text("connection"),
        python=text("python") or "3.11",
        ambiguous=text("ambiguous") or "warning",
        formats=text("formats") or "annotate",
        allow_outside="allow-outside" in values and plain(values["allow-outside"]) is True,
        templates=text("templates"),
        accepted_changes=text("accepted-changes"),
        cache="cache" not in values or plain(values["cache"]) is True,
        heartbeat_interval=number("heartbeat.interval"),
        heartbeat_timeout=number("heartbeat.timeout"),
        rules=MappingProxyType(dict(_rules(values.get("rules"), diagnostics))),
        overlay=overlay if isinstance(overlay, MappingNode) else None,
        overlay_file=text("overlay"),
        app=text("app"),
        targets=MappingProxyType({each.name: each for each in targets}),
        handlers=text("handlers"),
        pact_states=text("pact.states"),
        pact_triggers=text("pact.triggers"),
        arguments=MappingProxyType(dict(_arguments(values.get("arguments"), diagnostics))),
        locations=MappingProxyType({**places, **{each.setting: each.places["out"] for each in targets}}),
    )
    return settings, tuple(diagnostics)


@dataclass(frozen=True, slots=True)
class _Texts:
    values: Mapping[str, Node]

    def __call__(self, name: str) -> str | None:
        node = self.values.get(name)
        return node.value if isinstance(node, ScalarNode) and isinstance(node.value, str) else None


@dataclass(frozen=True, slots=True)
class _Numbers:
    values: Mapping[str, Node]

    def __call__(self, name: str) -> float | None:
        node = self.values.get(name)
        value = node.value if isinstance(node, ScalarNode) else None
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _known(table: MappingNode, prefix: str, diagnostics: list[Diagnostic]) -> Iterator[tuple[str, Node]]:
    """Every setting of `table` that exists and has a value it may have, by its name."""
    names = {each.name.removeprefix(prefix).partition(".")[0] for each in SETTINGS if each.name.startswith(prefix)}
    for key, entry in table.entries.items():
        name = prefix + key
        setting = _BY_NAME.get(name)
        if setting is None and key in names:
            if isinstance(entry.value, MappingNode):
                yield from _known(entry.value, f"{name}.", diagnostics)
            else:
                hint = f"write its keys below `[tool.wsgen.{name}]`"
                diagnostics.append(found("WSG152", entry.value.location, f"`{name}` must be a table", hint=hint))
        elif setting is None:
            diagnostics.append(unknown(entry, prefix, names))
        elif fault := fault_of(setting, entry.value):
            diagnostics.append(fault)
        else:
            yield name, entry.value


def _rules(table: Node | None, diagnostics: list[Diagnostic]) -> Iterator[tuple[str, Level]]:
    for code, entry in (table.entries if isinstance(table, MappingNode) else EMPTY_ENTRIES).items():
        node = entry.value
        level = node.value if isinstance(node, ScalarNode) else None
        if code not in CATALOGUE:
            near = similar(code)
            hint = f"did you mean `{near}`?" if near else "`wsgen explain` lists all codes"
            diagnostics.append(found("WSG154", entry.location, f"there is no diagnostic `{code}`", hint=hint))
        elif not isinstance(level, str) or level not in _LEVELS:
            meant = did_you_mean(str(level), _LEVELS)
            hint = f"did you mean `{meant}`?" if meant else f'write `{code} = "error"`'
            diagnostics.append(
                found("WSG153", node.location, f"the level of `{code}` must be one of {listed(_LEVELS)}", hint=hint)
            )
        elif CATALOGUE[code].is_fixed and level != "error":
            hint = "mend the document, or set the value by `[tool.wsgen.overlay]`"
            diagnostics.append(
                found("WSG155", node.location, f"`{code}` is an error, which no setting turns down", hint=hint)
            )
        else:
            yield code, _LEVELS[level]


def _arguments(table: Node | None, diagnostics: list[Diagnostic]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, entry in (table.entries if isinstance(table, MappingNode) else EMPTY_ENTRIES).items():
        nodes = entry.value.items if isinstance(entry.value, SequenceNode) else (entry.value,)
        texts = tuple(_written(node.value) if isinstance(node, ScalarNode) else None for node in nodes)
        known = tuple(text for text in texts if text is not None)
        if len(known) == len(nodes):
            yield name, known
        else:
            message = f"`arguments.{name}` must be text, a number, `true` or `false`, or an array of these"
            diagnostics.append(found("WSG152", entry.value.location, message, hint=f'write `{name} = "…"`'))


def _written(value: object) -> str | None:
    """A value as it stands in a URL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None
