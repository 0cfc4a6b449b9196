"""What `frames.rs.jinja` needs: an enum for each direction of each connection, and how its frames are told apart."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..code.literal import Code, compose, join
from ..code.view.prose import about
from ..code.view.side import Side
from ..plan.protocol import Connection, Direction, Message, Protocol
from .head import Head, head
from .literal import doc, json_tokens, name, tag_pattern, text
from .models import Models
from .names import class_names, distinct, frames_name, variant_name
from .shapes import Named


@dataclass(frozen=True, slots=True)
class VariantView:
    """One message: its variant, the type of its frame, how it is read and written; `is_own`: no other has that type."""

    doc: Code
    name: Code
    type: Code
    wire: Code
    patterns: Code
    tag: Code
    is_own: bool


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key of a frame that one message alone has."""

    key: Code
    variant: VariantView


@dataclass(frozen=True, slots=True)
class SideView:
    """One enum. `path` is where tags stand, empty without; `only` is what all frames are, where there is such."""

    doc: Code
    name: Code
    variants: tuple[VariantView, ...]
    path: Code
    tagged: tuple[VariantView, ...]
    untagged: tuple[VariantView, ...]
    keys: tuple[KeyView, ...]
    only: VariantView | None


@dataclass(frozen=True, slots=True)
class FramesView:
    """The file."""

    head: Head
    has_tags: bool
    sides: tuple[SideView, ...]


def frames_view(models: Models) -> FramesView:
    """The enums of all directions in which anything travels."""
    protocol = models.protocol
    sides = tuple(_side(models, each) for each in sides_of(protocol))
    said = f"The frames of {protocol.name}: one enum a direction, which reads and writes what is on the wire."
    return FramesView(head(protocol, said), any(each.tagged for each in sides), sides)


def sides_of(protocol: Protocol) -> Iterable[Side]:
    """The directions in which anything travels."""
    sides = (Side(protocol, each, way) for each in protocol.connections for way in Direction)
    return (each for each in sides if each.routes)


def side_name(protocol: Protocol, connection: Connection, direction: Direction) -> Code:
    """The name of an enum."""
    return name(class_names(protocol)[frames_name(connection, direction)])


def variants_of(side: Side) -> Mapping[str, str]:
    """The names of variants by message."""
    names = distinct(variant_name(side.protocol.messages[each.message].model) for each in side.routes)
    return dict(zip((each.message for each in side.routes), names, strict=True))


def frame_variant(side: Side, message: Message) -> Code:
    """The name of a message's variant."""
    return name(variants_of(side)[message.id])


def frame_type(models: Models, message: Message) -> Code:
    """The type of a message's frame, as other files see it."""
    return compose("models::{name}", name=models.code(Named(models.names[message.frame])))


def _side(models: Models, side: Side) -> SideView:
    protocol, connection = models.protocol, side.connection
    words = variants_of(side)
    path, told = side.framing.tag, frozenset(each.message for each in side.tagged)
    owners = Counter(models.own(protocol.messages[each.message].frame) for each in side.routes)
    found = {
        each.message: _variant(
            models,
            protocol.messages[each.message],
            name(words[each.message]),
            path if each.message in told else None,
            is_own=owners[models.own(protocol.messages[each.message].frame)] == 1,
        )
        for each in side.routes
    }
    untagged = tuple(found[each.message] for each in side.untagged)
    tagged = tuple(found[each.message] for each in side.tagged)
    sender, _ = side.direction.value.split(" → ")
    said = f"What the {sender} says on `{connection.path}`. {about(protocol, connection)}".strip()
    return SideView(
        doc=doc(said),
        name=side_name(protocol, connection, side.direction),
        variants=tuple(found.values()),
        path=_path(path) if path is not None and tagged else compose(""),
        tagged=tagged,
        untagged=untagged,
        keys=tuple(KeyView(text(key), found[route.message]) for key, route in side.keys),
        only=untagged[0] if len(untagged) == 1 and not tagged else None,
    )


def _variant(models: Models, message: Message, word: Code, path: Iterable[str] | None, *, is_own: bool) -> VariantView:
    tag = compose("None")
    if path is not None and message.tags:
        values = (compose("json!({value})", value=json_tokens(each)) for each in message.tags)
        tag = compose("Some((&{path}, &[{values}]))", path=_path(path), values=join(", ", values))
    return VariantView(
        doc=doc(message.summary, 4),
        name=word,
        type=frame_type(models, message),
        wire=text(message.wire),
        patterns=join(" | ", dict.fromkeys(map(tag_pattern, message.tags))),
        tag=tag,
        is_own=is_own,
    )


def _path(path: Iterable[str]) -> Code:
    return compose("[{steps}]", steps=join(", ", map(text, path)))
