"""The parameters of a client's request: what its model must be given, without what wsgen or the runtime fills in."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ...plan.identifier import Identifier
from ...plan.protocol import Message, Scalar
from ..generated import ModelField, Models
from ..literal import Code, compose, identifier, join, literal
from .annotation import optional, parameter_type
from .imports import NOTHING, Import, Source, use
from .page import Scope
from .side import Side


@dataclass(frozen=True, slots=True)
class FieldView:
    """One argument of the model: `field` is its name there, `value` what is given.

    `parameter` is the method's, None where nobody has to give it.
    """

    field: Code
    value: Code
    parameter: Code | None
    is_required: bool
    is_nullable: bool
    needs: frozenset[Import]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a request is asked for and made: its method's parameters, and the expression that makes its model.

    One that is `positional` is the only one; the others have names.
    """

    positional: Code | None
    required: tuple[Code, ...]
    optional: tuple[Code, ...]
    names: frozenset[str]
    message: Code
    needs: frozenset[Import]


def request(scope: Scope, models: Models, side: Side, message: Message) -> Asked:
    """What a request's method is given: the fields of its model by their names, or a root model's whole value."""
    model = scope.message(message.id)
    root = models.classes[message.model].root
    if root is not None:
        return _whole(scope, models, model, root)
    fields = _fields(scope, models, side, message)
    parameters = [(each.parameter, each.is_required) for each in fields if each.parameter]
    return Asked(
        positional=None,
        required=tuple(code for code, is_required in parameters if is_required),
        optional=tuple(code for code, is_required in parameters if not is_required),
        names=frozenset(each.value for each in fields),
        message=_construct(model.code, fields),
        needs=model.needs.union(*(each.needs for each in fields)),
    )


def _whole(scope: Scope, models: Models, model: Source, root: ModelField) -> Asked:
    """One value is asked for; nothing, where it can be one value only."""
    if root.is_constant or not root.required:
        return Asked(None, (), (), frozenset(), compose("{model}()", model=model.code), model.needs)
    type_ = parameter_type(root.annotation, models.classes, scope.model)
    name = identifier(free(Identifier("root"), scope.reserved))
    parameter = compose("{name}: {type}", name=name, type=type_.code)
    made = compose("{model}({name})", model=model.code, name=name)
    return Asked(parameter, (), (), frozenset({name}), made, model.needs | type_.needs)


def _fields(scope: Scope, models: Models, side: Side, message: Message) -> tuple[FieldView, ...]:
    """The fields of a message's model that a request gives it, in the model's order.

    Left out are constants, and what the runtime sets: a tag that may be left out, the request's id. Where no model can
    be made without an id, it's the caller's to choose; without a tag, it's the one that means the message.
    """
    prefix = message.envelope.data if message.envelope else ()
    views: list[FieldView] = []
    taken: set[str] = set()
    for field in models.classes[message.model].fields:
        is_id = (*prefix, field.wire) == message.request_id
        is_tag = message.envelope is None and side.framing.tag == (field.wire,) and len(message.tags) == 1
        if field.is_constant or (not field.required and (is_id or is_tag)):
            continue
        if is_tag:
            views.append(_fixed(field, message.tags[0]))
            continue
        name = free(field.python, taken, scope.reserved)
        taken.add(name)
        type_ = parameter_type(field.annotation, models.classes, scope.model)
        if not field.required:
            type_ = optional(type_)
        pattern = compose(
            "{name}: {type}" if field.required else "{name}: {type} = None", name=identifier(name), type=type_.code
        )
        nullable = not field.required and field.nullable
        needs = type_.needs | (use("._runtime.given", "given") if nullable else NOTHING)
        views.append(FieldView(identifier(field.python), identifier(name), pattern, field.required, nullable, needs))
    return tuple(views)


def _fixed(field: ModelField, tag: Scalar) -> FieldView:
    """An argument that is always the same."""
    return FieldView(
        identifier(field.python), literal(tag), parameter=None, is_required=True, is_nullable=False, needs=NOTHING
    )


def _construct(model: Code, fields: tuple[FieldView, ...]) -> Code:
    """The call that makes the model. A None that would be sent as null is left out, since nobody gave it."""
    plain = [compose("{a}={b}", a=each.field, b=each.value) for each in fields if not each.is_nullable]
    maybe = [compose("{a}={b}", a=each.field, b=each.value) for each in fields if each.is_nullable]
    if maybe:
        plain.append(compose("**given({all})", all=join(", ", maybe)))
    return compose("{model}({arguments})", model=model, arguments=join(", ", plain))


def free(name: Identifier, *taken: AbstractSet[str]) -> Identifier:
    """`name`, with as many `_` behind it as make it none of `taken`."""
    while any(name in each for each in taken):
        name = Identifier(f"{name}_")
    return name
