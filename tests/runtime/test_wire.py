import copy
import json
import pickle
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from wsgen.code.attributes import METHODS
from wsgen.runtime.wire import UNSET, WireModel


class Author(WireModel):
    kind: Literal["author"] = "author"
    name: str


class Robot(Author):
    maker: Annotated[str | None, UNSET] = None


class Send(WireModel):
    type: Literal["send"] = "send"
    thread_id: int
    class_: Annotated[str | None, UNSET, Field(alias="class")] = None
    limit: Annotated[int | None, UNSET, Field(ge=1)] = None
    note: str | None = None
    weight: Annotated[float | None, UNSET, Field(gt=0.5)] = None
    score: Annotated[float | None, UNSET] = None
    flag: Annotated[Literal[1, 2, "x"] | bool | None, UNSET] = None
    id_: Annotated[Any, Field(alias="_id")] = None
    retries: int = 3
    author: Annotated[Author | None, UNSET] = None
    authors: Annotated[list[Author] | None, UNSET] = None


class Closed(WireModel):
    model_config = ConfigDict(extra="forbid")
    a: Annotated[int | None, UNSET] = None


OTHER: dict[str, Any] = {"other": [1, {"a": None}]}


def frame(**more: Any) -> dict[str, Any]:
    return {"type": "send", "thread_id": 1, **more}


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        (Send(thread_id=1), frame()),
        (Send(thread_id=1, class_="k"), frame(**{"class": "k"})),
        (Send(thread_id=1, class_=None, limit=None, author=None), frame()),
        (Send(thread_id=1, note=None), frame(note=None)),
        (Send(thread_id=1, retries=3), frame(retries=3)),
        (Send(thread_id=1, author=Author(name="a")), frame(author={"kind": "author", "name": "a"})),
        (Send(thread_id=1, authors=[Author(name="a")]), frame(authors=[{"kind": "author", "name": "a"}])),
        (Send(thread_id=1, **OTHER), frame(other=[1, {"a": None}])),
        (Send(thread_id=1).model_copy(update={"class_": None}), frame()),
        (Send.model_construct(thread_id=1), frame()),
    ],
)
def test_what_was_given_is_what_is_sent(model: Send, sent: dict[str, Any]) -> None:
    assert model.to_wire() == sent
    assert json.loads(model.to_wire_json()) == sent


def test_none_that_is_assigned_to_a_field_without_null_is_not_sent() -> None:
    model = Send(thread_id=1, class_="k")
    model.class_ = None
    assert model.to_wire() == frame()


def test_a_none_argument_leaves_the_field_unset() -> None:
    assert Send(thread_id=1, limit=None).model_fields_set == {"type", "thread_id"}


def test_a_default_is_read_but_not_sent() -> None:
    model = Send.model_validate(frame())
    assert (model.retries, "retries" in model.to_wire()) == (3, False)


@pytest.mark.parametrize(
    "value",
    [
        frame(thread_id=5.0),
        frame(thread_id=1e25),
        frame(thread_id=2**70),
        frame(thread_id=-(2**63)),
        frame(weight=1),
        frame(weight=12345678901234567891),
        frame(score=0.1),
        frame(score=7),
        frame(flag=True),
        frame(flag=False),
        frame(flag=1),
        frame(flag=2.0),
        frame(flag="x"),
        frame(note=None),
        frame(note="1"),
        frame(_id=None),
        frame(_id={"a": [None, 1.5, True]}),
        frame(class_="unknown key"),
        frame(**{"class": "c", "class_": 7}),
        frame(id_="unknown key"),
        frame(id_=1, _id=None),
        frame(author={"kind": "author", "name": "a", "more": {"x": 1}}),
        frame(thread_ids=[1], to_wire=1, model_dump=2),
    ],
)
def test_a_frame_comes_out_as_it_went_in(value: dict[str, Any]) -> None:
    model = Send.model_validate(value)
    assert model.to_wire() == value
    assert [type(each) is bool for each in model.to_wire().values()] == [type(each) is bool for each in value.values()]
    assert json.loads(model.to_wire_json()) == value


def test_a_whole_number_is_an_int_wherever_it_stands() -> None:
    model = Send.model_validate(frame(thread_id=5.0, weight=7))
    assert (type(model.thread_id), type(model.weight)) == (int, int)


