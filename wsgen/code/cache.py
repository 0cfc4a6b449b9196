"""Keeps texts that took long to make in a folder of the user's, each under the hash of all that it was made from."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
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
        return self.texts({"": made_from}, lambda _: (make(),))[""]

    def texts(
        self, made_from: Mapping[str, tuple[str, ...]], make: Callable[[Sequence[str]], Sequence[str]]
    ) -> dict[str, str]:
        """Several texts by name, of which `make` gives those that aren't there, in the order of the names it's told.

        Nothing but what stands under its name in `made_from` may decide a text. Raises like `text`.
        """
        keys = {name: _sha256(json.dumps(each).encode()) for name, each in made_from.items()} if self.folder else {}
        kept = dict(self._kept(keys))
        missing = [name for name in made_from if name not in kept]
        made = dict(zip(missing, make(missing), strict=True)) if missing else {}
        if made and self.folder is not None:
            # A folder that can't be written is no fault of the document.
            with suppress(OSError):
                _keep(self.folder, {keys[name]: text for name, text in made.items()}, self.limit)
        return {name: made[name] if name in made else kept[name] for name in made_from}

    def _kept(self, keys: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        if self.folder is None or not _is_own(self.folder):
            return
        for name, key in keys.items():
            text = _read(_entry(self.folder, key), key)
            if text is not None:
                yield name, text


NO_CACHE: Final = Cache(None)


def _keep(folder: Path, texts: Mapping[str, str], limit: int) -> None:
    """Writes texts under their keys, and makes room for them once for all."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_own(folder):
        return
    for key, text in texts.items():
        # A half of a surrogate pair has no UTF-8.
        with suppress(UnicodeEncodeError):
            _write(_entry(folder, key), key, text.encode())
    for old in _oldest_beyond(folder, limit):
        old.unlink(missing_ok=True)


def _write(entry: Path, key: str, body: bytes) -> None:
    # Whoever reads at this moment sees the old entry or the new one.
    draft = entry.with_suffix(f".{os.getpid()}")
    try:
        draft.write_bytes(f"{_checksum(key, body)}\n".encode() + body)
        draft.replace(entry)
    finally:
        draft.unlink(missing_ok=True)


def _entry(folder: Path, key: str) -> Path:
    return folder / f"{key}{_SUFFIX}"


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
