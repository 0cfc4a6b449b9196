"""Finds required properties that are spelled in another way than they are described."""

from ...diagnostics.found import did_you_mean
from ..node import MappingNode, SequenceNode
from ..reading import child, text_of
from .checking import Checking


def check_required(checking: Checking, node: MappingNode) -> None:
    """WSG320: a required name that is spelled nearly like a property, which nothing requires.

    Names without a property are common, where another schema of an `allOf` has it; near misses are not.
    """
    required, properties = child(node, "required"), child(node, "properties")
    if not isinstance(required, SequenceNode) or not isinstance(properties, MappingNode):
        return
    names = {name: item for item in required.items if (name := text_of(item)) is not None}
    for name, item in names.items():
        guess = None if name in properties.entries else did_you_mean(name, properties.entries.keys() - names.keys())
        if guess is not None:
            message = f"`{name}` is required, and no property is called so"
            checking.report("WSG320", item.location, message, hint=f"did you mean `{guess}`?")
