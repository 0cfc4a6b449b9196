"""`wsgen watch`: does `wsgen regen` again whenever a file changes that it depends on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..code.manifest import MANIFEST
from ..code.tree import Written
from ..collecting import RefusedError
from ..diagnostics.excerpt import visible
from ..pipeline import Step
from .outcome import Answer, NoAnswerError, Outcome, complaint
from .project import Arguments, Folder, shown_path, subject
from .regen import Regenerated, regenerated
from .watching import Watch

_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where it is watched: `say` prints to standard output and standard error, `pause` waits for a moment.

    `clock` gives seconds. Who `is_quiet` hears of trouble alone, who `is_verbose` of each file that was written.
    """

    say: Callable[[str, str], None]
    pause: Callable[[], None]
    clock: Callable[[], float]
    has_color: bool
    is_quiet: bool = False
    is_verbose: bool = False

    def tell(self, out: str, err: str) -> None:
        """Prints what there is to say where nothing is wrong."""
        if not self.is_quiet:
            self.say(out, err)


def watch(arguments: Arguments, around: Surroundings, step: Step) -> Outcome:
    """Regenerates until `around.pause` raises, and says in a line what came of each change.

    What is wrong in the document or its settings is printed, and no end. An outcome is only given at the beginning,
    where there is nothing to watch. Raises NoAnswerError then, as `regen` does.
    """
    files = Watch(around.pause, _first(arguments))
    done = _regenerated(arguments, around, step)
    if done.outcome.answer is Answer.NONE or not done.sources:
        return done.outcome
    files.follow(done.sources)
    count = f"{len(files)} file{'' if len(files) == 1 else 's'}"
    if done.outcome.answer is Answer.YES:
        around.tell(done.outcome.out, done.outcome.err)
    else:
        around.say(done.outcome.out, done.outcome.err)
    around.tell(f"Watching {count}. Ctrl-C ends it.\n", "")
    said = done.outcome.err
    while True:
        changed = _named(files.changed(), arguments.cwd)
        began = around.clock()
        try:
            done = _regenerated(arguments, around, step)
        except NoAnswerError as error:
            # Such as settings that name no document any more, until they do again.
            said = f"{complaint([error])}{changed} changed; nothing was written.\n"
            around.say("", said)
            continue
        files.follow(done.sources)
        if done.outcome.answer is not Answer.YES:
            said = done.outcome.err
            around.say("", said)
            continue
        news = "" if done.outcome.err == said else done.outcome.err
        said = done.outcome.err
        written = _written(done.written, is_verbose=around.is_verbose)
        around.tell(f"{changed} → {written}  ({around.clock() - began:.1f} s)\n", news)


def _first(arguments: Arguments) -> tuple[Path, ...]:
    """What is known to be read before it was."""
    try:
        asked = subject(arguments)
    except RefusedError as error:
        return tuple(error.folder / each for each in error.texts)
    return (asked.spec, *((asked.configuration.path,) if asked.configuration.path else ()))


def _regenerated(arguments: Arguments, around: Surroundings, step: Step) -> Regenerated:
    done = regenerated(arguments, step, around.clock, is_verbose=around.is_verbose, has_color=around.has_color)
    step("")
    return done


def _named(paths: Iterable[Path], cwd: Path) -> str:
    return _some([visible(shown_path(each, cwd)) for each in paths])


def _written(written: Iterable[tuple[Folder, Written]], *, is_verbose: bool) -> str:
    """What was written, by folder; the manifest only where nothing else was."""
    parts: list[str] = []
    for folder, done in written:
        paths = [*done.created, *done.changed, *(f"-{each}" for each in done.deleted)]
        # What every protocol has alike is told last.
        paths.sort(key=lambda each: "_runtime/" in each)
        told = [visible(each) for each in paths if each != MANIFEST] or paths
        if told:
            parts.append(f"{visible(folder.name)}/: {', '.join(told) if is_verbose else _some(told)}")
    return "; ".join(parts) or "nothing to write"


def _some(names: list[str]) -> str:
    """The first few names."""
    more = len(names) - _NAMED
    # One name takes no more room than "and 1 more".
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:_NAMED])} and {more} more"
