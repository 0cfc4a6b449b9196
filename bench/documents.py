"""Makes documents of any size and several kinds, each of which grows in another direction."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import yaml

Tree = dict[str, Any]


def text(kind: str, lines: int, *, form: str = "yaml") -> str:
    """A document of one of the KINDS with about so many lines, as `yaml` or as `json`."""
    make = KINDS[kind]
    few, more = (written(make(count), form).count("\n") for count in (10, 20))
    each = (more - few) / 10
    return written(make(max(2, round((lines - few) / each) + 10)), form)


def written(document: Tree, form: str) -> str:
    """The document as `yaml` or as `json`."""
    if form == "json":
        return json.dumps(document, indent=2) + "\n"
    return yaml.dump(document, Dumper=_Written, sort_keys=False, width=120)


class _Written(yaml.CSafeDumper):
    """Writes equal parts out again and again, since people don't write anchors."""

    def ignore_aliases(self, data: object) -> bool:
        """Never an alias."""
        return True


def _document(channels: Tree, operations: Tree, components: Tree) -> Tree:
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Made", "version": "1.0.0", "description": "Made by bench/documents.py."},
        "servers": {"local": {"host": "localhost:8000", "protocol": "ws"}},
        "channels": channels,
        "operations": operations,
        "components": components,
    }


def _reference(*steps: str) -> Tree:
    return {"$ref": "#/" + "/".join(steps)}


def _event(number: int) -> Tree:
    """A message with six fields, of which one is a component and one a list, with an example."""
    return {
        "summary": f"Something of kind {number} has happened",
        "payload": {
            "type": "object",
            "required": ["type", "id", "part"],
            "properties": {
                "type": {"const": f"event_{number}"},
                "id": {"type": "integer", "minimum": 1, "description": "Counts from 1."},
                "name": {"type": "string", "minLength": 1, "maxLength": 200},
                "level": {"type": "string", "enum": ["low", "middle", "high"]},
                "part": _reference("components", "schemas", f"Part{number}"),
                "tags": {"type": "array", "items": {"type": "string"}},
            },
        },
        "examples": [{"payload": {"type": f"event_{number}", "id": number + 1, "part": {"size": 2.5}}}],
    }


def _part(number: int) -> Tree:
    return {
        "type": "object",
        "description": f"What event {number} is about",
        "required": ["size"],
        "properties": {"size": {"type": "number"}, "unit": {"type": "string", "default": "mm"}},
        "additionalProperties": False,
    }


def _connection(count: int) -> Tree:
    """All messages in one channel, with an operation each."""
    names = [f"Event{number}" for number in range(count)]
    messages = {name: _reference("components", "messages", name) for name in names}
    operations = {
        f"on{name}": {
            "action": "receive",
            "channel": _reference("channels", "main"),
            "messages": [_reference("channels", "main", "messages", name)],
        }
        for name in names
    }
    return _document(
        {"main": {"address": "/ws", "messages": messages}},
        operations,
        {
            "messages": {name: _event(number) for number, name in enumerate(names)},
            "schemas": {f"Part{number}": _part(number) for number in range(count)},
        },
    )


def _channels(count: int, address: str) -> Tree:
    channels: Tree = {}
    operations: Tree = {}
    for number in range(count):
        channels[f"channel{number}"] = {
            "address": address.format(number),
            "parameters": {"id": {"description": "Which one."}},
            "messages": {f"Event{number}": _reference("components", "messages", f"Event{number}")},
        }
        operations[f"send{number}"] = {
            "action": "send",
            "channel": _reference("channels", f"channel{number}"),
            "messages": [_reference("channels", f"channel{number}", "messages", f"Event{number}")],
        }
    components = {
        "messages": {f"Event{number}": _event(number) for number in range(count)},
        "schemas": {f"Part{number}": _part(number) for number in range(count)},
    }
    return _document(channels, operations, components)


def _paths(count: int) -> Tree:
    """A connection of its own for each channel."""
    return _channels(count, "/rooms/{}/{{id}}")


def _topics(count: int) -> Tree:
    """One connection with a topic for each channel."""
    return _channels(count, "room:{}:{{id}}")


def _one_message(payload: Tree, schemas: Tree, examples: list[Any]) -> Tree:
    message = {"payload": payload, "examples": [{"payload": each} for each in examples]}
    operations = {"onEvent": {"action": "receive", "channel": _reference("channels", "main")}}
    components = {"schemas": schemas} if schemas else {}
    return _document({"main": {"address": "/ws", "messages": {"Event": message}}}, operations, components)


def _web(count: int) -> Tree:
    """Schemas that each combine the two before: written out, the last one would have more parts than atoms exist."""
    schemas: Tree = {"Node0": {"type": "object", "properties": {"a0": {"type": "string"}}}}
    for number in range(1, count):
        before = [_reference("components", "schemas", f"Node{max(0, number - step)}") for step in (1, 2)]
        schemas[f"Node{number}"] = {
            # Forty in a row are deep enough; what more there is stands beside them.
            "allOf": before if number % 40 > 2 else [{"type": "object"}],
            "properties": {f"a{number}": {"type": "string"}, "next": before[0]},
        }
    properties = {f"node{number}": _reference("components", "schemas", f"Node{number}") for number in range(count)}
    return _one_message({"type": "object", "properties": properties}, schemas, [{"node0": {"a0": "x"}}])


def _enum(count: int) -> Tree:
    """One list of values."""
    values = [f"value_{number}" for number in range(count)]
    return _one_message({"type": "object", "properties": {"value": {"type": "string", "enum": values}}}, {}, [])


def _examples(count: int) -> Tree:
    """One message with many examples."""
    properties = {"id": {"type": "integer"}, "name": {"type": "string"}, "on": {"type": "boolean"}}
    examples = [{"id": number, "name": f"Name {number}", "on": True} for number in range(count)]
    return _one_message({"type": "object", "required": ["id"], "properties": properties}, {}, examples)


def _untagged(count: int) -> Tree:
    """Messages in one channel that nothing but their own required property tells apart."""
    messages: Tree = {}
    for number in range(count):
        schema = {"type": "object", "required": [f"key{number}"], "properties": {f"key{number}": {"type": "string"}}}
        messages[f"Event{number}"] = {"payload": {**schema, "additionalProperties": False}}
    operations = {"onEvent": {"action": "receive", "channel": _reference("channels", "main")}}
    return _document({"main": {"address": "/ws", "messages": messages}}, operations, {})


def _unused(count: int) -> Tree:
    """Components that nothing refers to."""
    schemas = {f"Part{number}": _part(number) for number in range(count)}
    return _one_message({"type": "object"}, schemas, []) | {"components": {"schemas": schemas}}


KINDS: Final[Mapping[str, Callable[[int], Tree]]] = MappingProxyType(
    {
        "connection": _connection,
        "paths": _paths,
        "topics": _topics,
        "web": _web,
        "enum": _enum,
        "examples": _examples,
        "untagged": _untagged,
        "unused": _unused,
    }
)
"""Every kind of document, by name; its function takes how many parts it shall have."""
