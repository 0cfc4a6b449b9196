"""Finds contracts: files, folders, URLs, and all that a broker has of a provider."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ..contract.broker import Broker
from ..contract.pact_file import PactFile
from ..contract.reading import read
from ..contract.web import WebError, is_url
from ..diagnostics.diagnostic import SpecError
from ..diagnostics.findings import Findings
from .outcome import NoAnswerError
from .project import shown_path

FOLDER: Final = "contracts"


@dataclass(frozen=True, slots=True)
class Sources:
    """What the command line says: files, folders and URLs; `provider` is whose contracts of the broker's are meant.

    `broker` is a URL; `authorization` is the header of that name, by which it knows who asks. Empty for none.
    """

    names: Sequence[str]
    broker: str = ""
    authorization: str = field(default="", repr=False)
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Contracts that could be read, by where they came from, and what is wrong with the others."""

    contracts: tuple[tuple[str, PactFile], ...]
    faults: tuple[Findings, ...]


def contracts(sources: Sources, folder: Path, cwd: Path) -> Read:
    """All contracts that are named, else those in the folder `contracts` of the project.

    Raises NoAnswerError where one can't be opened, or there is none.
    """
    texts = dict(_texts(sources, folder, cwd))
    read_: list[tuple[str, PactFile]] = []
    faults: list[Findings] = []
    for name, content in texts.items():
        try:
            read_.append((name, read(content, name)))
        except SpecError as error:
            text = content.decode("utf-8", "replace")
            faults.append(Findings(name, error.diagnostics, {name: text}))
    return Read(tuple(read_), tuple(faults))


def _texts(sources: Sources, folder: Path, cwd: Path) -> Iterable[tuple[str, bytes]]:
    names, broker = list(sources.names), Broker(sources.broker, sources.authorization)
    try:
        if sources.provider is not None:
            names += broker.latest(sources.provider)
        if not names:
            names = _in_folder(folder / FOLDER, cwd)
            if not names:
                place = shown_path(folder / FOLDER, cwd)
                raise NoAnswerError(f"no contract is named, and {place}/ has none; `wsgen pact capture` records one")
        for name in names:
            if is_url(name):
                yield name, broker.contract(name)
            else:
                yield from _of_file(name, cwd)
    except WebError as error:
        raise NoAnswerError(str(error)) from None
    except OSError as error:
        raise NoAnswerError(f"{error.filename} can't be read: {error.strerror}") from None


def _of_file(name: str, cwd: Path) -> Iterable[tuple[str, bytes]]:
    if not name.strip():
        raise NoAnswerError("FILES is empty; give a path or a URL, or leave it out for the default")
    path = cwd / name
    if not path.is_dir():
        yield shown_path(path, cwd), path.read_bytes()
        return
    found = _in_folder(path, cwd)
    if not found:
        raise NoAnswerError(f"there is no contract (*.json) in the folder {name}")
    for each in found:
        yield each, (cwd / each).read_bytes()


def _in_folder(folder: Path, cwd: Path) -> list[str]:
    return [shown_path(each, cwd) for each in sorted(folder.glob("*.json"))]
