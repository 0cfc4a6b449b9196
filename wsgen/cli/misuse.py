"""Says of a command line that means nothing what is wrong with it, in the shape that all errors have."""

from typing import Protocol, runtime_checkable

from ..commands.outcome import complaint


@runtime_checkable
class _Misuse(Protocol):
    """What typer raises for wrong usage; the class itself has had several places in typer's history."""

    ctx: object

    def format_message(self) -> str: ...


def misuse(error: Exception) -> str | None:
    """What is to be said about an error of usage, with where to read on; None for any other error.

    Without any command it's the whole help.
    """
    if not isinstance(error, _Misuse):
        return None
    message = error.format_message().strip()
    if message.startswith("Usage:"):
        return f"{message}\n"
    path = getattr(error.ctx, "command_path", None) or "wsgen"
    said = message.removesuffix(".").replace("Value error, ", "")
    return complaint((said[:1].lower() + said[1:], f"`{path} --help` says more"))
