"""Says which targets a command line means, of those that the settings and wsgen itself have."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..diagnostics.found import did_you_mean
from ..settings import Settings
from ..settings_table import TARGETS
from ..target_settings import PYTHON, Target
from .outcome import NoAnswerError


@dataclass(frozen=True, slots=True)
class Choice:
    """The targets that there are, by name, and the names of those that are meant: None for all that the settings have.

    Where the command line gives a folder, it is that of the only one.
    """

    targets: Mapping[str, Target]
    names: tuple[str, ...] | None


def chosen(settings: Settings, names: tuple[str, ...], out: str | None) -> Choice:
    """What `--target` (`names`) and `--out` mean together; a folder alone is that of the Python package.

    Raises NoAnswerError for a name that nobody has, a target without a folder, a folder for several targets.
    """
    wanted = tuple(dict.fromkeys(names))
    if not wanted:
        return Choice(settings.targets, (PYTHON,) if out else None)
    if out and len(wanted) > 1:
        raise NoAnswerError(f"--out is the folder of one target, and {len(wanted)} are named; give one --target")
    targets = dict(settings.targets)
    for name in wanted:
        if name in (PYTHON, *targets):
            continue
        if name not in TARGETS:
            raise NoAnswerError(_unknown(name, (PYTHON, *dict.fromkeys((*targets, *TARGETS)))))
        if not out:
            raise NoAnswerError(
                f"the target {name} has no folder; give one with --out, or set it in pyproject.toml:\n"
                f'\n  [tool.wsgen.targets]\n  {name} = "{TARGETS[name]}"'
            )
        targets[name] = Target(name, out, f"targets.{name}", MappingProxyType({}))
    return Choice(MappingProxyType(targets), wanted)


def shown_target(name: str) -> str:
    """A target in words."""
    known = {PYTHON: "the Python package", "browser": "the browser's client", "rust": "the crate"}
    return known.get(name, f"the target {name}")


def _unknown(name: str, known: tuple[str, ...]) -> str:
    meant = did_you_mean(name, known)
    return f"there is no target {name!r}; " + (f"did you mean {meant}?" if meant else f"there are {', '.join(known)}")
