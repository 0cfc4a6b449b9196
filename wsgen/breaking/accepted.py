"""Reads which findings somebody has accepted, each with a reason, and says which changes those are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from ..diagnostics.catalogue.table import CATALOGUE
from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import did_you_mean, found
from ..diagnostics.location import Location
from ..spec.node import MappingNode, Node, ScalarNode, SequenceNode
from .change import Change, Level

_KEYS: Final = ("code", "where", "reason", "until")
_EXAMPLE: Final = "write `- {code: WSG758, where: agent_event, reason: nobody used it}`"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One finding that somebody takes upon themselves: until a day, or for good where `until` is empty."""

    code: str
    where: str
    reason: str
    until: str
    location: Location


def read_accepted(root: Node) -> tuple[tuple[Acceptance, ...], tuple[Diagnostic, ...]]:
    """The acceptances in a file, and what is wrong with it: a list of `code`, `where`, `reason` and maybe `until`."""
    if not isinstance(root, SequenceNode):
        return (), (found("WSG790", root.location, "accepted changes must be a list", hint=_EXAMPLE),)
    accepted: list[Acceptance] = []
    diagnostics: list[Diagnostic] = []
    for item in root.items:
        faults = [*_faults(item)]
        diagnostics.extend(faults)
        if not faults and isinstance(item, MappingNode):
            words = {key: _text(entry.value) or "" for key, entry in item.entries.items()}
            accepted.append(
                Acceptance(words["code"], words["where"], words["reason"], words.get("until", ""), item.location)
            )
    return tuple(accepted), tuple(diagnostics)


def _faults(item: Node) -> Iterator[Diagnostic]:
    if not isinstance(item, MappingNode):
        yield found("WSG790", item.location, "an accepted change must be an object", hint=_EXAMPLE)
        return
    for key, entry in item.entries.items():
        if key not in _KEYS:
            meant = did_you_mean(key, _KEYS)
            hint = f"did you mean `{meant}`?" if meant else f"it has {', '.join(f'`{each}`' for each in _KEYS)}"
            yield found("WSG790", entry.location, f"an accepted change has no `{key}`", hint=hint)
        elif key != "reason" and not _text(entry.value):
            yield found("WSG790", entry.value.location, f"`{key}` must be a text", hint=_EXAMPLE)
    for key in ("code", "where"):
        if key not in item.entries:
            yield found("WSG790", item.location, f"an accepted change must have its `{key}`", hint=_EXAMPLE)
    code, until = _text(item.get("code")), _text(item.get("until"))
    if code and not (code in CATALOGUE and code.startswith("WSG7")):
        hint = "`wsgen breaking --format json` prints `code` and `where` of each change"
        yield found("WSG790", item.entries["code"].value.location, f"there is no change `{code}`", hint=hint)
    if until and not _is_day(until):
        hint = "write it as `2027-01-31`, or leave it out"
        yield found("WSG790", item.entries["until"].value.location, f"`{until}` is no date", hint=hint)
    if not (_text(item.get("reason")) or "").strip():
        place = item.entries["reason"].value.location if "reason" in item.entries else item.location
        hint = "say in `reason` why nobody is harmed, or who agreed"
        yield found("WSG791", place, "a change is accepted without a reason", hint=hint)


def _text(node: Node | None) -> str | None:
    return node.value if isinstance(node, ScalarNode) and isinstance(node.value, str) else None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def acceptance_of(change: Change, accepted: Iterable[Acceptance], today: str) -> Acceptance | None:
    """What accepts a change today: the same code at the same place. What is safe needs nobody's word."""
    if change.level is Level.SAFE:
        return None
    return next(
        (
            each
            for each in accepted
            if (each.code, each.where) == (change.code, change.where) and (not each.until or today < each.until)
        ),
        None,
    )


def unused(accepted: Iterable[Acceptance], used: Iterable[Acceptance], today: str) -> Iterator[Diagnostic]:
    """A warning for each acceptance that accepts nothing."""
    taken = {*used}
    for each in accepted:
        if each in taken:
            continue
        is_over = bool(each.until) and each.until <= today
        message = f"no change is {each.code} at `{each.where}`"
        hint = "remove it; a change that was accepted and released is none any more"
        if is_over:
            message, hint = f"what was accepted here ended on {each.until}", "remove it, or agree on a later day"
        yield found("WSG792", each.location, message, hint=hint)
