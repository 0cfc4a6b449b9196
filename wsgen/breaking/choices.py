"""Takes the choices of a writer apart: one case for each branch, which together are all that there is."""

from ..instances.kinds import Part, listed, mapped
from ..spec.node import Value
from .sides import Both
from .wanted import NUMBERS, Together, Wanted


def cases(both: Both, wanted: Wanted, *, by_kind: bool) -> list[Together] | None:
    """The cases of the first choice; None where there is no choice left. `by_kind` takes types apart at last."""
    for position, part in enumerate(wanted.parts):
        found = _cases(both, part)
        if found is not None:
            before, after = wanted.parts[:position], wanted.parts[position + 1 :]
            return [(*before, *each, *after) for each in found]
    if by_kind and len(wanted.kinds) > 1 and not wanted.kinds <= NUMBERS:
        kinds = sorted(wanted.kinds - ({"integer"} if "number" in wanted.kinds else set()))
        origin = next(iter(wanted.parts), None)
        if origin is not None:
            return [(*wanted.parts, _kind(both, origin, kind)) for kind in kinds]
    return None


def _kind(both: Both, part: Part, kind: str) -> Part:
    return both.derived(("kind", kind), part, {"type": kind})


def _cases(both: Both, part: Part) -> list[Together] | None:
    for word in ("anyOf", "oneOf"):
        if word in part:
            rest = without(both, part, word)
            branches = listed(part[word])
            if word == "anyOf":
                return [(rest, each) for each in branches]
            return [(rest, each, _no_other(both, part, index)) for index, each in enumerate(branches)]
    if "if" in part:
        rest = without(both, part, "if")
        asked = part["if"]
        return [(rest, asked, part.get("then", True)), (rest, rejecting(both, part, asked), part.get("else", True))]
    if dependencies := mapped(part.get("dependencies")):
        name = next(iter(dependencies))
        held = dependencies[name]
        rest = both.derived(("independent", name), part, _independent(part, name))
        there: Value = both.derived(("there", name), part, {"required": [name]})
        also = both.derived(("also", name), part, {"required": held}) if isinstance(held, list) else held
        return [(rest, there, also), (rest, rejecting(both, part, there))]
    return None


def without(both: Both, part: Part, word: str) -> Part:
    """A part without one of its keywords, and without those that mean nothing then."""
    dropped = {"if", "then", "else"} if word == "if" else {word}
    return both.derived(
        ("without", word), part, {name: held for name, held in part.items() if name not in {*dropped, "allOf"}}
    )


def rejecting(both: Both, origin: Part, schema: Value) -> Part:
    """A part that is true of what `schema` rejects."""
    if isinstance(schema, dict):
        return both.derived("not", schema, {"not": schema})
    return both.derived(("not", schema), origin, {"not": schema})


def _no_other(both: Both, part: Part, index: int) -> Value:
    others = [each for at, each in enumerate(listed(part["oneOf"])) if at != index]
    if not others:
        return True
    if len(others) == 1:
        return rejecting(both, part, others[0])
    nots: list[Value] = [rejecting(both, part, each) for each in others]
    return both.derived(("no other", index), part, {"allOf": nots})


def _independent(part: Part, name: str) -> Part:
    left = {each: held for each, held in mapped(part["dependencies"]).items() if each != name}
    rest = {word: held for word, held in part.items() if word not in {"dependencies", "allOf"}}
    return {**rest, "dependencies": left} if left else rest
