"""Turns the generated client, a package of ES modules, into one script that a page can hold inside itself."""

import re
from collections.abc import Mapping
from typing import Final

from ..browser.emit import emit
from ..plan.protocol import Protocol

_MODULES: Final[Mapping[str, str]] = {"validators.js": "checks", "protocol.js": "tables", "client.js": "clients"}
"""The modules that are the protocol's own, each after those that it imports, and what they are called here."""

_RUNTIME: Final = re.compile(r"\./_runtime/(\w+)\.js")
"""What the console's script has already, which is the same source: `wsgen.modules` there."""

# Statements begin a line; no literal holds the end of one, and comments begin with a mark.
_IMPORT: Final = re.compile(r'import (?:\* as (\w+)|\{ ([\w$, ]+) \}) from "([^"]+)";')
_EXPORT: Final = re.compile(r"export (?=(?:const|class) ([\w$]+))")


def client_script(protocol: Protocol) -> str:
    """The script: afterwards `wsgen.clients` has the generated class of each connection, by its name.

    Raises NoAssetsError where this wsgen was built without its JavaScript.
    """
    files = emit(protocol)
    parts = [_module(name, files[path]) for path, name in _MODULES.items()]
    return "{\n" + "".join(parts) + "globalThis.wsgen.clients = clients;\n}"


def _module(name: str, source: str) -> str:
    lines: list[str] = []
    exported: list[str] = []
    for line in source.split("\n"):
        if found := _IMPORT.fullmatch(line):
            lines.append(_bound(*found.groups()))
        elif line.startswith(("import ", "export {", "export *", "export default")):
            raise ValueError(f"a generated module has a statement that a page can't hold: {line}")
        elif found := _EXPORT.match(line):
            exported.append(found[1])
            lines.append(line.removeprefix("export "))
        elif line.strip() and not line.lstrip().startswith("//"):
            lines.append(line.lstrip())
    return f"const {name} = (() => {{\n" + "\n".join(lines) + f"\nreturn {{ {', '.join(exported)} }};\n}})();\n"


def _bound(whole: str | None, names: str, path: str) -> str:
    """An import as a constant."""
    found = _RUNTIME.fullmatch(path)
    source = f"wsgen.modules.{found[1]}" if found else _MODULES[path.removeprefix("./")]
    return f"const {whole or f'{{ {names} }}'} = {source};"
