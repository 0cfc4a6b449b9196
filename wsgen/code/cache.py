"""Keeps texts that took long to make in a folder of the user's, each under the hash of all that it was made from."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LIMIT: Final = 64 * 1024 * 1024
"""Bytes that a cache may hold; a formatted models.py of 1,000 messages has about one million."""

_SUFFIX: Final = ".text"
_DIGITS: Final = 64


@dataclass(frozen=True, slots=True)
class Cache:
    """Texts by what they were made from; without a `folder` nothing is kept.

    A cache never decides what a text is, only whether it is made again. Whatever is wrong with the folder or in it
    counts as a text that isn't there: deleted while it is used, full, read-only, damaged, or another user's.
    """

    folder: Path | None
    limit: int = LIMIT

    def text(self, made_from: tuple[str, ...], make: Callable[[], str]) -> str:
        """What `make` gives, which nothing but `made_from` may decide. Raises what `make` raises, and no OSError."""
        if self.folder is None:
            return make()
        key = _sha256(json.dumps(made_from).encode())
        entry = self.folder / f"{key}{_SUFFIX}"
        kept = _read(entry, key) if _is_own(self.folder) else None
        if kept is not None:
            return kept
        text = make()
        # A half of a surrogate pair has no UTF-8; a folder that can't be written is no fault of the document.
        with suppress(OSError, UnicodeEncodeError):
            self._keep(entry, key, text)
        return text

    def _keep(self, entry: Path, key: str, text: str) -> None:
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(entry.parent):
            return
        body = text.encode()
        # Whoever reads at this moment sees the old entry or the new one.
        draft = entry.with_suffix(f".{os.getpid()}")
        try:
            draft.write_bytes(f"{_checksum(key, body)}\n".encode() + body)
            draft.replace(entry)
        finally:
            draft.unlink(missing_ok=True)
        for old in _oldest_beyond(entry.parent, self.limit):
            old.unlink(missing_ok=True)


NO_CACHE: Final = Cache(None)


def _read(entry: Path, key: str) -> str | None:
    """The text of an entry that is whole and its own."""
    try:
        checksum, _, body = entry.read_bytes().partition(b"\n")
        if checksum.decode() != _checksum(key, body):
            return None
        text = body.decode()
    except (OSError, UnicodeDecodeError):
        return None
    with suppress(OSError):
        # What was used last is deleted last.
        os.utime(entry)
    return text


def _checksum(key: str, body: bytes) -> str:
    return _sha256(key.encode() + body)


def _sha256(content: bytes) -> str:
    # Takes 5 ms to load, which a check can do without.
    import hashlib

    return hashlib.sha256(content).hexdigest()


def _is_own(folder: Path) -> bool:
    """Whether only this user can have written the folder's entries, which end up in code that is run."""
    try:
        status = folder.stat()
    except OSError:
        return False
    # Windows keeps a user's folders from other users, and has no such numbers.
    return not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


def _oldest_beyond(folder: Path, limit: int) -> Iterator[Path]:
    """The entries to delete so that the rest has at most `limit` bytes, drafts of runs that were ended among them."""
    found = [(each.stat(), each) for each in folder.iterdir() if len(each.stem) == _DIGITS]
    for status, path in sorted(found, key=lambda each: each[0].st_mtime_ns, reverse=True):
        limit -= status.st_size
        if limit < 0:
            yield path
