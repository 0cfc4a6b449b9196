"""Settles who gets which Python name: injective, legal, and the same in whatever order the claims come."""

from collections.abc import Container, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import found
from ..diagnostics.location import Location
from .draft import split_place
from .identifier import Identifier
from .spelling import is_plain


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody who needs a name. `wanted` are the names it would take, the best first.

    `spelling` is what the document calls it: where two want one name, the one that is spelled so already gets it, else
    the first in the order of code points. `told` is the name that the document orders. `what` is for people, `key` is
    what the last resort is made from: where it stands in its file, never who else is there.
    """

    id: str
    key: str
    spelling: str
    wanted: tuple[str, ...]
    told: str | None
    what: str
    location: Location


@dataclass(frozen=True, slots=True)
class Settled:
    """The name of each claim, and what had to be said about it."""

    names: Mapping[str, Identifier]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Unavailable(Container[str]):
    """The names that nobody can have: those of before aren't copied, since there may be more of them than claims."""

    reserved: AbstractSet[str]
    before: AbstractSet[str]
    here: set[str]

    def __contains__(self, name: object) -> bool:
        return name in self.here or name in self.before or name in self.reserved


def settle(claims: Sequence[Claim], *, reserved: AbstractSet[str], taken: Iterable[str] = ()) -> Settled:
    """Give every claim a name that nobody else has, that isn't `reserved`, and that isn't `taken` by those before it.

    Told names first; then, in rounds, each takes the best of what it wants; then a name with a hash of its own place. A
    claim's name changes when another is added only where both want the same one, and then a note says so.
    """
    unavailable = _Unavailable(reserved, taken if isinstance(taken, AbstractSet) else set(taken), set())
    names: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    for claim in sorted(claims, key=_rank):
        if claim.told is None:
            continue
        if (
            claim.told.isidentifier()
            and claim.told.isascii()
            and not claim.told.startswith("_")
            and claim.told not in unavailable
            and _legal(claim.told)
        ):
            names[claim.id] = claim.told
            unavailable.here.add(claim.told)
        else:
            diagnostics.append(_refused(claim, reserved))
    open_claims = sorted((each for each in claims if each.id not in names), key=_rank)
    for index in range(max((len(each.wanted) for each in open_claims), default=0)):
        for claim in _round(open_claims, index, unavailable):
            names[claim.id] = claim.wanted[index]
            unavailable.here.add(claim.wanted[index])
        open_claims = [each for each in open_claims if each.id not in names]
    for claim in open_claims:
        names[claim.id] = _last_resort(claim, unavailable)
        unavailable.here.add(names[claim.id])
    by_name = {name: claim for claim in claims for name in (names[claim.id],)}
    diagnostics.extend(note for claim in claims for note in _notes(claim, names[claim.id], by_name, reserved))
    return Settled({id_: Identifier(name) for id_, name in names.items()}, tuple(diagnostics))


def place_key(id_: str) -> str:
    """A place in a file, `a/b.yml#/x`, without the folders, which may be others on another machine: `b.yml#/x`."""
    path, pointer = split_place(id_)
    return f"{path.rpartition('/')[2]}#{pointer}"


def _rank(claim: Claim) -> tuple[bool, str, str]:
    return claim.spelling != claim.wanted[0], claim.spelling, claim.id


def _round(claims: Iterable[Claim], index: int, unavailable: Container[str]) -> Iterable[Claim]:
    """Of the claims that want a free name in this round, the first for each; `claims` are in rank already."""
    winners: dict[str, Claim] = {}
    for claim in claims:
        if index < len(claim.wanted) and claim.wanted[index] not in unavailable and _legal(claim.wanted[index]):
            winners.setdefault(claim.wanted[index], claim)
    return winners.values()


def _last_resort(claim: Claim, unavailable: Container[str]) -> str:
    # Takes 5 ms to load, and hardly a document needs it.
    from hashlib import sha256

    digest = sha256(claim.key.encode("utf-8", "surrogatepass")).hexdigest()
    return next(name for length in range(6, 65) if (name := f"{claim.wanted[0]}_{digest[:length]}") not in unavailable)


def _legal(name: str) -> bool:
    try:
        Identifier(name)
    except ValueError:
        return False
    return True


def _refused(claim: Claim, reserved: AbstractSet[str]) -> Diagnostic:
    told = claim.told or ""
    if told in reserved:
        reason = "Python or the runtime has it already"
    elif told.startswith("_"):
        reason = "names with `_` in front are the runtime's"
    elif not told.isascii() or not _legal(told):
        reason = "it is no Python name in ASCII"
    else:
        reason = "something else has it already"
    return found(
        "WSG504", claim.location, f"{claim.what} can't be called `{told}`: {reason}", hint="choose another name"
    )


def _notes(claim: Claim, name: str, by_name: Mapping[str, Claim], reserved: AbstractSet[str]) -> Iterable[Diagnostic]:
    best = claim.wanted[0]
    hint = "`x-wsgen-name` decides otherwise"
    if name == claim.told:
        return
    if name != best and best in reserved:
        yield found(
            "WSG502", claim.location, f"`{best}` is a reserved name, so {claim.what} is called `{name}`", hint=hint
        )
    elif name != best:
        other = by_name.get(best)
        related = ((f"{other.what} is `{best}`", other.location),) if other else ()
        text = f"`{best}` is taken, so {claim.what} is called `{name}`"
        yield found("WSG501", claim.location, text, hint=hint, related=related)
    elif not is_plain(claim.spelling):
        text = f"`{claim.spelling}` has no name in Python's ASCII, so {claim.what} is called `{name}`"
        yield found("WSG503", claim.location, text, hint=hint)
