"""Every tool that is compared: how it is run, how its models are asked, and what it writes, read off its own output."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .adaptations import Adaptation, unchanged, with_server, with_titles, without_parameters
from .document import Document, read
from .installing import BIN, CACHE

Command = tuple[str | Path, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """One contestant.

    `command` makes the command line from the document and a folder that is empty. What it writes lies in that folder at
    `folder`, and is imported with that folder as its root. `how` are the ways its models are asked (`judge.py`); the
    first is what its documentation shows. `adaptation` changes the document first, `given` says into what.
    """

    name: str
    version: str
    command: Callable[[Path, Path], Command]
    folder: str
    how: tuple[str, ...]
    writes: Mapping[str, str]
    adaptation: Adaptation = unchanged
    given: str = ""
    python: Path = BIN / "python"

    def changes(self, document: Document) -> bool:
        """Whether it asks for something that a document hasn't."""
        return bool(self.given) and self.adaptation(dict(document)) != document

    @property
    def reads_settings(self) -> bool:
        """Whether a pyproject.toml beside the document says more to it."""
        return self.how == ("wsgen",)


def official(spec: Path, root: Path) -> Command:
    """The generator with the Python client template that is part of it, for the document's first server."""
    server = next(iter(read(spec).get("servers", {})), "local")
    return ("node", CACHE / "official.mjs", spec, root, server)


def modelina(spec: Path, root: Path) -> Command:
    """Into a folder that is named like the package its imports name by default."""
    return ("node", CACHE / "modelina.mjs", spec, root / "asyncapimodels")


def datamodel_codegen(spec: Path, root: Path) -> Command:
    """With the preset for this Python that `--recommend-options` begins with; it reads AsyncAPI by itself."""
    options = ("--input-file-type", "asyncapi", "--output-model-type", "pydantic_v2.BaseModel")
    preset = ("--preset", "standard-py311-20261027")
    return (BIN / "datamodel-codegen", "--input", spec, *options, *preset, "--output", root / "models.py")


def chanx(spec: Path, root: Path) -> Command:
    """As its documentation shows."""
    return (BIN / "chanx", "generate-client", "--schema", spec, "--output", root / "client")


def asyncapi_python(spec: Path, root: Path) -> Command:
    """As its documentation shows."""
    return (BIN / "asyncapi-python-codegen", spec, root / "app")


def wsgen(spec: Path, root: Path) -> Command:
    """This clone's own, with the settings beside the document."""
    return (sys.executable, "-m", "wsgen", "regen", spec, "--out", root / "generated")


PYDANTIC = ("default", "strict")
MODELS = {"models": "Pydantic", "client": "no", "server": "no", "dispatch": "no"}
OFFICIAL = {
    "models": "plain classes, no validation",
    "client": "threads, websocket-client; takes and gives dicts, not the models",
    "server": "no",
    "dispatch": "by values that the user registers",
}
CHANX = {
    "models": "Pydantic",
    "client": "asyncio, websockets; one class a channel",
    "server": "no; its framework is one, which writes the document from code",
    "dispatch": "a union a channel, then the user's `match`",
}
AMQP = {
    "models": "Pydantic",
    "client": "asyncio, AMQP only",
    "server": "asyncio, AMQP only",
    "dispatch": "by operation",
}
WSGEN = {
    "models": "Pydantic",
    "client": "asyncio, websockets; one method a request, typed replies and topics",
    "server": "ASGI; one abstract method a message",
    "dispatch": "a table by tag, both directions",
}

TOOLS: tuple[Tool, ...] = (
    Tool("@asyncapi/generator", "3.4.1", official, ".", ("constructor",), OFFICIAL),
    Tool("@asyncapi/generator", "3.4.1", official, ".", ("constructor",), OFFICIAL, with_server, "a server"),
    Tool("@asyncapi/modelina", "5.10.1", modelina, "asyncapimodels", PYDANTIC, MODELS),
    Tool("datamodel-code-generator", "0.89.0", datamodel_codegen, ".", PYDANTIC, MODELS),
    Tool("chanx", "2.13.0", chanx, "client", PYDANTIC, CHANX),
    Tool("chanx", "2.13.0", chanx, "client", PYDANTIC, CHANX, with_titles, "titles that are identifiers"),
    Tool("asyncapi-python", "0.3.1", asyncapi_python, "app", PYDANTIC, AMQP),
    Tool("asyncapi-python", "0.3.1", asyncapi_python, "app", PYDANTIC, AMQP, without_parameters, "no parameters"),
    Tool("wsgen", "this clone", wsgen, "generated", ("wsgen",), WSGEN, python=Path(sys.executable)),
)
