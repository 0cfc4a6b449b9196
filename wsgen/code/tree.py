"""Compares a tree of generated files with a folder, and writes it there."""

import errno
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Final, TypeAlias

from ..diagnostics.diagnostic import Diagnostic, SpecError
from ..diagnostics.found import found
from ..diagnostics.location import Location
from .manifest import MANIFEST, Manifest, digest, has_header, listed, parse
from .swap import STAGING, alone, swap

Tree: TypeAlias = Mapping[str, str]
"""Relative path, with `/`, to text."""

_ENTRIES: Final = ("__init__.py", "index.js")
"""What a folder of Python, or of JavaScript, begins with."""

_COMMENTED: Final = (".py", ".js", ".ts")
"""Files that have a header, outside the copied runtime."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A file whose text isn't the tree's; line ends that git rewrote are already back in `on_disk`."""

    path: str
    on_disk: str
    expected: str


@dataclass(frozen=True, slots=True)
class ToolChange:
    """A tool of another version than the one that wrote the folder; empty where there was, or is, none."""

    name: str
    wrote: str
    here: str


@dataclass(frozen=True, slots=True)
class Drift:
    """How a folder differs from a tree; paths are relative to the folder.

    `line_endings` are files that differ in CRLF alone, which is no drift. The manifest stands in `changed` only where
    no other difference explains it. `exists` is false where there's no folder at all. `by_tools` says that the document
    is the one of which the folder was made, and that its files are as they were then: what differs does so by the
    tools' versions, or by a setting.
    """

    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    changed: tuple[Changed, ...]
    line_endings: tuple[str, ...]
    tools: tuple[ToolChange, ...]
    exists: bool
    by_tools: bool = False

    def __bool__(self) -> bool:
        """Whether anything has drifted."""
        return bool(self.missing or self.unexpected or self.changed or self.tools)


@dataclass(frozen=True, slots=True)
class Written:
    """What `write` did; paths are relative to the folder. `foreign` files aren't wsgen's, and were left alone."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: tuple[str, ...]
    foreign: tuple[str, ...] = ()


def compare(tree: Tree, folder: Path) -> Drift:
    """How `folder` differs from `tree`. Bytecode and what cargo makes in a crate don't count. Raises OSError."""
    _require_folder(folder)
    on_disk = _files(folder)
    missing: list[str] = []
    changed: list[Changed] = []
    line_endings: list[str] = []
    for path, expected in tree.items():
        # What is neither a file nor a link to one, such as a pipe, is never opened.
        if path not in on_disk or not (folder / path).is_file():
            missing.append(path)
            continue
        content = (folder / path).read_bytes()
        if content == expected.encode():
            continue
        text = content.replace(b"\r\n", b"\n").decode(errors="replace")
        if text == expected:
            line_endings.append(path)
        else:
            changed.append(Changed(path, text, expected))
    unexpected = tuple(sorted(each for each in on_disk - tree.keys() if not _is_built(each, tree)))
    others = tuple(each for each in changed if each.path != MANIFEST)
    explained = {*missing, *unexpected, *(each.path for each in others)}
    manifest = next((each for each in changed if each.path == MANIFEST), None)
    tools = _tool_changes(manifest) if manifest else ()
    if manifest and not _is_explained(manifest, explained, tools):
        others = (*others, manifest)
    by_tools = manifest is not None and bool(tools) and _is_untouched(manifest, on_disk, changed)
    return Drift(tuple(missing), unexpected, others, tuple(line_endings), tools, folder.is_dir(), by_tools)


def _is_built(path: str, tree: Tree) -> bool:
    """Whether cargo leaves such a file in a crate that the tree is."""
    return "Cargo.toml" in tree and (path == "Cargo.lock" or path.startswith("target/"))


def write(tree: Tree, folder: Path, shown: str) -> Written:
    """Makes `folder` what `tree` says; `shown` is how the user knows the folder.

    Nothing is written when a file that isn't wsgen's stands in the way (SpecError). Files of the old manifest that the
    tree lacks are deleted, all others stay. Everything is staged first and then renamed into place, the manifest last;
    when that fails halfway the old files come back. Runs that write to one folder wait for each other. Raises OSError,
    ValueError for a path that leaves the folder.
    """
    prove(tree)
    with alone(folder):
        return _write(tree, folder, shown)


