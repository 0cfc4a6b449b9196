"""Gives a project's own tests the fixture `verify_pact`; pytest finds it by its entry point, and loads nothing else."""

from collections.abc import Callable
from typing import Any, Protocol

import pytest


class VerifyPact(Protocol):
    """What the fixture is."""

    def __call__(
        self,
        *contracts: str,
        app: object = None,
        url: str | None = None,
        states: Callable[..., object] | str | None = None,
        triggers: Callable[..., object] | str | None = None,
        timeout: float = 2.0,
        **arguments: str,
    ) -> None:
        """Fails with the report where the provider breaks one of the contracts, which are files, folders or URLs.

        Without any, those in `contracts/` are meant. `app` is an ASGI application, or its name; what isn't given here
        is that of `[tool.wsgen]` in pyproject.toml, in whose folder paths begin. `arguments` are the handshake's.
        """
        ...


@pytest.fixture(scope="session")
def verify_pact(pytestconfig: pytest.Config) -> VerifyPact:
    """`verify_pact("contracts/frontend-v1.json", app=app, states=states)`."""
    folder = pytestconfig.rootpath

    def verified(
        *contracts: str,
        app: Any = None,
        url: str | None = None,
        states: Callable[..., object] | str | None = None,
        triggers: Callable[..., object] | str | None = None,
        timeout: float = 2.0,
        **arguments: str,
    ) -> None:
        from .commands.contract_sources import Sources
        from .commands.outcome import Answer, NoAnswerError
        from .commands.pact_verify import Request, pact_verify
        from .commands.project import Arguments
        from .commands.provider import Asked

        named: str | None = app if isinstance(app, str) else None
        application: Any = None if named else app
        server = Asked(named, url, [f"{name}={value}" for name, value in arguments.items()])
        request = Request(
            Sources(contracts),
            server,
            seconds=timeout,
            states=states,
            triggers=triggers,
            application=application,
        )
        try:
            outcome = pact_verify(Arguments(folder), request, lambda _: None, has_color=False)
        except NoAnswerError as error:
            pytest.fail(str(error), pytrace=False)
        if outcome.answer is not Answer.YES:
            pytest.fail(outcome.out, pytrace=False)

    return verified
