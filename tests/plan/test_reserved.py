"""What generated code can't give away is read from the runtime and from wsgen's own source, not typed by hand."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from wsgen.plan.reserved import DEFAULT
from wsgen.runtime.client.client import Client
from wsgen.runtime.client.sync_client import ClientSync
from wsgen.runtime.server.server import ChannelHandle, Server
from wsgen.runtime.wire import WireModel

from .documents import channel, planned, tagged

ROOT = Path(__file__).parents[2]
CLIENT = ", x-wsgen-direction: client-to-server"
# Their files hold models beside what they import; the other files reach models through a module.
BESIDE_MODELS = ("server.py", "client.py", "annotation.py", "replies.py", "request.py", "side.py", "models.py")


def public_names(class_: type) -> set[str]:
    """The attributes of a class and of its objects that a subclass could take away, private ones left out."""
    names = {name for each in class_.__mro__[:-1] for name in (*vars(each), *inspect.get_annotations(each))}
    source = ast.parse(inspect.getsource(class_))
    names |= {
        node.attr
        for node in ast.walk(source)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self"
    }
    # No name of a document is spelled with `_` in front.
    return {name for name in names if not name.startswith("_")}


def written_imports() -> Iterator[str]:
    """The names that wsgen's source lets a file import that has models too: `use("module", "Name")`."""
    for name in BESIDE_MODELS:
        path = ROOT / "wsgen" / "code" / "view" / name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "use":
                inside = (each for argument in node.args[1:] for each in ast.walk(argument))
                yield from (each.value for each in inside if isinstance(each, ast.Constant))


def test_a_server_keeps_its_own_attributes() -> None:
    assert public_names(Server) <= DEFAULT.server


@pytest.mark.parametrize("client", [Client, ClientSync])
def test_a_client_keeps_its_own_attributes(client: type) -> None:
    assert public_names(client) <= DEFAULT.client


def test_both_clients_have_the_same_attributes_but_for_how_they_are_opened() -> None:
    assert public_names(Client) == public_names(ClientSync)


def test_what_the_package_exports_of_the_runtime_is_no_class_of_the_document() -> None:
    package = ast.parse((ROOT / "generated" / "__init__.py").read_text(encoding="utf-8"))
    exports = {
        alias.name
        for node in ast.walk(package)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("_runtime")
        for alias in node.names
    }
    assert {"Reject", "ClientError"} <= exports
    assert exports | {"Connection"} <= DEFAULT.exports
    assert DEFAULT.exports <= DEFAULT.classes


def test_what_models_py_imports_is_no_model_s_name() -> None:
    from wsgen.code.audit import _IMPORTS

    assert {each.rpartition(".")[2] for each in _IMPORTS} <= DEFAULT.classes


def test_what_stands_beside_models_is_no_model_s_name() -> None:
    imported = set(written_imports())
    assert {"Server", "Client", "ReplyStream"} <= imported
    assert {Server.__name__, Client.__name__, ChannelHandle.__name__, WireModel.__name__} <= DEFAULT.classes
    assert imported <= DEFAULT.classes


def test_what_annotations_mean_by_a_name_is_no_method() -> None:
    from wsgen.code.view.annotation import _BUILTIN

    assert _BUILTIN | {"models", "abstractmethod"} <= DEFAULT.server & DEFAULT.client


@pytest.mark.parametrize("taken", ["_hub", "__init__", "asgi", "class"])
def test_a_handler_can_t_be_told_to_be_called_like_what_the_runtime_has(taken: str) -> None:
    _, diagnostics = planned(channel(tagged("a", "a", extra=f"{CLIENT}, x-handler-method: {taken}")))
    assert "WSG504" in {each.code for each in diagnostics}
