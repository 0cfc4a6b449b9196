"""Writes the function that makes a value of what has to be given, and nobody else could fill in."""

from dataclasses import dataclass

from ..code.literal import Code, compose, join
from .literal import doc, fits


@dataclass(frozen=True, slots=True)
class Member:
    """One field: what is said of it, what serde is told, its name and its type.

    `bare` is the type without a box around it. `only` is its value, where it can have one alone and must have it.
    """

    doc: Code
    attribute: Code
    name: Code
    type: Code
    bare: Code
    only: Code | None = None


def constructor(owner: Code, members: list[Member], needed: int) -> Code:
    """The function that takes what must be given; the others are absent, or the only value that they can have."""
    given = [each for each in members[:needed] if each.only is None]
    parameters = [_parameter(each) for each in given]
    flat = compose("    pub fn new({given}) -> Self {{", given=join(", ", parameters))
    if not fits(flat, 0):
        lines = join("", (compose("\n        {each},", each=each) for each in parameters))
        flat = compose("    pub fn new({lines}\n    ) -> Self {{", lines=lines)
    values = join(
        "",
        (compose("\n            {each},", each=_value(each, is_needed=at < needed)) for at, each in enumerate(members)),
    )
    said = "With what has to be given; all else is absent." if given else "With all that has to be there."
    body = compose("Self {{{values}\n        }}", values=values) if members else compose("Self {{}}")
    return compose(
        "impl {owner} {{\n    {doc}\n{opening}\n        {body}\n    }}\n}}",
        owner=owner,
        doc=doc(said),
        opening=flat,
        body=body,
    )


def _parameter(member: Member) -> Code:
    if member.bare == "String":
        return compose("{name}: impl Into<String>", name=member.name)
    return compose("{name}: {type}", name=member.name, type=member.bare)


def _value(member: Member, *, is_needed: bool) -> Code:
    if member.only is not None:
        return compose("{name}: {only}", name=member.name, only=member.only)
    if not is_needed:
        return compose("{name}: Default::default()", name=member.name)
    if member.bare == "String":
        return compose("{name}: {name}.into()", name=member.name)
    return compose("{name}: Box::new({name})", name=member.name) if member.bare != member.type else member.name
