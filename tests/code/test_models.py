import ast
import json
import typing
from typing import Any

import pytest
from built import build, definitions, generate, load, ref, same
from jsonschema import Draft7Validator
from pydantic import create_model
from schemas import NULL, SHARED, TABLE, TEXT, WHOLE, obj

from wsgen.code.models import models
from wsgen.plan.identifier import Identifier
from wsgen.runtime.wire import WireModel


def check(schemas: dict[str, Any], name: str, instances: list[Any]) -> None:
    """Each instance is valid, accepted by the model, and comes out of it again."""
    module = build(schemas)
    model = getattr(module, name)
    is_class = isinstance(model, type) and issubclass(model, WireModel)
    holder = model if is_class else create_model("Holder", __base__=WireModel, value=(model, ...))
    validator = Draft7Validator({"$defs": schemas, **ref(name)})
    for instance in instances:
        assert validator.is_valid(instance), instance
        value = instance if is_class else {"value": instance}
        made = holder.model_validate(value)
        assert same(made.to_wire(), value), instance
        assert same(json.loads(made.to_wire_json()), value), instance


@pytest.mark.parametrize("case", TABLE)
def test_a_model_takes_what_its_schema_takes_and_gives_it_back(case: str) -> None:
    schema, instances = TABLE[case]
    check({**SHARED, "Message": schema}, "Message", instances)


def test_the_classes_say_what_the_schemas_say() -> None:
    made = generate(
        {
            **{name: SHARED[name] for name in ("Color", "Cat", "Lizard", "Tree", "Entity", "Human", "Kids")},
            "Send": obj(
                {
                    "type": {"const": "send"},
                    "content": {**TEXT, "minLength": 1, "description": "What is said."},
                    "class": TEXT,
                    "limit": {**WHOLE, "minimum": 0.5, "default": 10},
                    "color": ref("Color"),
                    "metadata": {"type": ["object", "null"]},
                    "pet": {"oneOf": [ref("Cat"), ref("Lizard")]},
                    "pair": {"type": "array", "items": [WHOLE, TEXT], "minItems": 2, "maxItems": 2},
                },
                "type",
                "content",
                description="A message.\n\nOf the user.",
            ),
        }
    )
    assert made.source == SOURCE
    assert made.imports == (
        "from __future__ import annotations",
        "from typing import Annotated, Any, Literal, TypeAlias",
        "from pydantic import ConfigDict, Field",
        "from ._runtime.wire import UNSET, WireModel",
    )


SOURCE = '''Color: TypeAlias = Literal["red", "green"]


class Cat(WireModel):
    kind: Literal["cat"] = "cat"


class Entity(WireModel):
    id: int
    owner: Annotated[Human | None, UNSET] = None


class Human(Entity):
    name: str
    parent: Annotated[Human | None, UNSET] = None
    kids: Annotated[Kids | None, UNSET] = None


class Lizard(WireModel):
    kind: Literal["reptile", "lizard"]
    scales: Annotated[bool | None, UNSET] = None


class Send(WireModel):
    """A message.

    Of the user.
    """

    type: Literal["send"] = "send"
    content: Annotated[str, Field(min_length=1)]
    """What is said."""
    class_: Annotated[str | None, UNSET, Field(alias="class")] = None
    limit: Annotated[int, Field(ge=1)] = 10
    color: Annotated[Color | None, UNSET] = None
    metadata: dict[str, Any] | None = None
    pet: Annotated[Cat | Lizard | None, UNSET, Field(discriminator="kind")] = None
    pair: Annotated[tuple[int, str] | None, UNSET] = None


class Tree(WireModel):
    model_config = ConfigDict(extra="forbid")
    v: str
    children: Annotated[list[Tree] | None, UNSET] = None


Kids: TypeAlias = dict[str, Human]


Entity.model_rebuild()
Human.model_rebuild()
'''


def test_the_fields_are_described_for_those_who_write_code_with_them() -> None:
    schema = obj(
        {"type": {"const": "send"}, "class": TEXT, "n": {"type": ["integer", "null"]}, "d": {**WHOLE, "default": 2}},
        "type",
    )
    fields = generate({"Send": schema}).fields(Identifier("Send"))
    assert [(each.wire, each.python, each.annotation, each.default) for each in fields] == [
        ("type", "type", 'Literal["send"]', '"send"'),
        ("class", "class_", "str | None", "None"),
        ("n", "n", "int | None", "None"),
        ("d", "d", "int", "2"),
    ]
    assert [(each.required, each.is_constant, each.nullable) for each in fields] == [
        (True, True, False),
        (False, False, False),
        (False, False, True),
        (False, False, True),
    ]


