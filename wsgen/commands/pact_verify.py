"""`wsgen pact verify`: says whether a provider does what contracts say."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, cast

from ..collecting import RefusedError
from ..contract import verify_report
from ..contract.connecting import opener
from ..contract.hooks import Both, Function, Functions, Hooks, Urls, Within, here
from ..contract.matching import NoEngineError
from ..contract.pact_file import PactFile
from ..contract.trying import Limits
from ..contract.verdict import Verification, failed
from ..contract.verifying import NoProviderError, Provider, verify
from ..contract.web import is_url
from ..options import FindingsFormat, PactFormat
from ..pipeline import Planned, Step, plan_document
from ..provider.handshake import ArgumentError, check_names
from ..provider.importing import NotImportedError, imported, modules_of
from ..provider.serving import Application, NoServerError, NotServedError, serving
from .contract_sources import Sources, contracts
from .findings import outcome, placed, refused
from .outcome import Answer, NoAnswerError, Outcome
from .project import Arguments as CommandArguments
from .project import Subject, subject
from .provider import Asked
from .provider import Provider as Server
from .provider import provider as server_of

_INSTALL: Final = "pip install 'wsgen[pact]'"
_FINDINGS: Final[Mapping[PactFormat, FindingsFormat]] = MappingProxyType(
    {
        PactFormat.TEXT: FindingsFormat.FULL,
        PactFormat.JSON: FindingsFormat.JSON,
        PactFormat.GITHUB: FindingsFormat.GITHUB,
        PactFormat.JUNIT: FindingsFormat.JUNIT,
    }
)


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be verified, and how.

    `application`, `states` and `triggers` may be the things themselves, instead of `module:name` or a URL.
    """

    sources: Sources
    server: Asked
    form: PactFormat = PactFormat.TEXT
    seconds: float = 2.0
    states: str | Function | None = None
    triggers: str | Function | None = None
    application: Application | None = None


def pact_verify(arguments: CommandArguments, request: Request, step: Step, *, has_color: bool) -> Outcome:
    """The report about all contracts, on standard output; the answer is no where an interaction fails.

    Raises NoAnswerError where there is no contract, no provider, or a library is missing.
    """
    try:
        asked = subject(arguments)
    except RefusedError as error:
        return outcome((refused(error, arguments),), _FINDINGS[request.form], has_color=has_color)
    path = asked.configuration.path
    found = contracts(request.sources, path.parent if path else arguments.cwd, arguments.cwd)
    if found.faults:
        return outcome(found.faults, _FINDINGS[request.form], has_color=has_color)
    try:
        planned = plan_document(asked.job, step)
    except RefusedError as error:
        spec = placed(asked.name, error, error.folder, arguments.cwd)
        return outcome((spec,), _FINDINGS[request.form], has_color=has_color)
    verifications = _verified(asked, planned, request, found.contracts, step)
    out = _REPORTS[request.form](verifications, has_color)
    return Outcome(Answer.NO if failed(verifications) else Answer.YES, out)


def _verified(
    asked: Subject, planned: Planned, request: Request, found: Sequence[tuple[str, PactFile]], step: Step
) -> tuple[Verification, ...]:
    """Each contract with the provider, which is started for all of them once. Raises NoAnswerError."""
    protocol = planned.protocol
    settings, path = asked.configuration.settings, asked.configuration.path
    states, triggers = request.states or settings.pact_states, request.triggers or settings.pact_triggers
    server = _server(asked, request, path.parent if path else asked.spec.parent)
    limits = Limits(response=request.seconds)
    try:
        check_names(protocol.connections, server.arguments)
        with ExitStack() as running:
            running.enter_context(modules_of(server.folder))
            url, within = server.url or "", here
            if not server.url:
                step(f"starting {server.app}")
                application = request.application or cast("Application", imported(server.app or "", server.folder))
                served = running.enter_context(serving(application))
                url, within = served.url, served.within
            hooks = Both(
                _hooks(states, "states", server.folder, within), _hooks(triggers, "triggers", server.folder, within)
            )
            provider = Provider(protocol, opener(url, server.arguments), hooks)
            verifications: list[Verification] = []
            for name, contract in found:
                step(f"verifying {name}")
                verifications.append(asyncio.run(verify(contract, name, provider, limits)))
            return tuple(verifications)
    except NoProviderError as error:
        raise NoAnswerError(f"there is no provider at {server.url or server.app}: {error}") from None
    except (NoEngineError, NoServerError):
        raise NoAnswerError(f"contracts are verified by Pact's engine, which isn't installed: {_INSTALL}") from None
    except NotServedError as error:
        raise NoAnswerError(f"{server.app} doesn't start: {error}") from None
    except (ArgumentError, NotImportedError) as error:
        raise NoAnswerError(str(error)) from None


def _server(asked: Subject, request: Request, folder: Path) -> Server:
    if request.application is None:
        return server_of(asked, request.server, folder)
    # What serves is given, so that only the arguments are looked for.
    named = Asked("application:given", None, request.server.arguments)
    server = server_of(asked, named, folder)
    return Server("the application", folder, None, server.arguments)


def _hooks(hook: str | Function | None, what: str, folder: Path, within: Within) -> Hooks:
    if isinstance(hook, str) and is_url(hook):
        return Urls(hook, hook)
    function = imported(hook, folder) if isinstance(hook, str) else hook
    if function is not None and not callable(function):
        raise NotImportedError(f"{hook} is no function, so it can't be the hook of {what}")
    return Functions(function, function, within)


_REPORTS: Final[Mapping[PactFormat, Callable[[Sequence[Verification], bool], str]]] = MappingProxyType(
    {
        PactFormat.TEXT: lambda verifications, has_color: verify_report.as_text(verifications, color=has_color),
        PactFormat.JSON: lambda verifications, _: verify_report.as_json(verifications),
        PactFormat.GITHUB: lambda verifications, _: verify_report.as_github(verifications),
        PactFormat.JUNIT: lambda verifications, _: verify_report.as_junit(verifications),
    }
)
