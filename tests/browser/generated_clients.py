"""Writes generated browser clients into a folder, with values that their types must take, for one run of tsc."""

import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from wsgen.browser.emit import emit
from wsgen.browser.literal import literal
from wsgen.browser.scope import Scope
from wsgen.instances.choices import Seeded
from wsgen.instances.frames import Frames
from wsgen.instances.manner import Manner
from wsgen.instances.no_instance import NoInstanceError
from wsgen.plan.identifier import Identifier
from wsgen.plan.protocol import Direction, Protocol
from wsgen.spec.node import Value

ROOT = Path(__file__).parent.parent.parent
OPTIONS = {
    "target": "es2022",
    "module": "es2022",
    "moduleResolution": "bundler",
    "lib": ["es2022", "dom", "dom.iterable"],
    "types": [],
    "strict": True,
    "exactOptionalPropertyTypes": True,
    "noUncheckedIndexedAccess": True,
    "noUnusedLocals": True,
    "noEmit": True,
}


def written(protocol: Protocol, folder: Path, runtime: str) -> None:
    """The client of a protocol without its runtime, which it imports from the folder `runtime` instead."""
    for path, text in emit(protocol).items():
        if not path.startswith(("_runtime/", "_elements/")):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text.replace('"./_runtime/', f'"{runtime}/'), encoding="utf-8")


def copied_runtime(protocol: Protocol, folder: Path) -> None:
    """The runtime alone, once for all clients."""
    for path, text in emit(protocol).items():
        if path.startswith("_runtime/"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")


def assignments(protocol: Protocol) -> str:
    """A module that gives each type of a message values that its schema accepts: examples, and frames that were made.

    By a function, since a literal that stands at its type may have no further properties, which the schema allows. For
    the same reason frames have declared properties alone.
    """
    scope = Scope.of(protocol)
    lines = [
        'import type * as messages from "./messages.js";',
        "declare function accept<T>(): <V extends T>(value: V) => void;",
        "export type All = typeof messages;",
    ]
    for name, value in dict.fromkeys((name, literal(each)) for name, each in _values(protocol)):
        lines.append(f"accept<messages.{scope.names[name]}>()({value});")
    return "\n".join(lines) + "\n"


def _values(protocol: Protocol) -> Iterator[tuple[Identifier, Value]]:
    for connection in protocol.connections:
        frames = Frames.of(protocol, connection)
        for message in {each.id: each for way in Direction for each in frames.messages(way)}.values():
            yield from (
                (message.payload, each) for each in message.examples if frames.schemas.accepts(message.payload, each)
            )
            for manner in (Manner.DECLARED, Manner.PLAIN):
                try:
                    frame = frames.frame(message.id, Seeded(f"{message.id} {manner.name}"), manner=manner)
                except NoInstanceError:
                    continue
                yield message.frame, frame


def tsc(folder: Path, files: Iterable[str] = ("**/*.ts",), options: Mapping[str, object] = OPTIONS) -> str:
    """What the compiler says of all that is in the folder; nothing where all is well."""
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": list(files)}))
    compiler = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
    done = subprocess.run(["node", str(compiler), "-p", str(folder)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
