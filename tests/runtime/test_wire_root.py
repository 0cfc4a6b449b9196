from __future__ import annotations

import copy
import json
import math
import pickle
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, ValidationError, model_validator

from wsgen.runtime.wire import UNSET, WireModel, WireValue
from wsgen.runtime.wire_root import WireRoot


class Prices(WireRoot[list[float]]):
    """What a share cost, day by day."""


class Closing(Prices):
    """A user's own kind of it."""


class Cat(WireModel):
    kind: Literal["cat"] = "cat"
    class_: Annotated[str | None, UNSET, Field(alias="class")] = None


class Tiger(Cat):
    stripes: int


class Dog(WireModel):
    kind: Literal["dog"] = "dog"
    legs: int


class Pet(WireRoot):
    root: Annotated[Cat | Dog, Field(discriminator="kind")]


class Anything(WireRoot[Any]):
    pass


class Json(WireRoot):
    root: int | str | list[Json] | dict[str, Json] | None


class Hello(WireRoot):
    root: Literal["hello"] = "hello"


class Call(WireRoot[tuple[Literal[2], str, Cat | None]]):
    pass


class Count(WireRoot[Annotated[int, Field(ge=1)]]):
    pass


class Holder(WireModel):
    prices: Annotated[Prices | None, UNSET] = None
    json_: Annotated[Json | None, Field(alias="json")] = None


@pytest.mark.parametrize(
    ("model", "value"),
    [
        (Prices, [1, 2.5, 2**70, 12345678901234567891]),
        (Closing, [0.1]),
        (Pet, {"kind": "cat", "class": "x", "class_": 7}),
        (Pet, {"kind": "dog", "legs": 4.0, "more": [None]}),
        (Anything, {"root": [1, 5.0, None, {"a": True}]}),
        (Anything, None),
        (Json, {"a": [1, 5.0, "x", {"b": None}]}),
        (Hello, "hello"),
        (Call, [2.0, "id", {"kind": "cat"}]),
        (Call, [2, "id", None]),
        (Count, 5.0),
        (Count, 1e25),
        (Holder, {"prices": [1, 0.5], "json": {"root": [1]}}),
        (Holder, {"json": None}),
    ],
)
def test_a_value_comes_out_as_it_went_in(model: type[WireValue], value: Any) -> None:
    made = model.model_validate(value)
    assert made.to_wire() == value
    assert json.loads(made.to_wire_json()) == value
    for same in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made)), made.model_copy()):
        assert same == made
        assert same.to_wire() == value


@pytest.mark.parametrize(
    ("model", "value"),
    [
        (Prices, [True]),
        (Prices, ["1"]),
        (Prices, [math.nan]),
        (Prices, [math.inf]),
        (Prices, None),
        (Pet, {"kind": "fish"}),
        (Hello, "bye"),
        (Call, [True, "id", None]),
        (Call, [2, "id"]),
        (Count, 0.0),
        (Count, "5"),
        (Json, 0.5),
    ],
)
def test_nothing_is_converted(model: type[WireValue], value: Any) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(value)


def test_a_whole_number_is_an_int_wherever_it_stands() -> None:
    assert [type(each) for each in Prices([1, 1.0]).root] == [int, float]
    assert type(Count.model_validate(5.0).root) is int
    assert type(Call.model_validate([2.0, "", None]).root[0]) is int


def test_a_constructor_takes_the_value() -> None:
    assert Prices([1.5]).root == [1.5]
    assert Prices(root=[1.5]) == Prices([1.5])
    assert Pet(Cat(class_="x")).to_wire() == {"kind": "cat", "class": "x"}
    assert Call((2, "id", None)).to_wire() == [2, "id", None]


def test_one_value_needs_no_argument_but_must_be_there_in_a_frame() -> None:
    assert Hello().to_wire_json() == '"hello"'
    with pytest.raises(ValidationError):
        Hello.model_validate(None)


def test_a_value_of_a_subclass_is_sent_as_what_it_is() -> None:
    assert Pet(Tiger(stripes=9)).to_wire() == {"kind": "cat", "stripes": 9}
    assert Call((2, "id", Tiger(stripes=9))).to_wire() == [2, "id", {"kind": "cat", "stripes": 9}]


def test_a_users_subclass_is_one_of_its_class() -> None:
    assert isinstance(Closing([1]), Prices)
    assert Closing([1]) != Prices([1])


def test_models_are_equal_by_class_and_value_and_have_no_hash_as_other_models_do() -> None:
    assert Prices([1]) == Prices([1.0])
    assert Prices([1]) != Prices([2])
    for each in (Prices([1]), Cat()):
        with pytest.raises(TypeError, match="unhashable"):
            hash(each)


@pytest.mark.parametrize("number", [math.nan, -math.inf])
def test_what_json_has_no_word_for_is_not_written(number: float) -> None:
    with pytest.raises(ValueError, match="JSON has no such number"):
        Anything([number]).to_wire_json()


def test_a_users_validator_keeps_the_values_exact() -> None:
    class Sorted(Prices):
        @model_validator(mode="after")
        def in_order(self) -> Sorted:
            if self.root != sorted(self.root):
                raise ValueError("not in order")
            return self

    assert Sorted.model_validate([1, 2.5]).to_wire() == [1, 2.5]
    for wrong in ([2, 1], ["1"]):
        with pytest.raises(ValidationError):
            Sorted.model_validate(wrong)
