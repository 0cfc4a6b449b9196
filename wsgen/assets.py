"""Reads the JavaScript that wsgen ships, which was built from frontend/ and is no part of the repository."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType


class NoAssetsError(Exception):
    """This wsgen was built without its JavaScript; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "this wsgen was built without its JavaScript: install it from a wheel, or run `make assets` in its clone"
        )


def browser_files() -> Mapping[str, str]:
    """The runtime and the elements of the browser's client, by path in its folder. Raises NoAssetsError."""
    return MappingProxyType(dict(sorted(_texts(_folder("browser"), "_"))))


def docs_script(name: str) -> str:
    """A script of the documentation's page: `console` or `page`. Raises NoAssetsError."""
    found = _folder("docs").joinpath(f"{name}.js")
    if not found.is_file():
        raise NoAssetsError
    return found.read_text(encoding="utf-8")


def _folder(name: str) -> Traversable:
    found = files("wsgen").joinpath("assets").joinpath(name)
    if not found.is_dir():
        raise NoAssetsError
    return found


def _texts(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for each in folder.iterdir():
        name = f"{path}{each.name}"
        if each.is_dir():
            yield from _texts(each, f"{name}/")
        else:
            yield name, each.read_text(encoding="utf-8")
