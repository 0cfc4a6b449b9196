"""Finds what a command works on: the document, the settings and the output folder."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from ..code.cache import Cache
from ..code.tree import Tree
from ..collecting import RefusedError
from ..diagnostics.diagnostic import Diagnostic, has_errors
from ..diagnostics.found import found
from ..diagnostics.location import Location
from ..pipeline import Compiled, Job
from ..settings import Configuration, read
from ..settings_table import TARGETS
from ..spec.syntax.decode import MAX_BYTES
from ..target_settings import PYTHON
from .chosen_targets import chosen, shown_target
from .documents import STANDARD_INPUT
from .outcome import NoAnswerError


@dataclass(frozen=True, slots=True)
class Arguments:
    """What the command line says; paths are as typed, relative to `cwd`.

    `cache` is the folder for texts that take long to make; None for none. `text` is the document's, where it came from
    somewhere else than the file `spec`. `targets` are names of outputs, none for all.
    """

    cwd: Path
    spec: str | None = None
    out: str | None = None
    config: str | None = None
    is_strict: bool = False
    cache: Path | None = None
    text: bytes | None = None
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is written, and its name as the user would type it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A document with the settings that hold for it, and its name as the user would type it.

    `out` is the output folder that the settings name, else the default beside them.
    """

    job: Job
    name: str
    spec: Path
    out: Path
    configuration: Configuration


@dataclass(frozen=True, slots=True)
class Project:
    """A compile and where its results belong: a folder for each target that is wanted, by name.

    `spec_name` is as the user would type it.
    """

    job: Job
    outputs: Mapping[str, Folder]
    spec_name: str

    def folders(self, compiled: Compiled) -> tuple[tuple[Tree, Folder], ...]:
        """Each tree that was compiled, with the folder that it belongs in."""
        return tuple((tree, self.outputs[name]) for name, tree in compiled.trees.items())

    def held(self) -> "Project":
        """The same without the targets that aren't committed, which only a command line can ask about."""
        if self.job.targets is not None:
            return self
        targets = self.job.settings.targets
        held = tuple(name for name in self.job.wanted if name not in targets or targets[name].is_committed)
        return replace(self, job=replace(self.job, targets=held))


def subject(arguments: Arguments) -> Subject:
    """The document, from the command line or else from the settings, with the settings that hold for it.

    Raises RefusedError for faults in the settings, NoAnswerError where no document is named, or the settings can't be
    read.
    """
    cwd = arguments.cwd
    for name, value in (("SPEC", arguments.spec), ("--out", arguments.out), ("--config", arguments.config)):
        # An empty variable of the shell must not mean the default.
        if value is not None and not value.strip():
            raise NoAnswerError(f"{name} is empty; give a path, or leave it out for the default")
    configuration = _configuration(arguments)
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
    # Paths in generated files begin where the settings are, so that they don't tell from where wsgen was called.
    root = folder or spec.parent
    cache = Cache(arguments.cache if settings.cache else None)
    texts = _texts(configuration)
    job = Job(root, _relative(spec, root), settings, texts, arguments.is_strict, cache, arguments.text)
    asked = Subject(job, shown_path(spec, cwd), spec, _absolute(folder or cwd, settings.out), configuration)
    if "out" in settings.locations and not arguments.out:
        _check_out(asked.out, asked, arguments, {})
    return asked


def project(arguments: Arguments) -> Project:
    """What `subject` gives, with the folders of all targets, or of those that the command line names.

    Raises like `subject`, and NoAnswerError where a folder can't be the output's, or a file's name can't stand in it.
    """
    asked, cwd = subject(arguments), arguments.cwd
    choice = chosen(asked.job.settings, arguments.targets, arguments.out)
    folder = asked.configuration.path.parent if asked.configuration.path else cwd
    places = {PYTHON: asked.out, **{name: _absolute(folder, each.out) for name, each in choice.targets.items()}}
    if arguments.out and choice.names:
        places[choice.names[0]] = _absolute(cwd, arguments.out)
    job = replace(asked.job, settings=replace(asked.job.settings, targets=choice.targets), targets=choice.names)
    asked = replace(asked, job=job)
    _check_outputs(places, asked, arguments)
    if not asked.job.path.isprintable():
        # It stands in generated files, which are UTF-8, and in their first line.
        if asked.name.isprintable():
            raise NoAnswerError(f"{asked.name} can't be read as UTF-8 in this locale; set PYTHONUTF8=1")
        raise NoAnswerError(f"{asked.name!r} has characters that no generated file can name; rename it")
    outputs = {name: Folder(places[name], shown_path(places[name], cwd)) for name in job.wanted}
    return Project(job, MappingProxyType(outputs), asked.name)


def own_folder(name: str, asked: Subject, arguments: Arguments) -> Folder:
    """The folder that the command line names for output of another kind, which is wsgen's alone too.

    Raises NoAnswerError where it can't be.
    """
    out = _absolute(arguments.cwd, name)
    _check_out(out, asked, replace(arguments, out=name), {"the working folder": arguments.cwd})
    return Folder(out, shown_path(out, arguments.cwd))


