"""Collects what the stages of a run find, and says no where the next one can't begin."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from .diagnostics.diagnostic import Diagnostic, SpecError, has_errors, in_order
from .ignores import KEY, find_ignores
from .levels import Levels, is_refusal
from .spec.names import at_names
from .spec.sources import Sources


class RefusedError(SpecError):
    """There are errors: every diagnostic up to then, with paths relative to `folder`, and the texts of the files.

    `is_answer` is false where a file that was asked for couldn't be opened, which says nothing about the document.
    `absent` are files that it refers to, and that aren't there.
    """

    def __init__(
        self,
        diagnostics: Iterable[Diagnostic],
        folder: Path,
        texts: Mapping[str, str],
        *,
        is_answer: bool = True,
        absent: tuple[str, ...] = (),
    ) -> None:
        self.folder = folder
        self.texts = texts
        self.absent = absent
        self.is_answer = is_answer
        super().__init__(diagnostics)


class Findings:
    """What the stages found so far in the files of `folder`; `texts` are those that settings came from, by path."""

    def __init__(self, folder: Path, texts: Mapping[str, str], levels: Levels) -> None:
        self._folder = folder
        self._levels = levels
        self._found: list[Diagnostic] = []
        self._sources: Sources | None = None
        self.texts = dict(texts)
        self.absent: tuple[str, ...] = ()

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All of it, in order and at the levels that hold."""
        return self._levels.settle(self._found)

    @property
    def refusals(self) -> tuple[Diagnostic, ...]:
        """What says that the document can't be generated, though it is valid."""
        return in_order(each for each in self._found if is_refusal(each))

    def add(self, diagnostics: Iterable[Diagnostic], texts: Mapping[str, str] | None = None) -> None:
        """Takes what one stage found; raises RefusedError when the next one can't begin.

        A warning that is raised to an error hides nothing that the stages to come would find.
        """
        self.texts.update(texts or {})
        placed = tuple(self._placed(diagnostics))
        self._found.extend(placed)
        if any(map(self._levels.is_stopping, placed)):
            raise self._refused(self.diagnostics)

    def begin(self, sources: Sources) -> None:
        """Takes the files that everything from now on is about: their names, and what is to be ignored in them."""
        self._sources = sources
        # Most documents have none, and to look for it in each object takes a fortieth of the time that a check takes.
        if any(KEY in text for text in self.texts.values()):
            ignores, diagnostics = find_ignores(sources)
            self._levels = replace(self._levels, ignores=ignores)
            # A slip in one of them says nothing about the document: no stage to come waits for it.
            self._found.extend(self._placed(diagnostics))

    def end(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Takes what the last stage found; raises RefusedError when there are errors.

        From now on it is known which ignores were for nothing.
        """
        self._found.extend(self._placed(diagnostics))
        self._found.extend(self._levels.unused(self._found))
        settled = self.diagnostics
        if has_errors(settled):
            raise self._refused(settled)

    def _placed(self, diagnostics: Iterable[Diagnostic]) -> Iterable[Diagnostic]:
        return at_names(self._sources, diagnostics) if self._sources else diagnostics

    def _refused(self, diagnostics: tuple[Diagnostic, ...]) -> RefusedError:
        return RefusedError(diagnostics, self._folder, self.texts, absent=self.absent)
