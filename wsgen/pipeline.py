"""Compiles one AsyncAPI document: the stages of spec, plan and code in their order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from .code.cache import NO_CACHE, Cache
from .collecting import Findings, RefusedError
from .diagnostics.diagnostic import Diagnostic
from .diagnostics.found import found
from .diagnostics.location import Location
from .levels import Levels
from .plan.assumption import Assumption
from .plan.compose import Plan, assumptions_of, plan, protocol_of
from .plan.protocol import Protocol
from .plan.settings import PlanSettings
from .settings import Settings
from .spec.digest import digest
from .spec.document import Document
from .spec.load import UnreadableError, read
from .spec.names import at_name
from .spec.node import MappingNode
from .spec.overlay import overlay
from .spec.resolve import resolve
from .spec.rules import check as check_rules
from .spec.rules import check_unused
from .spec.sources import Sources
from .spec.upgrade import upgrade
from .spec.validate import validate
from .target_settings import PYTHON

if TYPE_CHECKING:
    from .code.tree import Tree

Step = Callable[[str], None]
"""Is told the name of each step that begins."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be compiled: the document at `path` in `folder`, with settings whose paths begin there too.

    Every location in the result is relative to `folder`. `texts` are the files that the settings came from, by path;
    `is_strict` makes each warning an error. `cache` is where texts are kept that take long to make; it decides nothing.
    `text` stands in for the document's bytes, which are then not read. `targets` are the names of what is made: the
    Python package and all that the settings name, where it is None.
    """

    folder: Path
    path: str
    settings: Settings = field(default_factory=Settings)
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    is_strict: bool = False
    cache: Cache = NO_CACHE
    text: bytes | None = None
    targets: tuple[str, ...] | None = None

    @property
    def wanted(self) -> tuple[str, ...]:
        """The names of what is made."""
        return (PYTHON, *self.settings.targets) if self.targets is None else self.targets


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
    """The trees that a document stands for, by target and in their order, and what was found on the way."""

    trees: "Mapping[str, Tree]"
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]

    @property
    def tree(self) -> "Tree":
        """The Python package. Raises KeyError where the job left it out."""
        return self.trees[PYTHON]


def check(job: Job, step: Step) -> Checked:
    """Everything that can be said about a document without generating anything.

    Raises RefusedError where a stage found errors, or a file that was asked for can't be opened. Valid AsyncAPI that
    can't be generated is none: see `Checked.refusals`.
    """
    return _check(job, step, is_generating=False)


def _check(job: Job, step: Step, *, is_generating: bool) -> Checked:
    findings = Findings(job.folder, job.texts, Levels(job.settings, job.is_strict, is_generating))
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
    """All generated files, with a manifest for each tree. Raises like `check`, and where that has refusals.

    Raises NoAssetsError where the client for browsers is wanted, and this wsgen was built without its parts.
    """
    # They bring black, jinja2 and datamodel-code-generator, which a check can do without.
    from . import __version__
    from .code.manifest import tool_versions, with_manifest
    from .targets.emit import emit
    from .targets.fault import TargetFaultError

    checked = _check(job, step, is_generating=True)
    protocol = protocol_of(checked.plan)
    hashed = digest(checked.sources)
    trees: dict[str, Tree] = {}
    for name in job.wanted:
        if name == PYTHON:
            tools, files = tool_versions(), _python(job, checked, protocol, step)
        else:
            step(f"rendering the target {name}")
            target = job.settings.targets[name]
            try:
                tools, files = {"wsgen": __version__}, emit(target, protocol, job.folder)
            except TargetFaultError as error:
                fault = found(error.code, error.location, str(error), hint=error.hint)
                texts = MappingProxyType({**checked.texts, **error.texts})
                raise RefusedError((*checked.diagnostics, fault), job.folder, texts) from error
        trees[name] = with_manifest(files, tools=tools, spec=job.path, spec_hash=hashed)
    return Compiled(MappingProxyType(trees), checked.diagnostics, checked.texts)


def _python(job: Job, checked: Checked, protocol: Protocol, step: Step) -> "Tree":
    """The Python package."""
    from .code.emit import emit
    from .code.models import models
    from .code.render import TemplateFaultError
    from .code.view import described

    step("generating models")
    messages = frozenset(each.model for each in protocol.messages.values())
    sources = models(described(protocol), protocol.models, messages, job.cache)
    own = job.settings.templates
    try:
        folder = job.folder / own if own else None
        return emit(protocol, sources, folder, job.cache, python=job.settings.python, step=step)
    except TemplateFaultError as error:
        place = job.settings.locations["templates"]
        if error.name:
            place = Location(f"{own}/{error.name}", error.line, 1, error.line, 1)
        fault = found("WSG163", place, str(error), hint="begin with a copy of wsgen's own template of that name")
        raise RefusedError((*checked.diagnostics, fault), job.folder, checked.texts) from error


def _read(job: Job, findings: Findings) -> Sources:
    """The document and the files that it refers to."""
    try:
        sources = read(job.path, root=job.folder, allow_outside=job.settings.allow_outside, text=job.text)
    except UnreadableError as error:
        fault = error.diagnostic
        if place := job.settings.locations.get("spec"):
            fault = replace(fault, related=(("the settings name it here", place),))
        raise RefusedError((fault,), job.folder, findings.texts, is_answer=False) from error
    findings.absent = sources.absent
    findings.add(sources.missing.get(sources.root, ()), sources.texts)
    return sources


def _layers(job: Job, findings: Findings) -> MappingNode | None:
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
