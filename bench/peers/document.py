"""Reads a document's messages, each with the JSON Schema that judges its payload, without any of wsgen's code."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from jsonschema import Draft7Validator

Document = Mapping[str, Any]
Schema = Mapping[str, Any] | bool
# What is JSON Schema, or near enough; a payload in another language can't be judged here.
_JSON_SCHEMA: Final = re.compile(r"application/(?:vnd\.aai\.asyncapi|schema)(?:\+json|\+yaml)?;")


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
    payload: Schema
    examples: tuple[Any, ...]


def read(path: Path) -> Document:
    """The values of a YAML or JSON document; what YAML takes for a date is a text, as JSON has no dates."""
    document: Document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    return document


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {  # noqa: RUF012 - the base class has it as an instance's.
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def resolve(document: Document, value: Any) -> Any:
    """What a chain of local references ends at; a value that is no reference is its own end."""
    while isinstance(value, Mapping) and "$ref" in value:
        found: Any = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        value = found
    return value


def messages(document: Document) -> tuple[Message, ...]:
    """Every message of every channel whose payload has a JSON Schema, once, in the document's order."""
    channels = {name: resolve(document, each) for name, each in document.get("channels", {}).items()}
    found = {key: each for name, channel in channels.items() for key, each in _of_channel(document, name, channel)}
    return tuple(found.values())


def _of_channel(document: Document, channel_name: str, channel: Mapping[str, Any]) -> Iterator[tuple[str, Message]]:
    for key, entry in channel.get("messages", {}).items():
        is_shared = "$ref" in entry
        own = entry["$ref"].rsplit("/", 1)[1] if is_shared else key
        message = resolve(document, entry)
        payload = _schema(message.get("payload"))
        if payload is None:
            continue
        schema = resolve(document, payload)
        reference = payload.get("$ref") if isinstance(payload, Mapping) else None
        schema_name = reference.rsplit("/", 1)[1] if reference else f"{own}Payload"
        examples = [each["payload"] for each in message.get("examples", ()) if "payload" in each]
        examples += schema.get("examples", ()) if isinstance(schema, Mapping) else ()
        name = message.get("name", own)
        titles = (schema.get("title") if isinstance(schema, Mapping) else None, message.get("title"))
        more = (*titles, f"{name}Payload", f"{own}Message", f"{name}Message", f"{key}Payload", key)
        longer = (f"{channel_name}{key}Payload", f"{channel_name}{key}")
        spellings = dict.fromkeys((schema_name, f"{own}Payload", own, name, *filter(None, (*more, *longer))))
        if not is_shared:
            # Other channels may have another message of this name: what names this one alone is asked for first.
            place = f"channels{_escaped(channel_name)}messages{_escaped(key)}"
            spellings = {**dict.fromkeys((place, *longer)), **spellings}
        id_ = own if is_shared else f"{channel_name} {key}"
        yield id_, Message(id_, name, tuple(spellings), payload, tuple(examples))


def _escaped(key: str) -> str:
    """A step of a JSON Pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def _schema(payload: Any) -> Schema | None:
    """The schema of a payload, out of a Multi Format Schema Object too; None where it is no JSON Schema.

    Nor where `schema` stands without its `schemaFormat`: some tools take that for such an object, and some for a schema
    with a key that means nothing.
    """
    if isinstance(payload, Mapping) and "schema" in payload:
        is_known = _JSON_SCHEMA.match(str(payload.get("schemaFormat", "")))
        return _schema(payload["schema"]) if is_known else None
    return payload if isinstance(payload, Mapping | bool) else None


def validator(document: Document, payload: Schema, *, nullable: bool = False) -> Draft7Validator:
    """What decides by JSON Schema Draft 7, the default of AsyncAPI 3.0, whether a payload is valid.

    `nullable: true` isn't a keyword of it; with `nullable` it is read as OpenAPI 3.0 does, so that null is allowed.
    """
    whole = {"allOf": [payload], "components": document.get("components", {}), "channels": document.get("channels", {})}
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