@pytest.mark.parametrize(
    ("value", "place", "kind"),
    [
        ({"thread_id": 1}, ("type",), "missing"),
        (frame(thread_id="1"), ("thread_id",), "int_type"),
        (frame(thread_id=True), ("thread_id",), "int_type"),
        (frame(thread_id=1.5), ("thread_id",), "int_type"),
        (frame(thread_id=float("nan")), ("thread_id",), "int_type"),
        (frame(limit=0), ("limit",), "greater_than_equal"),
        (frame(limit=None), ("limit",), "int_type"),
        (frame(weight=0.5), ("weight",), "number"),
        (frame(score="1"), ("score",), "float_type"),
        (frame(score=float("inf")), ("score",), "float_type"),
        (frame(**{"class": 1}), ("class",), "string_type"),
        (frame(author={"name": "a"}), ("author", "kind"), "missing"),
    ],
)
def test_a_frame_of_another_type_is_one_error(value: dict[str, Any], place: tuple[str, ...], kind: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Send.model_validate(value)
    assert [(each["loc"], each["type"]) for each in caught.value.errors()] == [(place, kind)]


def test_the_bounds_of_a_number_are_in_its_message() -> None:
    with pytest.raises(ValidationError, match=r"Input should be a number greater than 0\.5"):
        Send.model_validate(frame(weight=0))


def test_a_constructor_takes_no_conversion_either() -> None:
    with pytest.raises(ValidationError):
        Send(thread_id="1")  # type: ignore[arg-type]  # the point of the test


def test_the_python_name_of_a_field_means_nothing_in_a_frame() -> None:
    with pytest.raises(ValidationError):
        Send.model_validate(frame(_id=1, **{"class": ["no text"]}))
    assert Send.model_validate(frame(class_=["unknown"])).class_ is None


def test_a_closed_model_refuses_a_misspelt_argument() -> None:
    with pytest.raises(ValidationError, match="aa"):
        Closed(aa=1)  # type: ignore[call-arg]  # the point of the test


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_text_never_holds_a_number_that_json_lacks(number: float) -> None:
    with pytest.raises(ValueError, match="RFC 8259"):
        Send(thread_id=1, id_=[{"a": number}]).to_wire_json()
    with pytest.raises(ValueError, match="RFC 8259"):
        Send(
            thread_id=1, author=Author.model_validate({"kind": "author", "name": "a", "more": [number]})
        ).to_wire_json()


def test_the_words_nan_and_infinity_are_text_like_any_other() -> None:
    assert json.loads(Send(thread_id=1, class_="NaN -Infinity").to_wire_json()) == frame(**{"class": "NaN -Infinity"})


def test_an_instance_of_a_subclass_is_sent_whole() -> None:
    robot = Robot(name="r", maker="m")
    sent = {"kind": "author", "name": "r", "maker": "m"}
    assert Send(thread_id=1, author=robot, authors=[robot]).to_wire() == frame(author=sent, authors=[sent])


def test_a_subclass_with_validators_of_its_own_keeps_everything() -> None:
    class Mine(Send):
        @model_validator(mode="before")
        @classmethod
        def add_thread(cls, value: dict[str, Any]) -> dict[str, Any]:
            return {"thread_id": 9, **value}

    assert Mine.model_validate({"type": "send", "id_": 1}).to_wire() == {"type": "send", "thread_id": 9, "id_": 1}


def test_copies_and_pickles_are_equal_and_send_the_same() -> None:
    model = Send(thread_id=1, class_="k", note=None)
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model)), model.model_copy()):
        assert other == model
        assert other.to_wire_json() == model.to_wire_json()


def test_a_class_that_waits_for_a_later_one_constructs_when_that_exists() -> None:
    class First(WireModel):
        type: Literal["first"] = "first"
        second: "Annotated[Second | None, UNSET]" = None

    class Second(WireModel):
        kind: Literal["second"] = "second"

    First.model_rebuild(_types_namespace={"Second": Second, "Annotated": Annotated, "UNSET": UNSET})
    assert First(second=Second()).to_wire() == {"type": "first", "second": {"kind": "second"}}


def test_the_planner_knows_every_name_that_a_model_has() -> None:
    own = {name for name in (*dir(WireModel), *dir(type(WireModel))) if not name.startswith("_")}
    assert own <= METHODS
    assert {name for name in own if name not in (*dir(BaseModel), *dir(type(BaseModel)))} == {"to_wire", "to_wire_json"}