def test_a_child_has_its_parents_fields_first() -> None:
    made = generate(SHARED)
    assert [each.wire for each in made.fields(Identifier("Human"))] == ["id", "owner", "name", "parent", "kids"]
    assert [each.wire for each in made.fields(Identifier("Event"))] == ["type", "id", "v"]
    module = load(made)
    assert issubclass(module.Human, module.Entity)
    assert not issubclass(module.Event, module.Envelope)


MESSAGES: dict[str, Any] = {
    "Empty": {"type": "object"},
    "Closed": {"type": "object", "additionalProperties": False},
    "Same": ref("Cat"),
    "More": {"allOf": [ref("Cat"), obj({"name": TEXT}, "name")]},
    "Chosen": {**obj({"a": WHOLE}), "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    "Needing": {"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
    "Cat": SHARED["Cat"],
    "Lizard": SHARED["Lizard"],
}
ROOTS: dict[str, tuple[Any, str]] = {
    "List": ({"type": "array"}, "list[Any]"),
    "Prices": ({"type": "array", "items": {"type": "number"}, "minItems": 1}, "list[float]"),
    "Cats": ({"type": "array", "items": ref("Cat")}, "list[Cat]"),
    "Text": (TEXT, "str"),
    "Count": ({**WHOLE, "minimum": 1}, "int"),
    "Flag": ({"type": "boolean"}, "bool"),
    "Nothing": (NULL, "None"),
    "Hello": ({"const": "hello"}, 'Literal["hello"]'),
    "Word": ({"enum": ["a", 1, None]}, 'Literal["a", 1] | None'),
    "Point": ({"enum": [{"x": 1}, {"x": 2}]}, "dict[str, Any]"),
    "Map": ({"type": "object", "additionalProperties": WHOLE}, "dict[str, int]"),
    "Either": ({"oneOf": [ref("Cat"), ref("Lizard")]}, "Cat | Lizard"),
    "Whichever": ({"allOf": [{"anyOf": [ref("Cat"), ref("Lizard")]}]}, "Cat | Lizard"),
    "Pets": (ref("Pet"), "Pet"),
    "Perhaps": ({"anyOf": [ref("Cat"), NULL]}, "Cat | None"),
    "Call": (
        {"type": "array", "items": [{"const": 2}, TEXT, ref("Cat")], "minItems": 3, "additionalItems": False},
        "tuple[Literal[2], str, Cat]",
    ),
    "Open": ({"type": "array", "items": [{"const": 2}, TEXT]}, "list[Any]"),
    "Rest": ({"type": "array", "items": [WHOLE], "additionalItems": TEXT}, "list[int | str]"),
    "Any": ({}, "Any"),
    "All": (True, "Any"),
    "Tree": ({"anyOf": [WHOLE, {"type": "array", "items": ref("Tree")}]}, "int | list[Tree]"),
}


def test_a_message_of_objects_is_a_class() -> None:
    made = generate(MESSAGES, messages=MESSAGES)
    assert not [name for name, each in made.classes.items() if each.root or each.is_alias]
    module = load(made)
    assert issubclass(module.Same, module.Cat)
    assert issubclass(module.More, module.Cat)
    assert module.Empty(a=1).to_wire() == {"a": 1}


def test_any_other_message_is_a_root_model() -> None:
    schemas = {"Any_" if name == "Any" else name: schema for name, (schema, _) in ROOTS.items()}
    shared = {name: SHARED[name] for name in ("Cat", "Lizard", "Pet")}
    made = generate({**schemas, **shared}, messages=schemas)
    types = {name: each.root.annotation for name, each in made.classes.items() if each.root}
    assert types == {"Any_" if name == "Any" else name: annotation for name, (_, annotation) in ROOTS.items()}
    module = load(made)
    lizard = {"kind": "reptile", "scales": True}
    assert module.Either.model_validate(lizard).root == module.Lizard(**lizard)
    assert module.Hello().to_wire() == "hello"
    assert module.Tree.model_validate([1, [2.0]]).to_wire() == [1, [2]]


def test_a_message_that_is_just_another_message_is_its_child() -> None:
    made = generate({"Prices": {"type": "array"}, "Again": ref("Prices")}, messages=["Prices", "Again"])
    assert "class Again(Prices):" in made.source
    assert made.classes[Identifier("Again")].root == made.classes[Identifier("Prices")].root


def test_a_root_model_stands_in_other_models_under_its_name() -> None:
    schemas = {
        "Prices": {"type": ["array", "null"], "items": {"type": "number"}, "default": [1]},
        "Day": obj({"prices": {**ref("Prices")}, "more": {"allOf": [ref("Prices")], "default": [1]}}),
        "Week": {"type": "array", "items": {"oneOf": [ref("Prices"), ref("Day")]}},
    }
    made = generate(schemas, messages=schemas)
    assert [(each.annotation, each.nullable) for each in made.fields(Identifier("Day"))] == [
        ("Prices | None", True),
        ("Prices | None", True),
    ]
    check(schemas, "Day", [{}, {"prices": None}, {"prices": [1, 2.5]}])
    module = load(made)
    week = [[1], None, {"prices": [2]}]
    assert module.Week.model_validate(week).to_wire() == week


def test_without_messages_nothing_is_a_root_model() -> None:
    schemas = {**SHARED, **{name: schema for name, (schema, _) in ROOTS.items() if name not in {"Any", "Tree"}}}
    made = generate(schemas, messages=[])
    assert not any(each.root for each in made.classes.values())
    assert all(made.classes[Identifier(name)].is_alias for name in ("Prices", "Either", "Map", "Hello"))


def test_a_definition_without_a_python_name_is_written_out_where_it_is_used() -> None:
    schemas: dict[str, Any] = {
        "A": obj({"c": ref("Color"), "t": ref("Loop"), "o": ref("Cat")}),
        "Color": SHARED["Color"],
        "Cat": SHARED["Cat"],
        "Loop": {"type": "array", "items": ref("Loop")},
    }
    made = generate(schemas, names=["A"])
    assert [each.annotation for each in made.fields(Identifier("A"))] == [
        'Literal["red", "green"] | None',
        "list[Any] | None",
        "dict[str, Any] | None",
    ]


def test_a_name_that_models_need_themselves_is_refused() -> None:
    with pytest.raises(ValueError, match="Field"):
        generate({"Field": {}})


def test_a_reference_to_nothing_is_an_error() -> None:
    with pytest.raises(KeyError, match="Gone"):
        generate({"A": ref("Gone")})


def test_no_definitions_are_no_classes() -> None:
    made = generate({})
    assert (made.source, made.names) == ("\n", ())


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": {"anyOf": [ref("A"), WHOLE]}},
        {"A": ref("B"), "B": ref("A")},
        {"A": {"allOf": [ref("A")]}},
        {"A": {"allOf": [ref("B"), obj({"a": WHOLE})]}, "B": {"allOf": [ref("A"), obj({"b": WHOLE})]}},
        {"A": {"anyOf": [ref("B"), NULL]}, "B": {"oneOf": [ref("A"), TEXT]}},
        {"A": {"type": "array", "items": {"allOf": [ref("A"), {"minItems": 1}]}}},
    ],
)
def test_schemas_that_go_in_circles_end(schemas: dict[str, Any]) -> None:
    module = build(schemas)
    holder = create_model("Holder", __base__=WireModel, value=(module.A, ...))
    assert holder.model_validate({"value": {"a": 1} if "properties" in str(schemas) else []}).to_wire()


def test_definitions_in_another_order_give_the_same_text() -> None:
    made = definitions(SHARED)
    backwards = dict(reversed(made.items()))
    assert models(made, tuple(made)) == models(backwards, tuple(backwards))


def test_annotations_are_types_that_resolve_in_models() -> None:
    made = generate(SHARED)
    module = load(made)
    scope = {**vars(typing), **vars(module)}
    for model in made.classes.values():
        for field in model.fields:
            assert eval(field.annotation, scope) is not ...
            assert "Annotated" not in field.annotation
            assert isinstance(ast.parse(field.annotation, mode="eval").body, ast.expr)