def _write(tree: Tree, folder: Path, shown: str) -> Written:
    _require_folder(folder)
    before = _Before.read(tree, folder)
    if refusals := tuple(_refusals(tree, folder, before, shown)):
        raise SpecError(refusals)
    after = {path: text.encode() for path, text in tree.items()}
    created = tuple(path for path in tree if path not in before.contents)
    changed = tuple(path for path in tree if path in before.contents and before.contents[path] != after[path])
    unchanged = tuple(path for path in tree if before.contents.get(path) == after[path])
    deleted = tuple(path for path in sorted(before.listed.keys() - tree.keys()) if _is_deletable(folder, path, before))
    if created or changed or deleted or (folder / STAGING).exists():
        swap(folder, {path: after[path] for path in (*created, *changed)}, deleted)
    return Written(created, changed, deleted, unchanged, tuple(sorted(_files(folder) - tree.keys())))


def refusals(tree: Tree, folder: Path, shown: str) -> tuple[Diagnostic, ...]:
    """What stands in the way of `write`, which isn't wsgen's. Raises OSError."""
    _require_folder(folder)
    return tuple(_refusals(tree, folder, _Before.read(tree, folder), shown))


def prove(paths: Iterable[str]) -> None:
    """Every path stays inside the folder on every system, and no two are one file where case doesn't count.

    Raises ValueError for others.
    """
    names = tuple(paths)
    for path in names:
        parts = path.split("/")
        if any(part in ("", ".", "..") for part in parts) or any(mark in path for mark in '\\:\0<>"|?*'):
            raise ValueError(f"not a path inside the output folder: {path!r}")
    folded = {path.casefold() for path in names}
    if len(folded) < len(names):
        raise ValueError(f"two paths of the tree differ in case alone: {sorted(names)}")
    for path in names:
        if any(parent.as_posix().casefold() in folded for parent in PurePosixPath(path).parents):
            raise ValueError(f"a file's path is a folder of another one's: {path!r}")


def is_free(folder: Path) -> bool:
    """Whether a new project can be made here: nothing exists, or an empty folder does. Raises OSError."""
    return not os.path.lexists(folder) or (folder.is_dir() and not any(folder.iterdir()))


@dataclass(frozen=True, slots=True)
class _Before:
    """What the folder holds where the tree wants to write, and what its manifests list."""

    contents: Mapping[str, bytes]
    listed: Mapping[str, frozenset[str]]
    is_package: bool

    @classmethod
    def read(cls, tree: Tree, folder: Path) -> "_Before":
        contents = {path: (folder / path).read_bytes() for path in tree if (folder / path).is_file()}
        owned: dict[str, frozenset[str]] = {}
        # A staged manifest is what an interrupted run was about to write: its files are wsgen's too.
        for manifest in (folder / MANIFEST, folder / STAGING / MANIFEST):
            if manifest.is_file():
                for path, hashes in listed(manifest.read_text("utf-8", errors="replace")).items():
                    owned[path] = owned.get(path, frozenset()) | hashes
        entries = [each for name in _ENTRIES if (each := folder / name).is_file()]
        is_package = any(has_header(each.read_bytes()) for each in entries)
        return cls(MappingProxyType(contents), MappingProxyType(owned), is_package)


def _require_folder(folder: Path) -> None:
    if os.path.lexists(folder) and not folder.is_dir():
        what = "a link that leads to no folder" if folder.is_symlink() else "no folder"
        raise NotADirectoryError(errno.ENOTDIR, f"it is {what}", str(folder))


def _refuse(error: OSError) -> None:
    """A folder that can't be listed may hold anything, so nothing can be said about its files."""
    raise error


