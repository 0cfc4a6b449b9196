"""Finds required properties that are spelled in another way than they are described."""

from typing import Final

from ...diagnostics.found import did_you_mean
from ..node import MappingNode, SequenceNode
from ..reading import child, text_of
from .checking import Checking

# Of more names without a property none is a slip: another schema describes them.
_MOST: Final = 20


def check_required(checking: Checking, node: MappingNode) -> None:
    """WSG320: a required name that is spelled nearly like a property, which nothing requires.

    Names without a property are common, where another schema of an `allOf` has it; near misses are not.
    """
    required, properties = child(node, "required"), child(node, "properties")
    if not isinstance(required, SequenceNode) or not isinstance(properties, MappingNode):
        return
    names = {name: item for item in required.items if (name := text_of(item)) is not None}
    unknown = [name for name in names if name not in properties.entries]
    free = [name for name in properties.entries if name not in names]
    if not free or len(unknown) > _MOST:
        return
    for name in unknown:
        guess = did_you_mean(name, free)
        if guess is not None:
            message = f"`{name}` is required, and no property is called so"
            checking.report("WSG320", names[name].location, message, hint=f"did you mean `{guess}`?")
