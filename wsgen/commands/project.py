"""Finds what a command works on: the document, the settings and the output folder."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..code.cache import Cache
from ..diagnostics.diagnostic import Diagnostic, has_errors
from ..diagnostics.found import found
from ..diagnostics.location import Location
from ..pipeline import Job, RefusedError
from ..settings import Configuration, read
from .outcome import NoAnswerError


@dataclass(frozen=True, slots=True)
class Arguments:
    """What the command line says; paths are as typed, relative to `cwd`.

    `cache` is the folder for texts that take long to make; None for none.
    """

    cwd: Path
    spec: str | None = None
    out: str | None = None
    config: str | None = None
    is_strict: bool = False
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A compile and where its result belongs; the two names are as the user would type them."""

    job: Job
    out: Path
    spec_name: str
    out_name: str


def project(arguments: Arguments) -> Project:
    """The document, from the command line or else from the settings, with the settings that hold for it.

    Raises RefusedError for faults in the settings, NoAnswerError where no document is named, a folder can't be the
    output's, or a file can't be read.
    """
    cwd = arguments.cwd
    for name, value in (("SPEC", arguments.spec), ("--out", arguments.out), ("--config", arguments.config)):
        # An empty variable of the shell must not mean the default.
        if value is not None and not value.strip():
            raise NoAnswerError(f"{name} is empty; give a path, or leave it out for the default")
    start = _absolute(cwd, arguments.spec).parent if arguments.spec else cwd
    try:
        configuration = read(start, _absolute(cwd, arguments.config) if arguments.config else None)
    except OSError as error:
        place = arguments.config or shown_path(Path(error.filename), cwd)
        raise NoAnswerError(f"{place} can't be read: {error.strerror}") from error
    settings = configuration.settings
    folder = configuration.path.parent if configuration.path else None
    if folder and has_errors(configuration.diagnostics):
        raise RefusedError(configuration.diagnostics, folder, _texts(configuration))
    if arguments.spec:
        spec = _absolute(cwd, arguments.spec)
        # What the settings name isn't what was asked for, so nothing is to be said about that place.
        places = {name: place for name, place in settings.locations.items() if name != "spec"}
        settings = replace(settings, locations=places)
    elif folder and settings.spec:
        spec = _absolute(folder, settings.spec)
    else:
        raise NoAnswerError(_no_spec(configuration, cwd))
    out = (
        _absolute(folder, settings.out)
        if folder and not arguments.out
        else _absolute(cwd, arguments.out or settings.out)
    )
    _check_out(out, spec, configuration, arguments)
    # Paths in generated files begin where the settings are, so that they don't tell from where wsgen was called.
    root = folder or spec.parent
    cache = Cache(arguments.cache if settings.cache else None)
    path = _relative(spec, root)
    if not path.isprintable():
        # It stands in generated files, which are UTF-8, and in their first line.
        raise NoAnswerError(f"{shown_path(spec, cwd)!r} has characters that no generated file can name; rename it")
    job = Job(root, path, settings, _texts(configuration), arguments.is_strict, cache)
    return Project(job, out, shown_path(spec, cwd), shown_path(out, cwd))


def shown_path(path: Path, cwd: Path) -> str:
    """`path` as somebody in `cwd` would type it, with `/`: relative, unless it leads up and is longer than absolute."""
    relative = _relative(path, cwd)
    return min(relative, path.as_posix(), key=len) if relative.startswith("../") else relative


def unusable(asked: Project, done: str, error: OSError, cwd: Path) -> NoAnswerError:
    """Says that the output folder can't be `done` (read, written), and which file of it is why."""
    place = shown_path(Path(error.filename), cwd) if isinstance(error.filename, str) else asked.out_name
    where = "" if place == asked.out_name else f" ({place})"
    return NoAnswerError(f"{asked.out_name} can't be {done}: {error.strerror}{where}")


def shown(diagnostics: Iterable[Diagnostic], folder: Path, cwd: Path) -> tuple[Diagnostic, ...]:
    """`diagnostics` whose paths are relative to `folder`, with paths as somebody in `cwd` would type them."""

    def moved(location: Location) -> Location:
        return replace(location, path=shown_path(_absolute(folder, location.path), cwd))

    return tuple(
        replace(
            each,
            location=moved(each.location),
            related=tuple((message, moved(location)) for message, location in each.related),
        )
        for each in diagnostics
    )


def _absolute(folder: Path, path: str) -> Path:
    return Path(os.path.normpath(folder / path))


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether `path` is `folder` or below it, by its name or by where links lead."""
    real = Path(os.path.realpath(path))
    return path.is_relative_to(folder) or real.is_relative_to(os.path.realpath(folder))


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # Another drive of Windows.
        return path.as_posix()


def _texts(configuration: Configuration) -> Mapping[str, str]:
    return {configuration.path.name: configuration.text} if configuration.path else {}


def _no_spec(configuration: Configuration, cwd: Path) -> str:
    place = shown_path(configuration.path, cwd) if configuration.path else "pyproject.toml"
    return (
        f"no document is named. Give its path (wsgen regen asyncapi/chat.yml), or set it in {place}:\n"
        '\n  [tool.wsgen]\n  spec = "asyncapi/chat.yml"\n'
        "\n`wsgen init NAME` makes a project to begin with."
    )


def _check_out(out: Path, spec: Path, configuration: Configuration, arguments: Arguments) -> None:
    """An output folder is wsgen's alone: it holds neither the document nor the project."""
    kept = ((spec, "the document"), (configuration.path, "pyproject.toml"), (arguments.cwd, "the working folder"))
    held = next((name for path, name in kept if path and _is_inside(path, out)), None)
    if held is None:
        return
    message = f"the output folder must be wsgen's alone, and `{shown_path(out, arguments.cwd)}` holds {held}"
    location = configuration.settings.locations.get("out")
    if arguments.out or location is None or configuration.path is None:
        raise NoAnswerError(f"{message}; choose another one with --out")
    fault = found("WSG156", location, message, hint='write `out = "generated"`')
    raise RefusedError((fault,), configuration.path.parent, _texts(configuration))
