"""Names the definitions of a bundle: components, payloads, and what stands inside them."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from ..diagnostics.diagnostic import Diagnostic
from ..spec.document import Message
from .definitions import COMPONENTS
from .draft import DefinitionDraft, own_channel
from .identifier import Identifier
from .reserved import Reserved
from .settle import Claim, place_key, settle
from .spelling import class_name


def name_definitions(
    drafts: Sequence[DefinitionDraft], messages: Mapping[str, Message], reserved: Reserved, taken: Iterable[str]
) -> tuple[Mapping[str, Identifier], tuple[Diagnostic, ...]]:
    """The name of each definition by its id: components, then messages, then the rest; outside before inside.

    A message that is added takes no name from a component, used or not, and what only messages lead to (schemas of
    other files) takes none from a message.
    """
    names: dict[str, Identifier] = {}
    diagnostics: list[Diagnostic] = []
    used = set(taken)
    inside: dict[str, list[DefinitionDraft]] = {}
    for each in drafts:
        if each.parent is not None:
            inside.setdefault(each.parent, []).append(each)
    for phase in (_is_component, _is_of_message, _is_elsewhere):
        level = [each for each in drafts if each.parent is None and phase(each)]
        while level:
            unavailable = reserved.classes | used
            claims = [_claim(each, names, messages, unavailable) for each in level]
            settled = settle(claims, reserved=reserved.classes, taken=used)
            names.update(settled.names)
            used.update(settled.names.values())
            diagnostics.extend(settled.diagnostics)
            level = [each for parent in level for each in inside.get(parent.id, ())]
    # A component that nothing uses keeps its name, but nobody wants to hear of it.
    unheard = {each.location for each in drafts if not each.used}
    return names, tuple(each for each in diagnostics if each.location not in unheard)


def _is_component(draft: DefinitionDraft) -> bool:
    return draft.id == draft.key and COMPONENTS in draft.id


def _is_of_message(draft: DefinitionDraft) -> bool:
    return draft.message is not None and not _is_component(draft)


def _is_elsewhere(draft: DefinitionDraft) -> bool:
    return draft.message is None and not _is_component(draft)


def _claim(
    draft: DefinitionDraft,
    names: Mapping[str, Identifier],
    messages: Mapping[str, Message],
    unavailable: AbstractSet[str],
) -> Claim:
    """A definition's claim: its parent's name with its place inside, or its own.

    A message's is longer by "Message" where no message can have it, else by its channel.
    """
    told = draft.told and (draft.told if draft.told.isidentifier() else class_name(draft.told))
    if draft.parent is not None:
        base = f"{names[draft.parent]}{draft.suffix}"
        wanted: tuple[str, ...] = (base, f"{base}Value")
        return Claim(draft.id, place_key(draft.id), base, wanted, told, f"schema `{base}`", draft.location)
    base = class_name(draft.spelling)
    if draft.message is None or not _is_of_message(draft):
        what = f"schema `{draft.spelling}`"
        wanted = (base, f"{base}Model")
    else:
        what = f"message `{draft.spelling}`"
        channel = own_channel(messages[draft.message])
        own = (f"{class_name(channel)}{base}",) if channel else ()
        longer = f"{base}Message"
        wanted = (base, longer, *own) if base in unavailable else (base, *own, longer)
    return Claim(draft.id, place_key(draft.id), draft.spelling, wanted, told, what, draft.location)
