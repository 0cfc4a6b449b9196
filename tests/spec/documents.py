"""Documents written inline, taken as far through the stages as a test needs."""

from collections.abc import Mapping
from types import MappingProxyType

from wsgen.diagnostics.diagnostic import Diagnostic, has_errors, in_order
from wsgen.spec.document import Document
from wsgen.spec.load import parse
from wsgen.spec.resolve import resolve
from wsgen.spec.rules import check, check_unused
from wsgen.spec.sources import Source, Sources
from wsgen.spec.upgrade import upgrade
from wsgen.spec.validate import validate

HEAD = "asyncapi: 3.0.0\ninfo: {title: Test, version: 1.0.0}\n"
HEAD_2 = "asyncapi: 2.6.0\ninfo: {title: Test, version: 1.0.0}\n"


def sources(text: str, files: Mapping[str, str] = MappingProxyType({})) -> Sources:
    """The document `text` as `spec.yml`, with further files beside it."""
    read = {}
    for path, content in {"spec.yml": text, **files}.items():
        node, faults = parse(content.encode(), path)
        assert node is not None, faults
        assert not faults
        read[path] = Source(path, node, content)
    return Sources("spec.yml", MappingProxyType(read))


def resolved(text: str, files: Mapping[str, str] = MappingProxyType({})) -> Document:
    """The document, which must be without an error."""
    read = sources(text, files)
    found = list(validate(read))
    read, diagnostics = upgrade(read)
    document, more = resolve(read)
    assert not has_errors([*found, *diagnostics, *more]), [str(each) for each in (*found, *diagnostics, *more)]
    return document


def everything(text: str, files: Mapping[str, str] = MappingProxyType({})) -> tuple[Diagnostic, ...]:
    """All that the stages of `spec` say, up to the first one that finds an error, in order."""
    return in_order(examined(sources(text, files)))


def examined(read: Sources) -> list[Diagnostic]:
    """The same of files that were read, in the order of the stages."""
    found = list(validate(read))
    if not has_errors(found):
        read, diagnostics = upgrade(read)
        found += diagnostics
    if not has_errors(found):
        document, diagnostics = resolve(read)
        found += diagnostics
        found += () if has_errors(found) else (*check(document, read), *check_unused(read, ()))
    return found


def codes(text: str, files: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """The code and the line of each diagnostic, as `WSG201:4`."""
    return [f"{each.code}:{each.location.line}" for each in everything(text, files)]
