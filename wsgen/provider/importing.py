"""Imports what a user names as `module:name`: an application, or a function that sets states."""

import importlib
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType


class NotImportedError(Exception):
    """There is nothing of that name; the message says what is missing."""


@contextmanager
def modules_of(folder: Path) -> Generator[None]:
    """Lets modules be found in a folder, before all others, until the block ends."""
    place = str(folder)
    sys.path.insert(0, place)
    try:
        yield
    finally:
        if place in sys.path:
            sys.path.remove(place)


def imported(target: str, folder: Path) -> object:
    """What `module:name` means in a folder; `name` may have dots in it. Raises NotImportedError."""
    name, _, attribute = target.partition(":")
    if not name or not attribute:
        raise NotImportedError(f"{target!r} names nothing: write module:name, such as server:app")
    value: object = _module(name, folder)
    for part in attribute.split("."):
        if not hasattr(value, part):
            raise NotImportedError(f"the module {name!r} has no {attribute!r}")
        value = getattr(value, part)
    return value


def _module(name: str, folder: Path) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            where = "run it where the application's modules are"
            raise NotImportedError(f"there is no module {error.name!r} in {folder}: {where}") from None
        raise NotImportedError(f"the module {name!r} can't be imported: {error}") from error
    except (Exception, SystemExit) as error:  # A module that ends its program is no end of this one.
        raise NotImportedError(f"the module {name!r} can't be imported: {type(error).__name__}: {error}") from error
