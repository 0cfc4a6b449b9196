"""Valid documents of our own that have every field of every object of a version, made from the table of objects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from wsgen.spec.objects import objects_of
from wsgen.spec.objects.kinds import (
    Anything,
    Flag,
    Form,
    Kind,
    ListOf,
    MapOf,
    Members,
    Object,
    Reference,
    SchemaKind,
    Text,
    Unread,
    Version,
)

Json: TypeAlias = Any
Path: TypeAlias = tuple[str | int, ...]

_TEXTS = {
    Form.FREE: "text",
    Form.URI: "https://example.com/x",
    Form.EMAIL: "a@example.com",
    Form.EXPRESSION: "$message.payload#/id",
    Form.MEDIA_TYPE: "application/json",
}
_SCHEMA = {"type": "object", "properties": {"id": {"type": "string", "examples": ["text"]}}, "required": ["id"]}
_TARGETS = {
    "Server": "#/servers/name",
    "Channel": "#/channels/name",
    "Message": "#/channels/name/messages/name",
}
# Where what stands in one place depends on another place; None where the field would contradict another one.
_COHERENT_2: Mapping[str, Json] = {
    "Server.url": "ws://{name}/chat",
    "Server.security": [{"userPassword": [], "oauth2": ["name"]}],
    "Operation.security": [{"userPassword": [], "oauth2": ["name"]}],
    "Operation Trait.security": [{"userPassword": []}],
    "Channel.servers": ["name"],
    "Operation.message": {"name": "one", "payload": _SCHEMA},
    "Operation Trait.operationId": None,
    "Message Trait.messageId": None,
    "Message.schemaFormat": "application/vnd.aai.asyncapi;version=2.0.0",
    "Message Trait.schemaFormat": None,
}
# The official schema of 2.0 knows no more of an example, though its text lets it have anything.
_COHERENT_20: Mapping[str, Json] = {"Message Example.name": None, "Message Example.summary": None}
_COHERENT_3: Mapping[str, Json] = {
    "Server.host": "{name}:80",
    "Channel.address": "rooms/{name}",
    "Operation Reply.channel": {"$ref": "#/channels/answers"},
    "Operation Reply.messages": [{"$ref": "#/channels/answers/messages/name"}],
}
_COHERENT: Mapping[str, Json] = {
    "Message.payload": _SCHEMA,
    "Message.headers": _SCHEMA,
    "Message Trait.headers": _SCHEMA,
    "Message Example.payload": {"id": "text"},
    "Message Example.headers": {"id": "text"},
    "Multi Format Schema.schemaFormat": "application/vnd.aai.asyncapi+json;version=3.0.0",
    "WebSocket Channel Binding.bindingVersion": "0.1.0",
}
EVERY_KEYWORD: Mapping[str, Json] = {
    "title": "text",
    "description": "text",
    "$comment": "text",
    "type": ["object", "array"],
    "default": {},
    "examples": [{}],
    "readOnly": True,
    "writeOnly": False,
    "deprecated": True,
    "discriminator": "id",
    "externalDocs": {"url": "https://example.com/x"},
    "multipleOf": 2,
    "maximum": 9,
    "exclusiveMaximum": 10,
    "minimum": 2,
    "exclusiveMinimum": 1,
    "maxLength": 9,
    "minLength": 0,
    "pattern": "^a",
    "format": "uuid",
    "contentMediaType": "text/plain",
    "contentEncoding": "base64",
    "items": {"type": "string"},
    "additionalItems": {"type": "string"},
    "maxItems": 9,
    "minItems": 0,
    "uniqueItems": True,
    "contains": {"type": "string"},
    "maxProperties": 9,
    "minProperties": 0,
    "required": [],
    "properties": {"id": {"type": "string"}, "list": {"items": [{"type": "string"}]}},
    "patternProperties": {"^b": {"type": "string"}},
    "additionalProperties": {"type": "string"},
    "dependencies": {"id": ["list"], "list": {"type": "object"}},
    "propertyNames": {"minLength": 1},
    "enum": [{}, []],
    "if": {"type": "string"},
    "then": {"const": "a"},
    "else": {"const": {}},
    "allOf": [{"title": "text"}],
    "anyOf": [{"title": "text"}],
    "oneOf": [{"title": "text"}],
    "not": {"type": "string"},
    "definitions": {"name": {"type": "string"}},
    "x-own": 1,
}


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes values by the table of one version; by reference where one may stand and a component is there for it."""

    version: Version
    by_reference: bool = False

    def value(self, kind: Kind, place: str) -> Json:
        """A valid value of a kind; None where `place` must not have one."""
        coherent = {**_COHERENT, **(_COHERENT_2 if self.version[0] == 2 else _COHERENT_3)}
        if self.version == (2, 0):
            coherent |= _COHERENT_20
        if place in coherent:
            return coherent[place]
        match kind:
            case Text(form=form, choices=choices):
                return choices[0] if choices else _TEXTS[form]
            case Flag():
                return True
            case Anything() | Members() | Unread():
                return {}
            case SchemaKind():
                return self._referred("Schema") or dict(_SCHEMA)
            case Reference(to=name):
                return {"$ref": _TARGETS[name]}
            case Object(name=name, or_reference=either, reference_since=since):
                refers = either and since <= self.version
                return (self._referred(name) if refers else None) or self.object(name)
            case ListOf(item=item):
                return [self.value(item, f"{place}[]")]
            case MapOf(item=item):
                return {"name": self.value(item, f"{place}{{}}")}

    def object(self, name: str) -> Json:
        """An object with each of its fields, or the first of its variants."""
        described = objects_of(self.version)[name]
        if described.variants:
            kind, variant = next(iter(described.variants.items()))
            return {**self.object(variant), "type": kind}
        made = {key: self.value(each.kind, f"{name}.{key}") for key, each in self.fields(name).items()}
        return {key: each for key, each in made.items() if each is not None}

    def fields(self, name: str) -> Mapping[str, Any]:
        """The fields that an object has in this version, without bindings that are passed through."""
        fields = objects_of(self.version)[name].fields.items()
        return {key: each for key, each in fields if each.since <= self.version and not isinstance(each.kind, Unread)}

    def schemes(self) -> Json:
        """A security scheme of each type."""
        table = objects_of(self.version)
        variants = table["Security Scheme"].variants.items()
        bearer = {**self.object("Security Scheme bearer"), "type": "http"}
        return {"bearer": bearer} | {
            kind: {**self.object(name), "type": kind} for kind, name in variants if table[name].since <= self.version
        }

    def _referred(self, name: str) -> Json:
        if not self.by_reference:
            return None
        for container, field in self.fields("Components").items():
            assert isinstance(field.kind, MapOf)
            match field.kind.item:
                case Object(name=item) if item == name:
                    key = "userPassword" if name == "Security Scheme" else "name"
                    return {"$ref": f"#/components/{container}/{key}"}
                case SchemaKind() if name == "Schema":
                    return {"$ref": "#/components/schemas/name"}
                case _:
                    continue
        return None


