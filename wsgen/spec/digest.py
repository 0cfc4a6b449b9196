"""Makes one digest of what all files of a specification say."""

import json
import posixpath

from .node import plain
from .sources import Sources


def digest(sources: Sources) -> str:
    """The SHA-256 of what the files say; formatting, comments, the order of keys and their folder don't count."""
    # Takes 5 ms to load, which a check can do without.
    import hashlib

    folder = posixpath.dirname(sources.root) or "."
    files = {**sources.files, **sources.original}
    values = {
        "" if path == sources.root else posixpath.relpath(path, folder): plain(source.node)
        for path, source in files.items()
    }
    text_form = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text_form.encode()).hexdigest()
