"""Finds the server under test: the application or the URL, and the handshake's arguments, from options and settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ..provider.handshake import ArgumentError, Arguments, arguments_of
from .outcome import NoAnswerError
from .project import Subject


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says: `app` is `module:app`, `arguments` are `name=value`."""

    app: str | None = None
    url: str | None = None
    arguments: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Provider:
    """A server under test: either `app`, whose modules are in `folder`, or `url`."""

    app: str | None
    folder: Path
    url: str | None
    arguments: Arguments


def provider(subject: Subject, asked: Asked, cwd: Path) -> Provider:
    """The server that is asked for, else the settings'; one `--argument` overrules the setting of its name.

    Raises NoAnswerError where there is none, or two.
    """
    settings, path = subject.configuration.settings, subject.configuration.path
    if asked.app and asked.url:
        raise NoAnswerError("--app and --url name two servers; give one of them")
    for option, value in (("--app", asked.app), ("--url", asked.url)):
        if value is not None and not value.strip():
            raise NoAnswerError(f"{option} is empty")
    if not (asked.app or asked.url or settings.app):
        raise NoAnswerError(
            "no server is named. Give --app module:app or --url ws://…, or set it in pyproject.toml:\n"
            '\n  [tool.wsgen]\n  app = "server:app"'
        )
    try:
        given = arguments_of(asked.arguments)
    except ArgumentError as error:
        raise NoAnswerError(str(error)) from None
    arguments = MappingProxyType({**settings.arguments, **given})
    if asked.url:
        return Provider(None, cwd, asked.url, arguments)
    if asked.app:
        return Provider(asked.app, cwd, None, arguments)
    return Provider(settings.app, path.parent if path else cwd, None, arguments)
