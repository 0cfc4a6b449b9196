"""Imports generated packages where there is no wsgen, and sends their documents' own examples through them.

`packages.py` runs it in an interpreter of its own, in the folder of the packages, with the cases on standard input.
"""

import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from typing import Any, TypedDict


class Example(TypedDict):
    """A payload that the document gives as an example of a message, and whether its schema accepts it."""

    connection: str
    way: str
    message: str
    payload: Any
    is_accepted: bool
    is_wrapped: bool


class Case(TypedDict):
    """A package, and what goes through it."""

    package: str
    examples: list[Example]


class NoCompiler(MetaPathFinder):
    """Says that there is no wsgen, wherever it is installed."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname.partition(".")[0] == "wsgen":
            raise ModuleNotFoundError(f"a generated package needs {fullname}")


def faults(case: Case) -> Iterator[tuple[str, str]]:
    """Everything that is wrong with one package: which look at it found it, and what."""
    package = case["package"]
    try:
        module = importlib.import_module(package)
        for found in pkgutil.walk_packages(module.__path__, f"{package}."):
            importlib.import_module(found.name)
        for name in module.__all__:
            getattr(module, name)
    except Exception as error:  # whatever it is, it belongs into the table
        yield "imports", f"{type(error).__name__}: {error}"
        return
    for example in case["examples"]:
        try:
            fault = round_trip(package, example)
        except Exception as error:
            fault = f"{type(error).__name__}: {error}"
        if fault:
            yield "examples", f"{example['message']} ({example['way']}): {fault}"


def round_trip(package: str, example: Example) -> str | None:
    """What is lost when an example is read from the wire, and written to it again."""
    protocol = getattr(importlib.import_module(f"{package}.dispatch"), example["connection"])
    reading = importlib.import_module(f"{package}._runtime.core.reading")
    refusing = importlib.import_module(f"{package}._runtime.core.refusing")
    writer = importlib.import_module(f"{package}._runtime.core.writing").Writer(
        getattr(protocol, example["way"]), protocol
    )
    reader = reading.Reader(getattr(protocol, example["way"]), protocol.schemas)
    message, payload = writer.routes[example["message"]].message, example["payload"]
    if example["is_wrapped"]:
        if not example["is_accepted"]:
            return None
        address = next((each.address for each in writer.routes[example["message"]].channels), None)
        text = writer.write(message.model.model_validate(payload), message, None, address, 0.0)
    else:
        text = json.dumps(payload)
    try:
        received = reader.read(text)
    except refusing.Refused as refused:
        return f"refused: {refused.reason}" if example["is_accepted"] else None
    if not example["is_accepted"]:
        return "accepted, though its schema doesn't" if received.route.message is message else None
    if not same(came := received.message.to_wire(), payload):
        return f"{json.dumps(payload)} came back as {json.dumps(came)}"
    return None


def same(first: Any, second: Any) -> bool:
    """Equality of JSON: 5 and 5.0 are one number, 1 and true are not one value."""
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(same, first, second))
    return bool(first == second)


def main() -> None:
    """Reads cases; writes package, look and text of each fault."""
    sys.meta_path.insert(0, NoCompiler())
    sys.path.insert(0, "")
    cases: list[Case] = json.load(sys.stdin)
    json.dump([(case["package"], *fault) for case in cases for fault in faults(case)], sys.stdout)


if __name__ == "__main__":
    main()
