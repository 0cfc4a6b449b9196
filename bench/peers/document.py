"""Reads a document's messages, each with the JSON Schema that judges its payload, without any of wsgen's code."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """One message that a channel carries.

    `key` is its key in the components, `name` what the document calls it on the wire. `spellings` are the names that a
    generator may have given its class, the likeliest first. `payload` is the schema as written, `examples` are the
    document's own payloads.
    """

    key: str
    name: str
    spellings: tuple[str, ...]
    payload: Mapping[str, Any]
    examples: tuple[Any, ...]


def read(path: Path) -> Document:
    """The values of a YAML document."""
    document: Document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


def resolve(document: Document, value: Any) -> Any:
    """What a chain of local references ends at; a value that is no reference is its own end."""
    while isinstance(value, Mapping) and "$ref" in value:
        found: Any = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        value = found
    return value


def messages(document: Document) -> tuple[Message, ...]:
    """Every message of every channel, once, in the document's order."""
    found = {key: each for channel in document["channels"].values() for key, each in _of_channel(document, channel)}
    return tuple(found.values())


def _of_channel(document: Document, channel: Mapping[str, Any]) -> Iterator[tuple[str, Message]]:
    for key, entry in channel.get("messages", {}).items():
        own = entry["$ref"].rsplit("/", 1)[1] if "$ref" in entry else key
        message = resolve(document, entry)
        payload = message["payload"]
        schema = resolve(document, payload)
        schema_name = payload["$ref"].rsplit("/", 1)[1] if "$ref" in payload else f"{own}Payload"
        examples = [each["payload"] for each in message.get("examples", ()) if "payload" in each]
        examples += schema.get("examples", ())
        name = message.get("name", own)
        yield own, Message(own, name, (schema_name, f"{own}Payload", own, name), payload, tuple(examples))


def validator(document: Document, payload: Mapping[str, Any], *, nullable: bool = False) -> Draft7Validator:
    """What decides by JSON Schema Draft 7, the default of AsyncAPI 3.0, whether a payload is valid.

    `nullable: true` isn't a keyword of it; with `nullable` it is read as OpenAPI 3.0 does, so that null is allowed.
    """
    whole = {"allOf": [payload], "components": document.get("components", {})}
    return Draft7Validator(with_null(whole) if nullable else whole)


def with_null(schema: Any) -> Any:
    """A schema in which each `nullable: true` stands as what OpenAPI 3.0 means by it."""
    if isinstance(schema, list):
        return [with_null(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    inner = {key: with_null(value) for key, value in schema.items()}
    return {"anyOf": [inner, {"type": "null"}]} if schema.get("nullable") is True else inner


def spelled_alike(name: str) -> str:
    """A name without what generators change in it: case, and everything but letters and digits."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
