"""The commands about contracts: `pact capture` and `pact verify`."""

import base64
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from .. import options
from ..options import PactFormat
from ..terminal import Terminal
from .answering import answer, cache
from .arguments import Config, NoCache, option


def pact_capture(
    context: typer.Context,
    scenarios: Annotated[list[str] | None, option(options.SCENARIOS)] = None,
    spec: Annotated[str | None, option(options.SPEC_OPTION, show_default=False)] = None,
    config: Config = None,
    out: Annotated[str | None, option(options.CONTRACTS_OUT, show_default=False)] = None,
    *,
    check: Annotated[bool, option(options.CONTRACTS_CHECK)] = False,
    no_cache: NoCache = False,
) -> None:
    """Record what consumers do with the documented server as Pact V4 contracts.

    A consumer's scenarios are short Python with the generated client: contracts/frontend_v1.py is recorded in
    contracts/frontend-v1.json. They run in memory, against a server that answers what the document says.

    Example:  wsgen pact capture --check
    """
    from ..commands import pact_capture as command
    from ..commands.project import Arguments

    here: Terminal = context.obj
    arguments = Arguments(Path.cwd(), spec, config=config, cache=cache(here, no_cache))
    request = command.Request(scenarios or (), out, check)
    color = here.colors(here.err)
    answer(here, lambda step: command.pact_capture(arguments, request, step, has_color=color))


def pact_verify(
    context: typer.Context,
    files: Annotated[list[str] | None, option(options.CONTRACTS)] = None,
    *,
    app: Annotated[str | None, option(options.APP, show_default=False)] = None,
    url: Annotated[str | None, option(options.URL)] = None,
    argument: Annotated[list[str] | None, option(options.ARGUMENT)] = None,
    states: Annotated[str | None, option(options.STATES, show_default=False)] = None,
    triggers: Annotated[str | None, option(options.TRIGGERS, show_default=False)] = None,
    timeout: Annotated[float, option(options.TIMEOUT, min=0.01)] = 2.0,
    broker: Annotated[str | None, option(options.BROKER)] = None,
    provider: Annotated[str | None, option(options.PROVIDER)] = None,
    spec: Annotated[str | None, option(options.SPEC_OPTION, show_default=False)] = None,
    config: Config = None,
    format: Annotated[PactFormat, option(options.PACT)] = PactFormat.TEXT,  # noqa: A002 - the option's name.
) -> None:
    """Say whether a provider does what contracts say.

    Sends each request of each contract on a connection of its own, counts the frames that answer it, and lets Pact's
    engine match them. Exits with 1 when an interaction fails, with 2 when there is no provider. docs/contracts.md tells
    the whole story.

    Example:  wsgen pact verify --app server:app --states server_states:set_up

    Example:  wsgen pact verify --broker https://broker.example --provider chat --url ws://localhost:8000/ws
    """
    from ..commands import pact_verify as command
    from ..commands.contract_sources import Sources
    from ..commands.outcome import NoAnswerError, Outcome
    from ..commands.project import Arguments
    from ..commands.provider import Asked

    here: Terminal = context.obj
    place = broker or here.environment.get("PACT_BROKER_BASE_URL", "")

    def verified(step: Callable[[str], None]) -> Outcome:
        if (broker is None) != (provider is None):
            raise NoAnswerError("--broker and --provider go together: where to ask, and for whose contracts")
        sources = Sources(files or (), place, _authorization(here.environment), provider)
        request = command.Request(sources, Asked(app, url, argument or ()), format, timeout, states, triggers)
        return command.pact_verify(
            Arguments(Path.cwd(), spec, config=config), request, step, has_color=here.colors(here.out)
        )

    answer(here, verified)


def _authorization(environment: Mapping[str, str]) -> str:
    """Who asks a broker, by the variables that Pact's own tools read."""
    if token := environment.get("PACT_BROKER_TOKEN"):
        return f"Bearer {token}"
    name, password = (environment.get(f"PACT_BROKER_{each}", "") for each in ("USERNAME", "PASSWORD"))
    return f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}" if name else ""
