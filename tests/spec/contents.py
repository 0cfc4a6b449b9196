"""What a 2.x document says, and what a 3.0 document says, in one form: so that an upgrade can be seen to lose nothing.

It reads both by itself, knows no more of wsgen than how to follow a reference, and merges traits on its own.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from wsgen.spec.node import MappingNode, Node, plain
from wsgen.spec.objects import objects_of
from wsgen.spec.reading import child, entries_of, items_of
from wsgen.spec.references import follow, is_reference, place_of, unescape
from wsgen.spec.sources import Sources

Contents = dict[str, Any]
PROTOCOLS = set(objects_of((3, 0))["Channel Bindings"].fields)
OWN_FORMAT = re.compile(r"application/(vnd\.aai\.asyncapi.*|schema(\+json|\+yaml)?;version=draft-07)")
DESCRIBED = ("summary", "description", "tags", "externalDocs", "bindings")


def of_2x(sources: Sources) -> Contents:
    """The contents of a 2.x document."""
    root = sources.document
    components = child(root, "components")
    return {
        **whole(root, sources, components),
        "info": {**plain_of(child(root, "info")), **picked(plain_of(root), "tags", "externalDocs", extensions=False)},
        "servers": each(sources, root, "servers", server_2x),
        "schemes": each(sources, components, "securitySchemes", scheme_2x),
        "channels": {
            name: channel_2x(sources, node) for name, node in followed(sources, child(root, "channels")).items()
        },
    }


def of_3x(sources: Sources) -> Contents:
    """The contents of a 3.0 document."""
    root = sources.document
    components = child(root, "components")
    channels = {name: channel_3x(sources, node) for name, node in followed(sources, child(root, "channels")).items()}
    for name, node in followed(sources, child(root, "operations")).items():
        channel = unescape(plain(node)["channel"]["$ref"].rpartition("/")[2])  # type: ignore[index,call-overload]
        channels[decoded(channel)][plain_of(node)["action"]] = operation_3x(sources, name, node)
    return {
        **whole(root, sources, components),
        "info": plain_of(child(root, "info")),
        "servers": each(sources, root, "servers", server_3x),
        "schemes": each(sources, components, "securitySchemes", lambda _, node: plain_of(node)),
        "channels": channels,
    }


def whole(root: Node, sources: Sources, components: Node | None) -> Contents:
    """What both versions write alike."""
    alike = ("schemas", "correlationIds", "serverVariables")
    return {
        **picked(plain_of(root), "id", "defaultContentType"),
        **{name: plain_of(child(components, name)) for name in alike},
    }


def plain_of(node: Node | None) -> dict[str, Any]:
    value = None if node is None else plain(node)
    return dict(value) if isinstance(value, dict) else {}


def picked(value: dict[str, Any], *names: str, extensions: bool = True) -> Contents:
    kept = {key: each for key, each in value.items() if key in names or (extensions and key.startswith("x-"))}
    bindings = kept.get("bindings")
    if isinstance(bindings, dict) and "$ref" not in bindings:
        kept["bindings"] = {key: each for key, each in bindings.items() if key in PROTOCOLS or key.startswith("x-")}
    return kept


def followed(sources: Sources, holder: Node | None) -> dict[str, Node]:
    return {
        name: follow(sources, entry.value) for name, entry in entries_of(holder).items() if not name.startswith("x-")
    }


def each(
    sources: Sources, holder: Node | None, name: str, read: Callable[[Sources, Node], Contents]
) -> dict[str, Contents]:
    return {key: read(sources, node) for key, node in followed(sources, child(holder, name)).items()}


def decoded(step: str) -> str:
    from urllib.parse import unquote

    return unescape(unquote(step))


def merged(sources: Sources, node: Node) -> dict[str, Any]:
    """A 2.x operation or message with its traits, each of which wins over what stands before it (RFC 7396)."""
    result: Any = plain(node)
    for item in items_of(child(node, "traits")):
        result = patch(result, plain(follow(sources, item)))
    return {key: value for key, value in result.items() if key != "traits"}


def patch(target: Any, by: Any) -> Any:
    if not isinstance(by, dict):
        return by
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in by.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = patch(result.get(key), value)
    return result


def server_2x(sources: Sources, node: Node) -> Contents:
    value = plain_of(node)
    return {
        **picked(value, "protocol", "protocolVersion", "description", "variables", "tags", "bindings"),
        "url": re.sub(r"^([A-Za-z][A-Za-z0-9+.-]*:)?//", "", value["url"]),
        "security": required_2x(value),
    }


def server_3x(sources: Sources, node: Node) -> Contents:
    value = plain_of(node)
    return {
        **picked(value, "protocol", "protocolVersion", "description", "variables", "tags", "bindings"),
        "url": value["host"] + value.get("pathname", ""),
        "security": required_3x(sources, node),
    }


def required_2x(value: dict[str, Any]) -> set[tuple[str, ...]]:
    """Name and scopes of each scheme."""
    return {(name, *scopes) for each in value.get("security", ()) for name, scopes in each.items()}


def required_3x(sources: Sources, node: Node) -> set[tuple[str, ...]]:
    found = set()
    for item in items_of(child(node, "security")):
        pointer = plain_of(item)["$ref"] if is_reference(item) else item.location.pointer
        found.add((decoded(pointer.rpartition("/")[2]), *plain_of(item).get("scopes", ())))
    return found


def scheme_2x(sources: Sources, node: Node) -> Contents:
    value = plain_of(node)
    if isinstance(value.get("flows"), dict):
        value["flows"] = {
            name: {("availableScopes" if key == "scopes" else key): each for key, each in flow.items()}
            for name, flow in value["flows"].items()
        }
    return value


def channel_2x(sources: Sources, node: Node) -> Contents:
    value = plain_of(node)
    found = {
        **picked(value, "description", "bindings"),
        "servers": value.get("servers", []),
        "parameters": each(sources, node, "parameters", parameter_2x),
    }
    # What others publish the application receives.
    for verb, action in (("publish", "receive"), ("subscribe", "send")):
        given = child(node, verb)
        if given is not None:
            found[action] = operation_2x(sources, given)
    return found


def channel_3x(sources: Sources, node: Node) -> Contents:
    value = plain_of(node)
    return {
        **picked(value, "description", "bindings"),
        "servers": [decoded(each["$ref"].rpartition("/")[2]) for each in value.get("servers", [])],
        "parameters": each(
            sources,
            node,
            "parameters",
            lambda _, each: {key: value for key, value in plain_of(each).items() if key != "x-wsgen-type"},
        ),
    }


def parameter_2x(sources: Sources, node: Node) -> Contents:
    schema = child(node, "schema")
    described = plain_of(None if schema is None else follow(sources, schema))
    found = {**picked(described, "description", extensions=False), **picked(plain_of(node), "description", "location")}
    for key in ("enum", "examples"):
        if described.get(key):
            found[key] = [as_text(each) for each in described[key]]
    if "default" in described:
        found["default"] = as_text(described["default"])
    found.pop("x-wsgen-type", None)
    return found


def as_text(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int | float) else value


def operation_2x(sources: Sources, node: Node) -> Contents:
    value = merged(sources, node)
    given = child(node, "message")
    messages = {place_of(each): message_2x(sources, each) for each in choices(sources, given)}
    return {
        **picked(value, *DESCRIBED),
        "security": required_2x(value),
        "messages": list(messages.values()),
        **({"id": value["operationId"]} if "operationId" in value else {}),
    }


def operation_3x(sources: Sources, name: str, node: Node) -> Contents:
    messages = [message_3x(follow(sources, each)) for each in items_of(child(node, "messages"))]
    return {
        **picked(plain_of(node), *DESCRIBED),
        "security": required_3x(sources, node),
        "messages": messages,
        "id": name,
    }


def choices(sources: Sources, node: Node | None) -> Iterator[Node]:
    """The messages of a 2.x operation."""
    if node is None:
        return
    target = follow(sources, node)
    if child(target, "oneOf") is None:
        yield target
    for item in items_of(child(target, "oneOf")):
        yield from choices(sources, item)


MESSAGE = (*DESCRIBED, "headers", "correlationId", "contentType", "name", "title")


def message_2x(sources: Sources, node: Node) -> Contents:
    value = merged(sources, node)
    found = picked(value, *MESSAGE)
    if "payload" in value:
        form = value.get("schemaFormat", "")
        found["payload"] = value["payload"]
        found["format"] = "" if OWN_FORMAT.fullmatch(form.replace(" ", "").lower()) else form
    fields = ("name", "summary", "headers", "payload")
    examples = [{key: each[key] for key in fields if key in each} for each in value.get("examples", [])]
    found["examples"] = [each for each in examples if each.keys() & {"headers", "payload"}]
    return found


def message_3x(node: Node) -> Contents:
    value = plain_of(node)
    found = picked(value, *MESSAGE)
    payload = value.get("payload")
    if isinstance(payload, dict) and payload.keys() == {"schemaFormat", "schema"}:
        found["payload"], found["format"] = payload["schema"], payload["schemaFormat"]
    elif "payload" in value:
        found["payload"], found["format"] = payload, ""
    assert isinstance(node, MappingNode)
    found["examples"] = value.get("examples", [])
    return found
