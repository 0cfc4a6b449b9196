"""Finds schemas by what they call themselves: `$id` and anchors (JSON Schema 2020-12 §8.2, draft 7 §8.2)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

from ..diagnostics.location import Location
from .node import MappingNode, Node, Place, ScalarNode, SequenceNode
from .reading import text_of


@dataclass(frozen=True, slots=True)
class Resource:
    """A schema that has a URI of its own, which is the base of the references inside it (RFC 3986 §5.1.1)."""

    uri: str
    node: Node


@dataclass(frozen=True, slots=True)
class Identities:
    """What the schemas of some files call themselves.

    `resources` has them by their place, files among them, whose URI is their path; `by_uri` by their URI. `anchors` are
    the schemas by the URI of their resource, or that of their file, and their name in it. `dynamic` counts those with a
    `$dynamicAnchor` of each name, and under an empty one those with a `$recursiveAnchor`.
    """

    resources: Mapping[Place, Resource]
    by_uri: Mapping[str, Resource]
    anchors: Mapping[tuple[str, str], Node]
    dynamic: Mapping[str, int]

    def around(self, location: Location) -> Resource | None:
        """The innermost resource that a place is in; None in a file that nobody knows."""
        pointer = location.pointer
        while (found := self.resources.get((location.path, pointer))) is None and pointer:
            pointer = pointer.rpartition("/")[0]
        return found

    def named(self, location: Location, uri: str) -> Resource | None:
        """The resource that `uri` names from `location`, the one that is around it where `uri` is empty."""
        base = self.around(location)
        return self.by_uri.get(_joined(base.uri, uri)) if base and uri else base

    def anchor(self, resource: Resource, name: str) -> Node | None:
        """The schema with an anchor: in the resource, else anywhere in its file."""
        path = resource.node.location.path
        return self.anchors.get((resource.uri, name)) or self.anchors.get((path, name))

    def anchors_in(self, path: str) -> tuple[str, ...]:
        """The names of the anchors in one file."""
        return tuple(name for uri, name in self.anchors if uri == path)


def identities_of(roots: Iterable[Node]) -> Identities:
    """What the schemas in these files call themselves.

    Anything with a text `$id`, `id`, `$anchor` or `$dynamicAnchor` counts: which objects are schemas depends on what
    refers to them. So an example with such a key may be found too, by a reference that leads to nothing else.
    """
    resources: dict[Place, Resource] = {}
    by_uri: dict[str, Resource] = {}
    anchors: dict[tuple[str, str], Node] = {}
    dynamic: Counter[str] = Counter()
    seen: set[Place] = set()
    for root in roots:
        path = root.location.path
        if (path, "") not in resources:
            resources[path, ""] = Resource(path, root)
        for node, base in _mappings(root, path):
            place = path, node.location.pointer
            if place in seen:
                continue
            seen.add(place)
            uri, names = _identity(node, base)
            if uri != base:
                resources[place] = Resource(uri, node)
                by_uri.setdefault(uri, resources[place])
            for name in names:
                anchors.setdefault((uri, name), node)
                anchors.setdefault((path, name), node)
            if (named := text_of(node.get("$dynamicAnchor"))) is not None:
                dynamic[named] += 1
            flag = node.get("$recursiveAnchor")
            if isinstance(flag, ScalarNode) and flag.value is True:
                dynamic[""] += 1
    return Identities(resources, by_uri, anchors, dynamic)


def _mappings(root: Node, uri: str) -> Iterator[tuple[MappingNode, str]]:
    """Every object in a file, outside in, with the URI that is the base of what stands around it."""
    waiting: list[tuple[Node, str]] = [(root, uri)]
    while waiting:
        node, base = waiting.pop()
        match node:
            case MappingNode():
                yield node, base
                inner = _identity(node, base)[0]
                waiting.extend(reversed([(entry.value, inner) for entry in node.entries.values()]))
            case SequenceNode():
                waiting.extend(reversed([(item, base) for item in node.items]))
            case ScalarNode():
                continue


def _identity(node: MappingNode, base: str) -> tuple[str, list[str]]:
    """The URI of the resource that a schema is or is in, and its anchors."""
    names = [name for key in ("$anchor", "$dynamicAnchor") if (name := text_of(node.get(key))) is not None]
    told = text_of(node.get("$id"))
    # To AsyncAPI's root `id` is the application's name.
    if told is None and "asyncapi" not in node.entries:
        told = text_of(node.get("id"))
    if told is None:
        return base, names
    uri, _, fragment = told.partition("#")
    return (_joined(base, uri) if uri else base), [*names, *([unquote(fragment)] if fragment else [])]


def _joined(base: str, uri: str) -> str:
    try:
        return urljoin(base, uri)
    except ValueError:
        # `http://[` is no address; as it stands it can still be a name.
        return uri
