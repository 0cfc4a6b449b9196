"""Starts at the root of a document and checks everything that it reaches."""

import re
from typing import Final

from ...diagnostics.diagnostic import Diagnostic
from ...diagnostics.found import found
from ..node import MappingNode, ScalarNode
from ..objects import VERSIONS
from ..objects.kinds import Object, Version
from ..reading import entries_of
from ..sources import Sources
from .checking import Checking, EnoughError
from .walk import check_value

_VERSION: Final = re.compile(r"(\d+)\.(\d+)\.(\d+)(-[A-Za-z0-9.-]+)?")
_NEWEST: Final = "3.0.0"


def validate(sources: Sources) -> tuple[Diagnostic, ...]:
    """Everything in the files of one specification that its version of AsyncAPI doesn't allow.

    The root is checked as an AsyncAPI document, what it refers to as what it is referred to as. References that lead to
    nothing are reported too. Without a version that is known there is only that to say.
    """
    root = sources.document
    if not isinstance(root, MappingNode):
        message = "an AsyncAPI document is an object, and this is none"
        hint = f"begin with `asyncapi: {_NEWEST}`"
        return (found("WSG203", root.location, message, hint=hint),)
    version = version_of(root)
    if isinstance(version, Diagnostic):
        return (version,)
    checking = Checking(sources, version)
    checking.later(root, Object("Root"), root.location)
    try:
        while checking.tasks:
            check_value(checking, checking.next())
    except EnoughError:
        return tuple(checking.diagnostics)
    _note_unread(checking)
    return tuple(checking.diagnostics)


def _note_unread(checking: Checking) -> None:
    """WSG217: once for each protocol whose bindings nobody reads, at the first of them."""
    root = checking.sources.root
    for protocol, places in checking.unread.items():
        first = min(places, key=lambda each: (each.path != root, each.path, each.line, each.column))
        message = f"bindings for {protocol} are kept as they are, unchecked"
        checking.report("WSG217", first, message, hint="wsgen reads those for `ws` alone")


def version_of(root: MappingNode) -> Version | Diagnostic:
    """Major and minor version of a document, or what is wrong with its `asyncapi` field."""
    entry = entries_of(root).get("asyncapi")
    if entry is None:
        hint = f"begin with `asyncapi: {_NEWEST}`, or check the document that this is a part of"
        return found("WSG206", root.location, "the document doesn't say which AsyncAPI it is", hint=hint)
    value = entry.value
    known = ", ".join(f"{major}.{minor}.0" for major, minor in VERSIONS)
    if not isinstance(value, ScalarNode) or not isinstance(value.value, str):
        shown = f"`{value.value}`" if isinstance(value, ScalarNode) else "this"
        hint = f"write three numbers, such as `asyncapi: {_NEWEST}`"
        return found("WSG206", value.location, f"{shown} is no AsyncAPI version", hint=hint)
    match = _VERSION.fullmatch(value.value)
    if match is None:
        hint = f"write three numbers, such as `asyncapi: {_NEWEST}`"
        return found("WSG206", value.location, f"`{value.value}` is no AsyncAPI version", hint=hint)
    version = int(match[1]), int(match[2])
    if version not in VERSIONS:
        hint = f"write one of {known}"
        return found("WSG206", value.location, f"AsyncAPI {value.value} is not supported", hint=hint)
    return version
