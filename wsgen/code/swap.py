"""Puts files into a folder, all of them or none, while no other run of wsgen does."""

import os
import shutil
import sys
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Final

from .manifest import MANIFEST

STAGING: Final = ".wsgen-staging"
"""The folder, in the one that is written to, where files wait until all of them are there."""


@contextmanager
def alone(folder: Path) -> Generator[None]:
    """Waits until no other run of wsgen writes to `folder`, and keeps others out.

    What is locked is the folder around it, which is there before the first run, and no file is left behind. Where the
    system or its disk has no such locks nothing is waited for.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    around = next(each for each in Path(os.path.realpath(folder)).parents if each.is_dir())
    descriptor = os.open(around, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def swap(folder: Path, contents: Mapping[str, bytes], deleted: tuple[str, ...]) -> None:
    """Stages `contents`, renames them into place, deletes `deleted`; all of it or, if anything fails, none of it."""
    is_new = not folder.exists()
    staging = folder / STAGING
    old = {path: (folder / path).read_bytes() for path in (*contents, *deleted) if (folder / path).is_file()}
    done: list[str] = []
    is_complete = False
    try:
        if staging.exists():
            shutil.rmtree(staging)
        for path, content in contents.items():
            for place in (staging / path, folder / path):
                place.parent.mkdir(parents=True, exist_ok=True)
            (staging / path).write_bytes(content)
        # The package's header and the manifest prove whose the rest is, so they come first and last.
        for path in sorted(contents, key=lambda each: (each == MANIFEST, each != "__init__.py", each)):
            if path == MANIFEST:
                _delete(folder, deleted, done)
            done.append(path)
            (staging / path).replace(folder / path)
        if MANIFEST not in contents:
            _delete(folder, deleted, done)
        is_complete = True
    finally:
        if not is_complete:
            _restore(folder, done, old)
        shutil.rmtree(staging, ignore_errors=True)
        _remove_empty(folder, (*contents, *deleted))
        if is_new and not is_complete and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _delete(folder: Path, deleted: tuple[str, ...], done: list[str]) -> None:
    for path in deleted:
        done.append(path)
        (folder / path).unlink(missing_ok=True)


def _restore(folder: Path, done: list[str], old: Mapping[str, bytes]) -> None:
    for path in reversed(done):
        if path in old:
            (folder / path).write_bytes(old[path])
        else:
            (folder / path).unlink(missing_ok=True)


def _remove_empty(folder: Path, paths: Iterable[str]) -> None:
    """Removes the folders of `paths` that have become empty, inner ones first; never `folder` itself."""
    parents = {parent for path in paths for parent in PurePosixPath(path).parents if parent.parts}
    for parent in sorted(parents, key=lambda each: len(each.parts), reverse=True):
        place = folder / parent
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()