def shown_path(path: Path, cwd: Path) -> str:
    """`path` as somebody in `cwd` would type it, with `/`: relative, unless it leads up and is longer than absolute."""
    relative = _relative(path, cwd)
    name = min(relative, path.as_posix(), key=len) if relative.startswith("../") else relative
    try:
        # Where the locale knows ASCII only, Python keeps each byte of another character as a surrogate.
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return name


def unusable(folder: Folder, done: str, error: OSError, cwd: Path) -> NoAnswerError:
    """Says that an output folder can't be `done` (read, written), and which file of it is why."""
    place = shown_path(Path(error.filename), cwd) if isinstance(error.filename, str) else folder.name
    where = "" if place == folder.name else f" ({place})"
    return NoAnswerError(f"{folder.name} can't be {done}: {error.strerror}{where}")


def shown(diagnostics: Iterable[Diagnostic], folder: Path, cwd: Path) -> tuple[Diagnostic, ...]:
    """`diagnostics` whose paths are relative to `folder`, with paths as somebody in `cwd` would type them."""
    return tuple(
        replace(
            each,
            location=moved(each.location, folder, cwd),
            related=tuple((message, moved(location, folder, cwd)) for message, location in each.related),
        )
        for each in diagnostics
    )


def moved(location: Location, folder: Path, cwd: Path) -> Location:
    """`location`, whose path is relative to `folder`, as somebody in `cwd` would type it."""
    return replace(location, path=shown_path(_absolute(folder, location.path), cwd))


def from_standard_input(arguments: Arguments, stdin: Callable[[int], bytes]) -> Arguments:
    """The arguments with the document's text where `-` names it; `stdin` gives standard input, up to a number of bytes.

    Raises NoAnswerError where it can't be read.
    """
    if arguments.spec != STANDARD_INPUT:
        return arguments
    try:
        return replace(arguments, spec="<stdin>", text=stdin(MAX_BYTES + 1))
    except OSError as error:
        raise NoAnswerError(f"standard input can't be read: {error.strerror}") from error


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
        f"no document is named. Give its path, such as asyncapi/chat.yml, or set it in {place}:\n"
        '\n  [tool.wsgen]\n  spec = "asyncapi/chat.yml"\n'
        "\n`wsgen init NAME` makes a project to begin with."
    )


def _check_outputs(places: Mapping[str, Path], asked: Subject, arguments: Arguments) -> None:
    """Each folder that is wanted is its target's alone; `places` are those of all targets, by name."""
    targets = asked.job.settings.targets
    settings = {PYTHON: "out", **{name: each.setting for name, each in targets.items()}}
    for name in asked.job.wanted:
        target = targets.get(name)
        parts = {"its templates": target.templates, "its view module": target.view} if target else {}
        own = {shown: _absolute(asked.job.folder, path) for shown, path in parts.items() if path}
        kept = {"the working folder": arguments.cwd, **own}
        _check_out(places[name], asked, arguments, kept, settings[name])
        for other in (each for each in places if each != name):
            # What two have to do with each other is said at the target, not at the package.
            first, second = (other, name) if name == PYTHON else (name, other)
            _check_out(places[first], asked, arguments, {shown_target(second): places[second]}, settings[first])
            _check_out(places[second], asked, arguments, {shown_target(first): places[first]}, settings[first])


def _check_out(out: Path, asked: Subject, arguments: Arguments, also: Mapping[str, Path], setting: str = "out") -> None:
    """An output folder is wsgen's alone: it holds neither the document nor the project, nor what is in `also`."""
    configuration = asked.configuration
    kept = {"the document": None if arguments.text else asked.spec, "pyproject.toml": configuration.path, **also}
    held = next((name for name, path in kept.items() if path and _is_inside(path, out)), None)
    if held is None:
        return
    message = f"the output folder must be wsgen's alone, and `{shown_path(out, arguments.cwd)}` holds {held}"
    location = configuration.settings.locations.get(setting)
    if arguments.out or location is None or configuration.path is None:
        raise NoAnswerError(f"{message}; choose another one with --out")
    _, _, target = setting.removesuffix(".out").rpartition("targets.")
    usual = "generated" if setting == "out" else TARGETS.get(target, target)
    fault = found("WSG156", location, message, hint=f'write `{setting.rpartition(".")[2]} = "{usual}"`')
    raise RefusedError((fault,), configuration.path.parent, _texts(configuration))


def _configuration(arguments: Arguments) -> Configuration:
    cwd = arguments.cwd
    start = _absolute(cwd, arguments.spec).parent if arguments.spec else cwd
    try:
        return read(start, _absolute(cwd, arguments.config) if arguments.config else None)
    except OSError as error:
        place = arguments.config or shown_path(Path(error.filename), cwd)
        raise NoAnswerError(f"{place} can't be read: {error.strerror}") from error
