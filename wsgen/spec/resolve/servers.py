"""Reads servers and security schemes."""

from ..document import SecurityScheme, Server, ServerVariable
from ..node import Node
from ..reading import extensions, items, optional_text, text, texts
from ..references import unescape
from .scope import Scope


def read_servers(scope: Scope, root: Node) -> tuple[Server, ...]:
    """The servers of the document, in its order (AsyncAPI 3.0 §Servers Object)."""
    return tuple(_server(scope, name, node) for name, node in scope.registered(root, "servers", scope.servers))


def read_security(scope: Scope, node: Node) -> tuple[SecurityScheme, ...]:
    """The security schemes in the `security` of a server or an operation (AsyncAPI 3.0 §Security Scheme Object)."""
    schemes: list[SecurityScheme] = []
    for item in items(node, "security"):
        passed = scope.chain(item)
        if passed:
            schemes.append(_security_scheme(passed))
    return tuple(schemes)


def _server(scope: Scope, name: str, node: Node) -> Server:
    return Server(
        name=name,
        host=text(node, "host"),
        pathname=text(node, "pathname"),
        protocol=text(node, "protocol"),
        title=text(node, "title"),
        description=text(node, "description"),
        variables=tuple(_variable(key, target) for key, _, target in scope.followed(node, "variables")),
        security=read_security(scope, node),
        extensions=extensions(node),
        location=node.location,
    )


def _variable(name: str, node: Node) -> ServerVariable:
    return ServerVariable(
        name=name,
        enum=texts(node, "enum"),
        default=optional_text(node, "default"),
        description=text(node, "description"),
        examples=texts(node, "examples"),
        location=node.location,
    )


def _security_scheme(passed: tuple[Node, ...]) -> SecurityScheme:
    node = passed[-1]
    kind = text(node, "type")
    # A scheme written in place has no name of its own but its type; one of 2.x may stand in the place of a component.
    container, _, last = node.location.pointer.rpartition("/")
    has_name = len(passed) > 1 or container.endswith("/securitySchemes")
    return SecurityScheme(
        name=unescape(last) if has_name else kind,
        type=kind,
        where=optional_text(node, "in"),
        parameter=optional_text(node, "name"),
        scheme=optional_text(node, "scheme"),
        scopes=texts(node, "scopes"),
        description=text(node, "description"),
        extensions=extensions(node),
        location=node.location,
    )
