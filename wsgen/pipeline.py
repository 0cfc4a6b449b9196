"""Compiles one AsyncAPI document: the stages of spec, plan and code in their order."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from .code.cache import NO_CACHE, Cache
from .diagnostics.diagnostic import Diagnostic, SpecError, has_errors, in_order
from .diagnostics.found import found
from .diagnostics.location import Location
from .ignores import KEY, find_ignores
from .levels import Levels, is_refusal
from .plan.assumption import Assumption
from .plan.compose import Plan, assumptions_of, plan, protocol_of
from .plan.protocol import Protocol
from .plan.settings import PlanSettings
from .settings import Settings
from .spec.digest import digest
from .spec.document import Document
from .spec.load import UnreadableError, read
from .spec.names import at_name, at_names
from .spec.node import MappingNode
from .spec.overlay import overlay
from .spec.resolve import resolve
from .spec.rules import check as check_rules
from .spec.rules import check_unused
from .spec.sources import Sources
from .spec.upgrade import upgrade
from .spec.validate import validate

if TYPE_CHECKING:
    from .code.tree import Tree

Step = Callable[[str], None]
"""Is told the name of each step that begins."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be compiled: the document at `path` in `folder`, with settings whose paths begin there too.

    Every location in the result is relative to `folder`. `texts` are the files that the settings came from, by path;
    `is_strict` makes each warning an error. `cache` is where texts are kept that take long to make; it decides nothing.
    `text` stands in for the document's bytes, which are then not read.
    """

    folder: Path
    path: str
    settings: Settings = field(default_factory=Settings)
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    is_strict: bool = False
    cache: Cache = NO_CACHE
    text: bytes | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A document without errors, and what it says about the wire; `texts` are all files that were read, by path.

    `sources` are upgraded, `written` are the same before that; the overlay is in both.
    `refusals` say of valid AsyncAPI that it can't be generated, whatever the settings make of them in `diagnostics`.
    """

    sources: Sources
    written: Sources
    document: Document
    plan: Plan
    diagnostics: tuple[Diagnostic, ...]
    refusals: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Planned:
    """The protocol that a document stands for, what was taken for granted of it, and what can't be generated.

    `schema_first` says by message why its model may accept what its schema rejects. The places of messages and
    assumptions are those of their names. `texts` are all files that were read, by path.
    """

    protocol: Protocol
    assumptions: tuple[Assumption, ...]
    schema_first: Mapping[str, str]
    refusals: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The tree that a document stands for, and what was found on the way."""

    tree: "Tree"
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


class RefusedError(SpecError):
    """There are errors: every diagnostic up to then, with paths relative to `folder`, and the texts of the files.

    `is_answer` is false where a file that was asked for couldn't be opened, which says nothing about the document.
    """

    def __init__(
        self, diagnostics: Iterable[Diagnostic], folder: Path, texts: Mapping[str, str], *, is_answer: bool = True
    ) -> None:
        self.folder = folder
        self.texts = texts
        self.is_answer = is_answer
        super().__init__(diagnostics)


def check(job: Job, step: Step) -> Checked:
    """Everything that can be said about a document without generating anything.

    Raises RefusedError where a stage found errors, or a file that was asked for can't be opened. Valid AsyncAPI that
    can't be generated is none: see `Checked.refusals`.
    """
    return _check(job, step, is_generating=False)


def _check(job: Job, step: Step, *, is_generating: bool) -> Checked:
    findings = _Findings(job, Levels(job.settings, job.is_strict, is_generating))
    step(f"reading {job.path}")
    sources = _read(job, findings)
    layers = _layers(job, findings)
    if layers:
        sources, diagnostics = overlay(sources, layers)
        findings.add(diagnostics)
    findings.begin(sources)
    step(f"checking {job.path}")
    findings.add(validate(sources))
    written = sources
    sources, diagnostics = upgrade(sources)
    findings.add(diagnostics)
    document, diagnostics = resolve(sources)
    findings.add(diagnostics)
    findings.add(check_rules(document, sources, asserts_formats=job.settings.formats == "assert"))
    step("planning the protocol")
    planned, diagnostics = plan(document, _plan_settings(job.settings))
    # Only the plan knows of a schema that it's the frame around messages which don't refer to it.
    envelopes = {(each.location.path, each.location.pointer) for each in planned.envelopes}
    findings.end((*diagnostics, *check_unused(sources, envelopes)))
    return Checked(
        sources, written, document, planned, findings.diagnostics, findings.refusals, MappingProxyType(findings.texts)
    )


def plan_document(job: Job, step: Step) -> Planned:
    """What crosses the wire, without generating anything. Raises like `check`, and has refusals like it."""
    from .code.exactness import exactness

    checked = _check(job, step, is_generating=False)
    assumptions = (
        replace(each, location=at_name(checked.written, each.location)) for each in assumptions_of(checked.plan)
    )
    protocol = protocol_of(checked.plan)
    messages = {
        id_: replace(each, location=at_name(checked.written, each.location)) for id_, each in protocol.messages.items()
    }
    schema_first = {id_: each.reason for id_, each in exactness(protocol).items() if not each.never_looser}
    named = replace(protocol, messages=messages)
    return Planned(named, tuple(assumptions), schema_first, checked.refusals, checked.texts)


def compile_document(job: Job, step: Step) -> Compiled:
    """The whole tree of generated files, its manifest included. Raises like `check`, and where that has refusals."""
    # They bring black, jinja2 and datamodel-code-generator, which a check can do without.
    from .code.emit import emit
    from .code.manifest import tool_versions, with_manifest
    from .code.models import models
    from .code.render import TemplateFaultError
    from .code.view import described

    checked = _check(job, step, is_generating=True)
    step("generating models")
    protocol = protocol_of(checked.plan)
    messages = frozenset(each.model for each in protocol.messages.values())
    sources = models(described(protocol), protocol.models, messages, job.cache)
    own = job.settings.templates
    try:
        folder = job.folder / own if own else None
        files = emit(protocol, sources, folder, job.cache, python=job.settings.python, step=step)
    except TemplateFaultError as error:
        place = job.settings.locations["templates"]
        if error.name:
            place = Location(f"{own}/{error.name}", error.line, 1, error.line, 1)
        fault = found("WSG163", place, str(error), hint="begin with a copy of wsgen's own template of that name")
        raise RefusedError((*checked.diagnostics, fault), job.folder, checked.texts) from error
    tree = with_manifest(files, tools=tool_versions(), spec=job.path, spec_hash=digest(checked.sources))
    return Compiled(tree, checked.diagnostics, checked.texts)


class _Findings:
    """What the stages found so far."""

    def __init__(self, job: Job, levels: Levels) -> None:
        self._folder = job.folder
        self._levels = levels
        self._found: list[Diagnostic] = []
        self._sources: Sources | None = None
        self.texts = dict(job.texts)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All of it, in order and at the levels that hold."""
        return self._levels.settle(self._found)

    @property
    def refusals(self) -> tuple[Diagnostic, ...]:
        """What says that the document can't be generated, though it is valid."""
        return in_order(each for each in self._found if is_refusal(each))

    def add(self, diagnostics: Iterable[Diagnostic], texts: Mapping[str, str] | None = None) -> None:
        """Takes what one stage found; raises RefusedError when the next one can't begin.

        A warning that is raised to an error hides nothing that the stages to come would find.
        """
        self.texts.update(texts or {})
        placed = tuple(self._placed(diagnostics))
        self._found.extend(placed)
        if any(map(self._levels.is_stopping, placed)):
            raise self._refused(self.diagnostics)

    def begin(self, sources: Sources) -> None:
        """Takes the files that everything from now on is about: their names, and what is to be ignored in them."""
        self._sources = sources
        # Most documents have none, and to look for it in each object takes a fortieth of the time that a check takes.
        if any(KEY in text for text in self.texts.values()):
            ignores, diagnostics = find_ignores(sources)
            self._levels = replace(self._levels, ignores=ignores)
            # A slip in one of them says nothing about the document: no stage to come waits for it.
            self._found.extend(self._placed(diagnostics))

    def end(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Takes what the last stage found; raises RefusedError when there are errors.

        From now on it is known which ignores were for nothing.
        """
        self._found.extend(self._placed(diagnostics))
        self._found.extend(self._levels.unused(self._found))
        settled = self.diagnostics
        if has_errors(settled):
            raise self._refused(settled)

    def _placed(self, diagnostics: Iterable[Diagnostic]) -> Iterable[Diagnostic]:
        return at_names(self._sources, diagnostics) if self._sources else diagnostics

    def _refused(self, diagnostics: tuple[Diagnostic, ...]) -> RefusedError:
        return RefusedError(diagnostics, self._folder, self.texts)


def _read(job: Job, findings: _Findings) -> Sources:
    """The document and the files that it refers to."""
    try:
        sources = read(job.path, root=job.folder, allow_outside=job.settings.allow_outside, text=job.text)
    except UnreadableError as error:
        fault = error.diagnostic
        if place := job.settings.locations.get("spec"):
            fault = replace(fault, related=(("the settings name it here", place),))
        raise RefusedError((fault,), job.folder, findings.texts, is_answer=False) from error
    findings.add(sources.missing.get(sources.root, ()), sources.texts)
    return sources


def _layers(job: Job, findings: _Findings) -> MappingNode | None:
    """The overlay, from the settings or from the file that they name."""
    path = job.settings.overlay_file
    if path is None:
        return job.settings.overlay
    place = job.settings.locations["overlay"]
    try:
        sources = read(path, root=job.folder)
    except UnreadableError as error:
        message = f"the overlay can't be read: {error.diagnostic.message}"
        fault = found("WSG162", place, message, hint="name a YAML or JSON file")
        raise RefusedError((fault,), job.folder, findings.texts, is_answer=False) from error
    findings.add(sources.missing.get(sources.root, ()), sources.texts)
    if not isinstance(sources.document, MappingNode):
        message = "an overlay must be an object of JSON Pointers"
        findings.add((found("WSG161", sources.document.location, message, hint="write `'#/info': {title: Chat}`"),))
        return None
    return sources.document


def _plan_settings(settings: Settings) -> PlanSettings:
    return PlanSettings(
        name=settings.name,
        perspective=settings.perspective,
        ambiguous=settings.ambiguous,
        connection=settings.connection,
        asserts_formats=settings.formats == "assert",
        heartbeat_interval=settings.heartbeat_interval,
        heartbeat_timeout=settings.heartbeat_timeout,
    )
