"""Waits until one of the files that a result was made from changes, by looking at them again and again."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

Pause = Callable[[], None]
"""Waits until files may have changed; what it raises ends the watch."""

_Mark = tuple[int, int] | None
"""What tells that a file was written: its time and size; None of one that isn't there."""

_Marks = Mapping[Path, _Mark]

# Whoever changes branches writes many files, and some editors write one in several steps.
_STILL_CHANGING: Final = 20


class Watch:
    """Files, which may be absent, and folders with all that is in them; `paths` are the first ones."""

    def __init__(self, pause: Pause, paths: Iterable[Path] = ()) -> None:
        self._pause = pause
        self._seen: dict[Path, _Marks] = {}
        self.follow(paths)

    def __len__(self) -> int:
        """How many files there are to look at."""
        return sum(mark is not None for marks in self._seen.values() for mark in marks.values())

    def follow(self, paths: Iterable[Path]) -> None:
        """From now on it's these.

        Those that were watched already stay as `changed` saw them last: what was written since then is still news.
        """
        self._seen = {path: self._seen[path] if path in self._seen else _marks(path) for path in sorted(set(paths))}

    def changed(self) -> tuple[Path, ...]:
        """Waits until some have changed, come or gone, and no more do; those, in order."""
        while (now := self._now()) == self._seen:
            self._pause()
        for _ in range(_STILL_CHANGING):
            before = now
            self._pause()
            if (now := self._now()) == before:
                break
        found = {
            file
            for path, marks in now.items()
            for file in marks.keys() | self._seen[path].keys()
            if marks.get(file) != self._seen[path].get(file)
        }
        self._seen = now
        return tuple(sorted(found))

    def _now(self) -> dict[Path, _Marks]:
        return {path: _marks(path) for path in self._seen}


def _marks(path: Path) -> _Marks:
    return {file: _mark(file) for file in _files(path)}


def _files(path: Path) -> Iterator[Path]:
    """A file itself, or all files below a folder."""
    if not path.is_dir():
        yield path
        return
    for folder, names, files in os.walk(path):
        names[:] = (each for each in names if each != "__pycache__")
        yield from (Path(folder, each) for each in files)


def _mark(path: Path) -> _Mark:
    try:
        known = path.stat()
    except (OSError, ValueError):
        return None
    return known.st_mtime_ns, known.st_size
