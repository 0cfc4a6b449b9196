"""Upgrades servers and security (AsyncAPI 2.6 §Server Object, §Security Requirement Object)."""

import re
from typing import Final

from ...diagnostics.found import did_you_mean
from ..node import Entry, MappingNode, Node, ScalarNode
from ..reading import child, entries_of, fields, items, items_of, text, text_of, texts
from .building import entry, mapping, picked, scalar, sequence
from .upgrading import Upgrading

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_KEPT: Final = ("protocol", "protocolVersion", "description", "variables", "tags", "bindings")


def upgrade_server(upgrading: Upgrading, node: Node) -> MappingNode | None:
    """A server with `host` and `pathname` for its `url`, and with references to its security schemes."""
    target = upgrading.follow(node)
    if target is None:
        return None
    entries = picked(target, *_KEPT)
    url = child(target, "url")
    if url is not None:
        _check_variables(upgrading, url, child(target, "variables"))
        host, pathname = split_url(text_of(url) or "")
        entries.append(entry("host", scalar(host, url.location)))
        if pathname:
            entries.append(entry("pathname", scalar(pathname, url.location)))
    security = upgrade_security(upgrading, target)
    return mapping([*entries, *security], node.location)


def _check_variables(upgrading: Upgrading, url: Node, variables: Node | None) -> None:
    """A map of variables must describe every name in the address; 3.0 no longer says so."""
    for name in dict.fromkeys(re.findall(r"\{([^{}]+)\}", text_of(url) or "")) if variables is not None else ():
        if name not in entries_of(variables):
            message = f"the server's variables don't describe `{name}`, which is in its address"
            upgrading.report("WSG323", url.location, message, hint=f"add `{name}` to the server's `variables`")


def split_url(url: str) -> tuple[str, str]:
    """Host with port, and path, of a server's `url`; either may hold variables. A query stays with the path."""
    match = _SCHEME.match(url)
    rest = url[match.end() :] if match else url.removeprefix("//")
    host, slash, path = rest.partition("/")
    host, question, query = host.partition("?")
    return host, f"{slash}{path}{question}{query}"


def upgrade_security(upgrading: Upgrading, node: Node) -> list[Entry]:
    """The field `security` with each scheme that a requirement names, or nothing.

    3.0 lists the scopes that are needed in the scheme itself, so one that has some stands here as a whole.
    """
    place = entries_of(node).get("security")
    if place is None:
        return []
    schemes: dict[tuple[str, ...], Node] = {}
    for requirement in items(node, "security"):
        known = {
            name: scheme
            for name, required in entries_of(requirement).items()
            if (scheme := _known_scheme(upgrading, name, required)) is not None
        }
        for name, scheme in known.items():
            scopes = entries_of(requirement)[name].value
            schemes.setdefault((name, *texts(requirement, name)), _needed(upgrading, name, scheme, scopes))
        if len(known) > 1:
            message = f"3.0 can't say that {' and '.join(f'`{name}`' for name in known)} are needed together"
            hint = "each of them is taken for enough; list them one by one if that is so"
            upgrading.report("WSG343", requirement.location, message, hint=hint)
    return [Entry("security", place.location, sequence(schemes.values(), place.value.location))]


def _needed(upgrading: Upgrading, name: str, scheme: Node, scopes: Node) -> Node:
    upgraded = upgrade_security_scheme(upgrading, scheme) if items_of(scopes) else None
    if not isinstance(upgraded, MappingNode):
        return upgrading.reference(scopes.location, "components", "securitySchemes", name)
    return mapping([*upgraded.entries.values(), entry("scopes", scopes)], upgraded.location)


def _known_scheme(upgrading: Upgrading, name: str, required: Entry) -> Node | None:
    known = entries_of(child(child(upgrading.sources.document, "components"), "securitySchemes"))
    scheme = upgrading.component("securitySchemes", name)
    if scheme is None:
        guess = did_you_mean(name, known)
        hint = f"did you mean `{guess}`?" if guess else "describe it in `components.securitySchemes`"
        upgrading.report("WSG328", required.location, f"there is no security scheme `{name}`", hint=hint)
        return None
    _check_scopes(upgrading, scheme, required.value)
    return scheme


def _check_scopes(upgrading: Upgrading, scheme: Node, listed: Node) -> None:
    kind = text(scheme, "type")
    if kind == "openIdConnect":
        return
    flows = [entry.value for _, entry in fields(scheme, "flows")]
    # Without any flow nobody knows which scopes there are.
    if kind == "oauth2" and not flows:
        return
    known = [name for flow in flows for name in entries_of(child(flow, "scopes"))]
    for item in items_of(listed):
        scope = text_of(item)
        if scope is None or scope in known:
            continue
        guess = did_you_mean(scope, known)
        if kind != "oauth2":
            message, hint = f"a security scheme of type `{kind}` has no scopes", "leave the list empty: `[]`"
        else:
            message = f"the security scheme has no scope `{scope}`"
            hint = f"did you mean `{guess}`?" if guess else "add it to the `scopes` of a flow"
        upgrading.report("WSG329", item.location, message, hint=hint)


def upgrade_security_scheme(upgrading: Upgrading, node: Node) -> Node | None:
    """A security scheme whose OAuth flows call their scopes `availableScopes`."""
    target = upgrading.follow(node)
    flows = child(target, "flows")
    if not isinstance(target, MappingNode) or flows is None:
        return target
    renamed = [
        Entry(name, flow.location, mapping(_scopes_renamed(flow.value), flow.value.location))
        for name, flow in entries_of(flows).items()
    ]
    kept = [each for each in target.entries.values() if each.key != "flows"]
    place = target.entries["flows"].location
    return mapping([*kept, Entry("flows", place, mapping(renamed, flows.location))], target.location)


def _scopes_renamed(flow: Node) -> list[Entry]:
    return [
        Entry("availableScopes" if name == "scopes" else name, each.location, each.value)
        for name, each in entries_of(flow).items()
    ]


def upgrade_parameter(upgrading: Upgrading, node: Node) -> MappingNode | None:
    """A parameter whose schema became `enum`, `default` and `examples` (AsyncAPI 3.0 §Parameter Object).

    That it is a whole number, which 3.0 can't say, stays in the extension `x-wsgen-type`.
    """
    target = upgrading.follow(node)
    if target is None:
        return None
    entries = picked(target, "description", "location")
    found = child(target, "schema")
    schema = None if found is None else upgrading.follow(found)
    for name in ("enum", "examples"):
        listed = items(schema, name)
        if listed:
            entries.append(entry(name, sequence((_as_text(item) for item in listed), listed[0].location)))
    default = child(schema, "default")
    if isinstance(default, ScalarNode):
        entries.append(entry("default", _as_text(default)))
    described = child(schema, "description")
    if described is not None and "description" not in entries_of(target):
        entries.append(entry("description", described))
    kind = child(schema, "type")
    if kind is not None and text_of(kind) == "integer" and "x-wsgen-type" not in entries_of(target):
        entries.append(entry("x-wsgen-type", scalar("int", kind.location)))
    return mapping(entries, target.location)


def _as_text(node: Node) -> Node:
    """A value as it is written into an address."""
    match node:
        case ScalarNode(value=bool() as value):
            return scalar(str(value).lower(), node.location)
        case ScalarNode(value=int() | float() as number):
            return scalar(str(number), node.location)
        case _:
            return node