def used(version: Version, *, by_reference: bool = False) -> Json:
    """A document whose objects stand where they are used, or are referred to from there."""
    make = Maker(version, by_reference)
    components = Maker(version).object("Components") if by_reference else {}
    document = {**make.object("Root"), "asyncapi": f"{version[0]}.{version[1]}.0"}
    document["components"] = {**components, "securitySchemes": make.schemes()}
    _address_channels(document, version)
    return document


def described(version: Version) -> Json:
    """A document whose objects all stand among its components."""
    make = Maker(version)
    document = {key: each for key, each in make.object("Root").items() if key in {"info", "servers", "channels"}}
    document["asyncapi"] = f"{version[0]}.{version[1]}.0"
    document["channels"] = {"name": {"address": "rooms/{name}", "parameters": {"name": {}}, "messages": {"name": {}}}}
    if version[0] == 2:
        document["channels"] = {"name": {}}
    document["components"] = {**make.object("Components"), "securitySchemes": make.schemes()}
    document["components"]["schemas"]["every"] = dict(EVERY_KEYWORD)
    if version[0] == 3:
        document["channels"]["answers"] = {"address": None, "messages": {"name": {}}}
        document["components"]["schemas"]["multi"] = make.object("Multi Format Schema")
    else:
        document["components"]["messages"]["list"] = {"oneOf": [{"payload": _SCHEMA}]}
    return document


def _address_channels(document: Json, version: Version) -> None:
    channel = document["channels"].pop("name")
    if "$ref" in channel and version[0] == 2:
        document["components"]["channels"]["name"]["subscribe"]["operationId"] = "other"
    if version[0] == 3:
        document["channels"] = {"name": channel, "answers": {"address": None, "messages": {"name": {}}}}
        return
    document["channels"] = {"rooms/{name}": channel}
    if "$ref" not in channel:
        channel["subscribe"]["operationId"] = "other"
        choice = Maker(version).object("Message")
        choice.pop("messageId", None)
        channel["publish"]["message"] = {"oneOf": [choice]}


@dataclass(frozen=True, slots=True)
class Place:
    """One value of a document: its path, what the table calls its place, and what may stand there."""

    path: Path
    label: str
    kind: Kind


def places(version: Version, document: Json) -> Iterator[Place]:
    """Every value that the table describes, without what lies inside schemas and bindings."""
    yield from _inside(version, document, Place((), "Root", Object("Root")))


def _inside(version: Version, value: Json, place: Place) -> Iterator[Place]:
    yield place

    def inner(key: str | int, label: str, kind: Kind) -> Iterator[Place]:
        return _inside(version, value[key], Place((*place.path, key), label, kind))

    match place.kind:
        case Object(name=name) if "$ref" not in value:
            name = variant_of(version, name, value)
            for key, field in objects_of(version)[name].fields.items():
                if key in value:
                    yield from inner(key, f"{name}.{key}", field.kind)
        case ListOf(item=item):
            for index in range(len(value)):
                yield from inner(index, f"{place.label}[]", item)
        case MapOf(item=item):
            for key in value:
                yield from inner(key, f"{place.label}{{}}", item)


def variant_of(version: Version, name: str, value: Json) -> str:
    """The name of the object that `value` is."""
    described = objects_of(version)[name]
    if described.if_present is not None and described.if_present[0] in value:
        return described.if_present[1]
    variant = described.variants.get(value.get("type"))
    return name if variant is None else variant_of(version, variant, value)
