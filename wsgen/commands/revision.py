"""Lays out the files of a git revision that a document may consist of, in a folder of their own."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from ..spec.syntax.decode import MAX_BYTES
from .outcome import NoAnswerError

_SUFFIXES: Final = (".yml", ".yaml", ".json", ".toml")
_FIELDS: Final = 4


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of the repository whose root is `top`; `commit` is its hash, `name` what it was asked for by."""

    top: Path
    name: str
    commit: str


def revision(name: str, beside: Path) -> Revision:
    """The revision that git calls `name`, in the repository of the folder `beside`.

    Raises NoAnswerError where there is no git, no repository, or no such revision.
    """
    git = shutil.which("git")
    if git is None:
        raise NoAnswerError(f"{name} is no file, and there is no git that could know it as a revision")
    top = _git(beside, "rev-parse", "--show-toplevel")
    if top is None:
        raise NoAnswerError(f"{name} is no file, and {beside} is in no git repository that could have it as a revision")
    commit = _git(beside, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if commit is None:
        shallow = _git(beside, "rev-parse", "--is-shallow-repository")
        hint = "; this clone is shallow, so fetch more: git fetch --unshallow" if shallow == b"true\n" else ""
        raise NoAnswerError(f"{name} is neither a file nor a revision that git knows{hint}")
    return Revision(Path(os.fsdecode(top).rstrip("\n")), name, commit.decode().strip())


def lay_out(of: Revision, document: PurePosixPath, folder: Path) -> None:
    """Writes into `folder` what the document at a path in the repository may consist of, and settings.

    That is every YAML, JSON and TOML file, and all that lies beside the document or below. Raises NoAnswerError where
    git can't give them.
    """
    listed = _git(of.top, "ls-tree", "-r", "-l", "-z", "--full-tree", of.commit)
    if listed is None:
        raise NoAnswerError(f"git can't list the files of {of.name}")
    wanted = [*_wanted(listed, document.parent)]
    asked = "".join(f"{blob}\n" for blob, _ in wanted).encode()
    contents = _git(of.top, "cat-file", "--batch", given=asked)
    if contents is None:
        raise NoAnswerError(f"git can't read the files of {of.name}")
    for (_, path), content in zip(wanted, _blobs(contents), strict=True):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _wanted(listed: bytes, beside: PurePosixPath) -> Iterator[tuple[str, str]]:
    """The hash and the path of each file that may belong to the document; links and submodules are none."""
    for line in listed.split(b"\0"):
        head, _, name = line.partition(b"\t")
        fields = head.decode().split()
        path = os.fsdecode(name)
        if len(fields) != _FIELDS or fields[1] != "blob" or fields[0] == "120000" or int(fields[3]) > MAX_BYTES:
            continue
        if path.endswith(_SUFFIXES) or PurePosixPath(path).is_relative_to(beside):
            yield fields[2], path


def _blobs(text: bytes) -> Iterable[bytes]:
    """The contents that `git cat-file --batch` wrote, each behind a line with its size."""
    start = 0
    while start < len(text):
        end = text.index(b"\n", start)
        size = int(text[start:end].split()[2])
        yield text[end + 1 : end + 1 + size]
        start = end + 1 + size + 1


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    """What git prints; None where it fails."""
    command = ["git", "-C", str(folder), *arguments]
    ran = subprocess.run(command, input=given, capture_output=True, check=False)
    return ran.stdout if ran.returncode == 0 else None
