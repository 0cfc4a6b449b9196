"""Runs the view module of a target of the user's own, and says where in it a fault is."""

import sys
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import module_from_spec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

from ..diagnostics.location import Location
from ..plan.protocol import Protocol
from ..target_settings import Target
from .fault import TargetFaultError

Pages = Callable[[Protocol], object]
"""The function `pages` of a view module; what it gives isn't known before it was looked at."""

_FUNCTION: Final = "def pages"
_HINT: Final = "write `def pages(protocol: Protocol) -> Iterable[Page]`, as docs/targets.md shows"


@dataclass(frozen=True, slots=True)
class ViewModule:
    """The view module of a target: the file, its path as the settings have it, and its text."""

    file: Path
    path: str
    name: str
    text: str

    @contextmanager
    def running(self) -> Generator[Pages]:
        """The module's function, which may be called until the block ends.

        Whatever the user's code raises, in the block or before it, becomes a TargetFaultError at its line.
        """
        name = f"wsgen_target_{self.name.replace('-', '_')}"
        loader = _Fresh(name, str(self.file))
        module = module_from_spec(ModuleSpec(name, loader, origin=str(self.file)))
        module.__file__ = str(self.file)
        # Where a class looks up the names of its annotations.
        sys.modules[name] = module
        try:
            # What the user's code prints is for people, and standard output may be for programs.
            with redirect_stdout(sys.stderr):
                loader.exec_module(module)
                yield self._pages_of(module)
        except TargetFaultError:
            raise
        except (Exception, SystemExit) as error:  # A module that ends its program is no end of this one.
            raise self._located(error) from error
        finally:
            del sys.modules[name]

    def _pages_of(self, module: ModuleType) -> Pages:
        pages: Pages | None = getattr(module, "pages", None)
        if not callable(pages):
            raise self.fault("there is no function `pages`")
        return pages

    def fault(self, message: str, named: object = None, hint: str = _HINT) -> TargetFaultError:
        """A fault in what the module gives, at the first line that has the text `named`, else at `pages`."""
        return self._at(self._line_with(named), message, hint)

    def _line_with(self, named: object) -> int:
        wanted = (named if isinstance(named, str) and named else _FUNCTION, _FUNCTION)
        lines = self.text.splitlines()
        return next((number for text in wanted for number, line in enumerate(lines, 1) if text in line), 1)

    def _located(self, error: BaseException) -> TargetFaultError:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [each.lineno for each in frames if each.filename == str(self.file)]
        said = str(error)
        if isinstance(error, SyntaxError) and error.filename == str(self.file):
            lines, said = [error.lineno], error.msg
        message = f"{type(error).__name__}: {said}".splitlines()[0].removesuffix(": ")
        line = lines[-1] if lines else None
        return self._at(line or self._line_with(None), message, "mend it there: this is what Python says of it")

    def _at(self, line: int, message: str, hint: str) -> TargetFaultError:
        place = Location(self.path, line, 1, line, 1)
        return TargetFaultError("WSG164", place, message, hint, {self.path: self.text})


def opened(target: Target, folder: Path) -> ViewModule:
    """The view module of a target, read but not run. Raises TargetFaultError where it can't be read."""
    path = f"{target.view}"
    file = folder / path
    try:
        if not file.is_file():
            raise FileNotFoundError(2, "there is no such file")
        return ViewModule(file, path, target.name, file.read_text("utf-8"))
    except (OSError, UnicodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
        message = f"the view module `{path}` can't be read: {said}"
        raise TargetFaultError("WSG164", target.places["view"], message, "name a Python file in UTF-8", {}) from error


class _Fresh(SourceFileLoader):
    """Compiles the file each time: bytecode beside it would be one more file, and stale within the same second."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)
