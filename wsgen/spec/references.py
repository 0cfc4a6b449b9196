"""Says what the references of a specification lead to (RFC 6901, AsyncAPI 3.0 §Reference Object)."""

from posixpath import basename
from typing import Final, TypeGuard
from urllib.parse import unquote

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import did_you_mean, found
from ..diagnostics.location import Location
from .node import MappingNode, Node, Place, SequenceNode, escape
from .reading import child, text_of
from .sources import Sources, path_of

MAX_CHAIN: Final = 100
"""Through how many references one may lead, and through how many schemas that each need the next for the same value."""

MAX_THROUGH: Final = 20
"""How many references may each lead through the next one on the way to a value inside it."""


class BrokenReferenceError(Exception):
    """A `$ref` that leads to nothing; carries the diagnostics that say why."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        self.diagnostics = diagnostics
        super().__init__("; ".join(each.message for each in diagnostics))


def is_reference(node: Node | None) -> TypeGuard[MappingNode]:
    """Whether `node` is an object with a `$ref` string, which only its position makes a reference."""
    return isinstance(node, MappingNode) and text_of(node.get("$ref")) is not None


def place_of(node: Node) -> Place:
    """The file and the pointer of a value."""
    return node.location.path, node.location.pointer


def follow(sources: Sources, node: Node, via: frozenset[int] = frozenset()) -> Node:
    """What `node` stands for: itself, or the end of its chain of references.

    `via` are the references that are being followed already, by identity. Raises BrokenReferenceError where a reference
    of the chain leads to nothing, or back to itself.
    """
    return chain(sources, node, via)[-1]


def chain(sources: Sources, node: Node, via: frozenset[int] = frozenset()) -> tuple[Node, ...]:
    """`node` and each value that its references lead through; only the last one is no reference.

    Raises BrokenReferenceError like `follow`.
    """
    passed = [node]
    places = {place_of(node)}
    while is_reference(node):
        reference = node.entries["$ref"].value
        node = step(sources, reference, via)
        if is_reference(node) and place_of(node) in places:
            raise BrokenReferenceError(_circle(reference.location))
        if len(passed) > MAX_CHAIN:
            raise BrokenReferenceError(_endless(passed[0], MAX_CHAIN))
        places.add(place_of(node))
        passed.append(node)
    return tuple(passed)


def step(sources: Sources, reference: Node, via: frozenset[int] = frozenset()) -> Node:
    """The value that the text of one `$ref` names; it may be a reference itself.

    The base is the file that holds the reference. The text is percent-decoded once, then `~1` and `~0` are. What leads
    to nothing so may name a schema by its `$id` or an anchor. Raises BrokenReferenceError.
    """
    known = sources.targets.get(id(reference))
    if known is None:
        # With the reference, so that its identity stays its own.
        known = sources.targets[id(reference)] = reference, _target(sources, reference, via)
    return known[1]


def _target(sources: Sources, reference: Node, via: frozenset[int]) -> Node:
    # `a: {$ref: '#/b/x'}, b: {$ref: '#/a/x'}`: what is on the way to the one is found by way of the other.
    if id(reference) in via:
        raise BrokenReferenceError(_circle(reference.location))
    if len(via) == MAX_THROUGH:
        raise BrokenReferenceError(_endless(reference, MAX_THROUGH))
    try:
        return _by_place(sources, reference, via | {id(reference)})
    except BrokenReferenceError:
        found = _by_identity(sources, reference)
        if found is None:
            raise
        return found


def _by_identity(sources: Sources, reference: Node) -> Node | None:
    """The schema that a reference names by an anchor, or by a URI that a file has for it; never on the network."""
    target = text_of(reference) or ""
    file, _, fragment = target.partition("#")
    fragment = unquote(fragment)
    identities = sources.identities()
    source = sources.files.get(path_of(reference.location.path, target) or "") if file else None
    resources = [
        identities.around(source.node.location) if source else None,
        identities.named(reference.location, file),
    ]
    for resource in filter(None, resources):
        if fragment and not fragment.startswith("/"):
            node = identities.anchor(resource, fragment)
        else:
            node = resource.node
            for name in fragment.split("/")[1:]:
                node = None if node is None else _member(node, unescape(name))
        if node is not None:
            return node
    return None


def _by_place(sources: Sources, reference: Node, via: frozenset[int]) -> Node:
    target = text_of(reference) or ""
    path = path_of(reference.location.path, target)
    if path is None:
        message = f"`{target}` is on the network, where references are never followed"
        hint = "save the file beside the document and refer to it by its relative path"
        raise BrokenReferenceError(found("WSG303", reference.location, message, hint=hint))
    roots = [source.node for files in (sources.files, sources.original) if (source := files.get(path))]
    if path != sources.root and (faults := sources.faults(path, reference.location)):
        raise BrokenReferenceError(*faults)
    if not roots:
        message = f"there is no file `{target.partition('#')[0]}`"
        hint = f"a path is relative to the folder of {basename(reference.location.path)}"
        raise BrokenReferenceError(found("WSG302", reference.location, message, hint=hint))
    steps = _steps(sources, reference.location, target)
    for root in roots:
        node = _walk(sources, root, steps, via)
        if node is not None:
            return node
    raise BrokenReferenceError(_missing(sources, reference.location, roots[0], steps, via))


def unescape(name: str) -> str:
    """One step of a JSON Pointer as the key it names."""
    return name.replace("~1", "/").replace("~0", "~")


def _steps(sources: Sources, location: Location, target: str) -> tuple[str, ...]:
    pointer = unquote(target.partition("#")[2])
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise BrokenReferenceError(_no_anchor(sources, location, target, pointer))
    return tuple(unescape(part) for part in pointer[1:].split("/"))


def _no_anchor(sources: Sources, location: Location, target: str, name: str) -> Diagnostic:
    root = sources.files[path_of(location.path, target) or location.path].node
    known = sources.identities().anchors_in(root.location.path)
    if not known:
        message = f"`{target}` is no JSON Pointer: what follows `#` begins with `/`"
        return found("WSG304", location, message, hint=f"write `{target.replace('#', '#/', 1)}`")
    guess = did_you_mean(name, known)
    message = f"there is no anchor `{name}` in {basename(root.location.path)}"
    return found("WSG304", location, message, hint=f"did you mean `{guess}`?" if guess else _listing(known))


def _circle(location: Location) -> Diagnostic:
    return found("WSG305", location, "this reference only leads back to itself", hint="refer to a definition")


def _endless(node: Node, most: int) -> Diagnostic:
    message = f"this leads through more than {most} references"
    return found("WSG308", node.location, message, hint="refer to what the last of them refers to")


def _walk(sources: Sources, node: Node, steps: tuple[str, ...], via: frozenset[int]) -> Node | None:
    current: Node | None = node
    for name in steps:
        if current is None:
            return None
        inner = _member(current, name)
        # A step may lead through a value that is a reference itself: `#/channels/chat/messages/Hello` where the
        # channel stands in a file of its own.
        if inner is None and is_reference(current):
            inner = _member(follow(sources, current, via), name)
        current = inner
    return current


def _member(node: Node, name: str) -> Node | None:
    if isinstance(node, SequenceNode):
        return node.items[int(name)] if name.isdecimal() and int(name) < len(node.items) else None
    return child(node, name)


def _missing(
    sources: Sources, location: Location, root: Node, steps: tuple[str, ...], via: frozenset[int]
) -> Diagnostic:
    """Names the first step that doesn't exist, and what could have been meant."""
    parts = (_walk(sources, root, steps[:count], via) for count in range(len(steps)))
    reached = [each for each in parts if each is not None]
    node, name = reached[-1], steps[len(reached) - 1]
    place = "/" + "/".join(escape(each) for each in steps[: len(reached) - 1])
    known = tuple(node.entries) if isinstance(node, MappingNode) else ()
    where = f"in `{place}`" if len(reached) > 1 else "at the top level"
    message = f"there is no `{name}` {where} of {basename(root.location.path)}"
    if guess := did_you_mean(name, known):
        return found("WSG301", location, message, hint=f"did you mean `{guess}`?")
    return found("WSG301", location, message, hint=_elsewhere(root, steps) or _listing(known))


def _elsewhere(root: Node, steps: tuple[str, ...]) -> str:
    """A component of another kind with the wanted name."""
    components = child(root, "components")
    if not isinstance(components, MappingNode) or not steps:
        return ""
    for kind, entry in components.entries.items():
        if child(entry.value, steps[-1]) is not None:
            return f"did you mean `#/components/{kind}/{escape(steps[-1])}`?"
    return ""


def _listing(names: tuple[str, ...]) -> str:
    if not names:
        return "add what it refers to, or remove the reference"
    shown = ", ".join(f"`{name}`" for name in names[:5])
    return f"there is {shown}" + (" and more" if len(names) > 5 else "")
