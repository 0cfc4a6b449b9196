"""A value that a 2.x document's payload accepts is accepted after the upgrade, and no other."""

from random import Random
from typing import Any

import pytest
from contents import choices, followed, merged
from documents import resolved, sources
from jsonschema import Draft7Validator

from wsgen.spec.document import Document
from wsgen.spec.node import plain
from wsgen.spec.reading import child

TEXT = """asyncapi: 2.6.0
info: {title: Test, version: 1.0.0}
channels:
  chat:
    publish: {message: {oneOf: [{$ref: '#/components/messages/Say'}, {$ref: '#/components/messages/Tree'}]}}
    subscribe: {message: {name: inline, payload: {type: [integer, 'null'], minimum: 3}}}
components:
  messages:
    Say:
      payload:
        type: object
        required: [text]
        properties:
          text: {type: string, minLength: 1}
          room: {$ref: '#/components/schemas/Room'}
          list: {type: array, items: {enum: [a, 1, null]}, uniqueItems: true}
        additionalProperties: {$ref: '#/components/schemas/Tree/properties/size'}
    Tree: {schemaFormat: application/schema+json;version=draft-07, payload: {$ref: '#/components/schemas/Tree'}}
  schemas:
    Room: {oneOf: [{type: string}, {type: object, required: [id], properties: {id: {type: integer}}}]}
    Tree:
      type: object
      properties:
        text: {const: tree}
        size: {type: number, maximum: 2}
        list: {type: array, items: {$ref: '#/components/schemas/Tree'}}
        room: {not: {$ref: '#/components/schemas/Room'}}
      if: {required: [size]}
      then: {required: [text]}
"""
KEYS = ("text", "room", "list", "size", "id", "other")


def value(random: Random, depth: int = 3) -> Any:
    """Any JSON value, of the keys and values that the schemas know more often than of others."""
    kind = random.randrange(8 if depth else 6)
    if kind == 6:
        return [value(random, depth - 1) for _ in range(random.randrange(3))]
    if kind == 7 or (kind == 0 and depth == 3):
        return {key: value(random, depth - 1) for key in KEYS if random.random() < 0.25}
    return ("tree", "a", "", random.randrange(5), 1.5, None)[kind]


def before(messages: dict[str, Any], root: dict[str, Any]) -> dict[str, Draft7Validator]:
    return {name: Draft7Validator({**root, "allOf": [payload]}) for name, payload in messages.items()}


def after(document: Document) -> dict[str, Draft7Validator]:
    names = {key: f"#/definitions/{number}" for number, key in enumerate(document.schemas)}

    def rewritten(part: Any) -> Any:
        if isinstance(part, list):
            return [rewritten(each) for each in part]
        if isinstance(part, dict):
            return {key: names[each] if key == "$ref" else rewritten(each) for key, each in part.items()}
        return part

    definitions = {str(number): rewritten(each.value) for number, each in enumerate(document.schemas.values())}
    return {
        message.key: Draft7Validator({"definitions": definitions, "$ref": names[message.payload]})
        for channel in document.channels
        for message in channel.messages
        if message.payload
    }


def messages_of(text: str) -> dict[str, Any]:
    """The payload of each 2.x message by its name."""
    given = sources(text)
    found = {}
    for channel in followed(given, child(given.document, "channels")).values():
        for verb in ("publish", "subscribe"):
            for node in choices(given, child(child(channel, verb), "message")):
                message = merged(given, node)
                name = message.get("name") or node.location.pointer.rpartition("/")[2]
                found[name] = message["payload"]
    return found


@pytest.mark.parametrize("seed", range(10))
def test_every_value_keeps_its_verdict(seed: int) -> None:
    root: Any = plain(sources(TEXT).document)
    old, new = before(messages_of(TEXT), root), after(resolved(TEXT))
    random = Random(seed)
    accepted = set()

    assert old.keys() == new.keys() == {"Say", "Tree", "inline"}
    for instance in [{"text": "a"}, *(value(random) for _ in range(300))]:
        for name, validator in old.items():
            verdict = validator.is_valid(instance)
            accepted.add((name, verdict))
            assert new[name].is_valid(instance) is verdict, (name, instance)
    # Else the test would say nothing.
    assert len(accepted) == 6