def _files(folder: Path) -> frozenset[str]:
    """Every file below `folder` that isn't bytecode, links included."""
    paths: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=_refuse if folder.is_dir() else None):
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        folders[:] = [name for name in folders if name != "__pycache__" and name not in links]
        paths += [Path(root) / name for name in (*names, *links) if not name.endswith(".pyc")]
    return frozenset(path.relative_to(folder).as_posix() for path in paths)


def _tool_changes(manifest: Changed) -> tuple[ToolChange, ...]:
    old, new = parse(manifest.on_disk), parse(manifest.expected)
    if not old or not new:
        return ()
    names = dict.fromkeys((*new.tools, *old.tools))
    pairs = ((name, old.tools.get(name, ""), new.tools.get(name, "")) for name in names)
    return tuple(ToolChange(name, wrote, here) for name, wrote, here in pairs if wrote != here)


def _is_untouched(manifest: Changed, on_disk: frozenset[str], changed: Sequence[Changed]) -> bool:
    """Whether a folder is still what its manifest says, of the same document."""
    old, new = parse(manifest.on_disk), parse(manifest.expected)
    if not old or not new or _source(old) != _source(new) or on_disk != frozenset((*old.files, MANIFEST)):
        return False
    return all(digest(each.on_disk.encode()) == old.files[each.path] for each in changed if each.path != MANIFEST)


def _is_explained(manifest: Changed, explained: set[str], tools: tuple[ToolChange, ...]) -> bool:
    """Whether a differing manifest only says what other differences say already."""
    old, new = parse(manifest.on_disk), parse(manifest.expected)
    if not old or not new:
        return False
    differing = {path for path, _ in old.files.items() ^ new.files.items()}
    return differing <= explained and (bool(explained) or (bool(tools) and _source(old) == _source(new)))


def _source(manifest: Manifest) -> tuple[str, str]:
    return manifest.spec, manifest.spec_hash


def _refusals(tree: Tree, folder: Path, before: _Before, shown: str) -> Iterable[Diagnostic]:
    for path in tree:
        target = folder / path
        location = Location(f"{shown}/{path}", 1, 1, 1, 1)
        parents = [folder.joinpath(*PurePosixPath(path).parts[:depth]) for depth in range(1, path.count("/") + 1)]
        blocked = next((each for each in parents if each.is_symlink() or (each.exists() and not each.is_dir())), None)
        if blocked:
            # At the place of what is in the way, so that it's said once.
            name = f"{shown}/{blocked.relative_to(folder).as_posix()}"
            kind = "a link" if blocked.is_symlink() else "no folder"
            message = f"`{name}` is {kind}, so wsgen writes nothing below it"
            yield found("WSG602", Location(name, 1, 1, 1, 1), message, hint=f"remove `{name}`")
        elif target.is_symlink() or (target.exists() and not target.is_file()):
            kind = "a link" if target.is_symlink() else "a folder" if target.is_dir() else "a device"
            message = f"wsgen would write a file here, but `{shown}/{path}` is {kind}"
            yield found("WSG602", location, message, hint=f"remove `{shown}/{path}`")
        elif path in before.contents and not _is_own(path, tree[path], before):
            message = f"`{shown}/{path}` exists and wsgen did not write it"
            hint = "move it out of the output folder, or choose another one with `--out`"
            yield found("WSG601", location, message, hint=hint)


def _is_own(path: str, text: str, before: _Before) -> bool:
    content = before.contents[path]
    if path in before.listed or content == text.encode() or has_header(content):
        return True
    # Without a manifest the package's header speaks for files that hold none: JSON, py.typed, the copied runtime.
    return before.is_package and ("/" in path or not path.endswith(_COMMENTED))


def _is_deletable(folder: Path, path: str, before: _Before) -> bool:
    """Whether a file that the old manifest lists is still the one that wsgen wrote there."""
    try:
        prove({path: ""})
    except ValueError:
        return False
    target = folder / path
    if target.is_symlink() or not target.is_file() or folder.resolve() not in target.resolve().parents:
        return False
    content = target.read_bytes()
    return has_header(content) or digest(content.replace(b"\r\n", b"\n")) in before.listed[path]
