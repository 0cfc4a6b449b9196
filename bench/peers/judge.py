"""Asks generated models about frames, in an interpreter of their own: `python judge.py TASK.json`, verdicts on stdout.

It runs in the peers' environment, so it imports nothing of this repository.
"""

import dataclasses
import importlib
import inspect
import json
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

Accepts = Callable[[str], bool]


def main() -> None:
    """Read the task: where the modules are, how models are asked, which frames; print what each model says."""
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.path.insert(0, task["root"])
    if task["how"] == "wsgen":
        found = {each["key"]: wsgen(each) for each in task["messages"]}
    else:
        classes = dict(reversed([*classes_of(task["modules"])]))
        found = {each["key"]: model(each["spellings"], classes, task["how"]) for each in task["messages"]}
    verdicts = {
        each["key"]: [accepts(text) for text in each["frames"]]
        for each in task["messages"]
        if (accepts := found[each["key"]])
    }
    json.dump(verdicts, sys.stdout)


def classes_of(modules: list[str]) -> Iterator[tuple[str, type[Any]]]:
    """Every class that a module defines, by the letters of its name; a module that can't be imported has none."""
    for name in modules:
        try:
            module = importlib.import_module(name)
        except Exception:
            continue
        for key, value in vars(module).items():
            if inspect.isclass(value) and value.__module__ == name and not issubclass(value, Enum):
                yield "".join(filter(str.isalnum, key.lower())), value


def model(spellings: list[str], classes: dict[str, type[Any]], how: str) -> Accepts | None:
    """How the first class of one of these names is asked, None where there is no such class."""
    found = next((classes[each] for each in spellings if each in classes), None)
    if found is None:
        return None
    if how == "constructor":
        return lambda text: survives(lambda: found(json.loads(text)))
    strict = how == "strict"
    return lambda text: survives(lambda: found.model_validate_json(text, strict=strict))


def survives(ask: Callable[[], object]) -> bool:
    """Whether a model takes a frame; any exception counts as a refusal, a ValidationError or not."""
    try:
        ask()
    except Exception:
        return False
    return True


def wsgen(message: dict[str, Any]) -> Accepts | None:
    """How wsgen's own codec is asked: by the frame as it is on the wire, in the direction that the message has."""
    routes = [*_routes()]
    for spelling in message["spellings"]:
        for core, protocol, framing, route in routes:
            name = "".join(filter(str.isalnum, route.message.name.lower()))
            if name != spelling and not (spelling.startswith("channels") and name.endswith(spelling)):
                continue
            # Without a tag it is asked alone, as other tools' models are: another message may accept the frame as well.
            alone = dataclasses.replace(framing, tag=None, routes={}, untagged=(route,), keys={})
            asked = alone if route in framing.untagged else framing
            return reads(core.Codec(protocol, asked, asked), route.message.name)
    return None


def _routes() -> Iterator[tuple[Any, Any, Any, Any]]:
    """Each route of each direction of each protocol, with the module that reads frames."""
    dispatch = importlib.import_module("generated.dispatch")
    core = importlib.import_module("generated._runtime.core.dispatch")
    protocols = importlib.import_module("generated._runtime.protocol").Protocol
    for protocol in (each for each in vars(dispatch).values() if isinstance(each, protocols)):
        for framing in (protocol.client_to_server, protocol.server_to_client):
            for route in (*framing.routes.values(), *framing.untagged):
                yield core, protocol, framing, route


def reads(codec: Any, name: str) -> Accepts:
    """Whether a codec reads a frame, and as the message of this name."""

    def accepts(text: str) -> bool:
        return survives(lambda: codec.decode(text)) and codec.decode(text).route.message.name == name

    return accepts


if __name__ == "__main__":
    main()
