"""The objects that AsyncAPI 2.x and 3.x have in common."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from .kinds import (
    ANYTHING,
    FLAG,
    TEXT,
    URI,
    Form,
    ListOf,
    MapOf,
    Object,
    ObjectKind,
    SchemaKind,
    Text,
    Unread,
    kind_of,
    may,
    needed,
)

_SIMPLE_SCHEMES: Final = (
    "userPassword",
    "X509",
    "symmetricEncryption",
    "asymmetricEncryption",
)
_SASL: Final = ("plain", "scramSha256", "scramSha512", "gssapi")


def security_schemes(scopes: str, *, on_scheme: bool) -> Mapping[str, ObjectKind]:
    """The Security Scheme Object and its kinds.

    `scopes` is the name under which an OAuth flow lists the scopes that exist; `on_scheme` says whether the scheme
    itself lists the needed ones, as it does since 3.0.
    """
    wanted = {"scopes": may(ListOf(TEXT))} if on_scheme else {}
    kind = needed(TEXT)
    described = {"type": kind, "description": may(TEXT)}
    simple = kind_of("security scheme", **described)
    table = {
        **{f"Security Scheme {name}": simple for name in _SIMPLE_SCHEMES},
        **{f"Security Scheme {name}": replace(simple, since=(2, 1)) for name in _SASL},
        "Security Scheme apiKey": kind_of(
            "security scheme of type `apiKey`", **described, **{"in": needed(Text(choices=("user", "password")))}
        ),
        "Security Scheme httpApiKey": kind_of(
            "security scheme of type `httpApiKey`",
            **described,
            **{"name": needed(TEXT), "in": needed(Text(choices=("query", "header", "cookie")))},
        ),
        "Security Scheme http": replace(
            kind_of("security scheme of type `http`", **described, scheme=needed(TEXT)),
            if_present=("bearerFormat", "Security Scheme bearer"),
        ),
        "Security Scheme bearer": kind_of(
            "security scheme with `bearerFormat`",
            **described,
            scheme=needed(Text(choices=("bearer",))),
            bearerFormat=may(TEXT),
        ),
        "Security Scheme oauth2": kind_of(
            "security scheme of type `oauth2`", **described, flows=needed(Object("OAuth Flows")), **wanted
        ),
        "Security Scheme openIdConnect": kind_of(
            "security scheme of type `openIdConnect`", **described, openIdConnectUrl=needed(URI), **wanted
        ),
        **_oauth_flows(scopes),
    }
    types = (*_SIMPLE_SCHEMES, *_SASL, "apiKey", "httpApiKey", "http", "oauth2", "openIdConnect")
    variants = {each: f"Security Scheme {each}" for each in types}
    table["Security Scheme"] = ObjectKind(
        "security scheme", MappingProxyType({"type": kind}), variants=MappingProxyType(variants)
    )
    return table


def _oauth_flows(scopes: str) -> Mapping[str, ObjectKind]:
    authorization, token = {"authorizationUrl": needed(URI)}, {"tokenUrl": needed(URI)}
    flow = {"refreshUrl": may(URI), scopes: needed(MapOf(TEXT))}
    return {
        "OAuth Flows": kind_of(
            "map of OAuth flows",
            implicit=may(Object("OAuth Flow implicit")),
            password=may(Object("OAuth Flow password")),
            clientCredentials=may(Object("OAuth Flow clientCredentials")),
            authorizationCode=may(Object("OAuth Flow authorizationCode")),
        ),
        "OAuth Flow implicit": kind_of("OAuth flow", **authorization, **flow),
        "OAuth Flow password": kind_of("OAuth flow", **token, **flow),
        "OAuth Flow clientCredentials": kind_of("OAuth flow", **token, **flow),
        "OAuth Flow authorizationCode": kind_of("OAuth flow", **authorization, **token, **flow),
    }


_NAMED: Final = SchemaKind(needs_object=True, needs_properties=True)
WEBSOCKET_BINDING: Final = kind_of(
    "WebSocket binding of a channel",
    method=may(Text(choices=("GET", "POST"))),
    query=may(_NAMED),
    headers=may(_NAMED),
    bindingVersion=may(TEXT),
)


def bindings(
    noun: str, protocols: tuple[str, ...], *, websocket: Object | None = None, unknown: str = "WSG201"
) -> ObjectKind:
    """A bindings object: one field a protocol, of which only `ws` is described here.

    `websocket` is the object of `ws`, which has no fields but on a channel. `unknown` is the code of a protocol that
    isn't among them.
    """
    fields = {name: may(Unread()) for name in protocols}
    fields["ws"] = may(websocket or Object("WebSocket Binding"))
    return ObjectKind(noun, MappingProxyType(fields), unknown=unknown)


def since(kind: ObjectKind, version: tuple[int, int], *names: str) -> ObjectKind:
    """The same object, with the fields `names` only from `version` on."""
    later = {name: replace(kind.fields[name], since=version) for name in names}
    return replace(kind, fields=MappingProxyType({**kind.fields, **later}))


SHARED: Final[Mapping[str, ObjectKind]] = MappingProxyType(
    {
        "Contact": kind_of("contact", name=may(TEXT), url=may(URI), email=may(Text(Form.EMAIL))),
        "License": kind_of("license", name=needed(TEXT), url=may(URI)),
        "External Documentation": kind_of("link to documentation", url=needed(URI), description=may(TEXT)),
        "Correlation ID": kind_of("correlation id", location=needed(Text(Form.EXPRESSION)), description=may(TEXT)),
        "Server Variable": kind_of(
            "server variable",
            enum=may(ListOf(TEXT, unique=True)),
            default=may(TEXT),
            description=may(TEXT),
            examples=may(ListOf(TEXT)),
        ),
        "WebSocket Channel Binding": WEBSOCKET_BINDING,
        "WebSocket Binding": ObjectKind(
            "WebSocket binding of anything but a channel",
            unknown="WSG220",
            instead="describe the handshake in the bindings of the channel",
        ),
        "Multi Format Schema": kind_of("multi format schema", schemaFormat=needed(TEXT), schema=needed(ANYTHING)),
    }
)
DEPRECATED: Final = may(FLAG)
