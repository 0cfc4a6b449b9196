import pytest

from wsgen.diagnostics.location import Location
from wsgen.plan.disjoint import are_disjoint, first_alike
from wsgen.plan.shape import shape_of, tag_candidates
from wsgen.spec.document import Schema
from wsgen.spec.node import Value

HERE = Location("spec.yml", 1, 1, 1, 1)


def schemas(**values: Value) -> dict[str, Schema]:
    return {key: Schema(key, value, HERE, {}) for key, value in values.items()}


def tag(value: Value, *, required: bool = True) -> Value:
    return {"type": "object", "required": ["t"] if required else [], "properties": {"t": value}}


CANDIDATES: list[tuple[str, Value, dict[tuple[str, ...], tuple[object, ...]]]] = [
    ("a constant", tag({"const": "a"}), {("t",): ("a",)}),
    ("an enum of one", tag({"enum": [7]}), {("t",): (7,)}),
    ("a required enum of several", tag({"enum": ["a", "b"]}), {("t",): ("a", "b")}),
    ("an enum that may be left out is no tag", tag({"enum": ["a", "b"]}, required=False), {}),
    ("a constant that may be left out", tag({"const": "a"}, required=False), {("t",): ("a",)}),
    ("a constant that may be null is no tag", tag({"const": "a", "nullable": True}), {}),
    ("null is no tag", tag({"enum": ["a", None]}), {}),
    ("an object is no tag", tag({"const": {"a": 1}}), {}),
    ("through a reference", tag({"$ref": "tag"}), {("t",): ("a",)}),
    ("a level deeper", {"required": ["h"], "properties": {"h": tag({"const": "a"})}}, {("h", "t"): ("a",)}),
    ("in allOf", {"allOf": [{"$ref": "open"}, tag({"const": "b"})]}, {("t",): ("b",)}),
    ("of every branch", {"oneOf": [tag({"const": "a"}), tag({"const": "b"})]}, {("t",): ("a", "b")}),
    ("of one branch only", {"oneOf": [tag({"const": "a"}), {"type": "object"}]}, {}),
    (
        "of a schema that holds itself, to a depth",
        {"$ref": "loop"},
        {(*("n",) * depth, "t"): ("l",) for depth in range(4)},
    ),
    ("of a schema that is itself", {"$ref": "self"}, {}),
]
KNOWN = schemas(
    tag={"const": "a"},
    open={"type": "object", "required": ["t"], "properties": {"t": {"type": "string"}}},
    loop={"required": ["t", "n"], "properties": {"t": {"const": "l"}, "n": {"$ref": "loop"}}},
    self={"allOf": [{"$ref": "self"}]},
)


@pytest.mark.parametrize(("value", "found"), [row[1:] for row in CANDIDATES], ids=[row[0] for row in CANDIDATES])
def test_a_tag_is_found_where_it_is_certain(value: Value, found: dict[tuple[str, ...], tuple[object, ...]]) -> None:
    assert tag_candidates(KNOWN, value) == found


def test_a_schema_of_properties_is_one_of_objects() -> None:
    assert shape_of({}, {"properties": {"a": {}}}).types == {"object"}


DISJOINT: list[tuple[str, Value, Value, bool]] = [
    ("constants", tag({"const": "a"}), tag({"const": "b"}), True),
    ("equal constants", tag({"const": "a"}), tag({"const": "a"}), False),
    ("constants that may be left out", tag({"const": "a"}, required=False), tag({"const": "b"}, required=False), False),
    ("types", tag({"type": "string"}), tag({"type": "integer"}), True),
    ("an integer is a number", tag({"type": "number"}), tag({"type": "integer"}), False),
    ("a key that the other one excludes", tag({}), {"additionalProperties": False, "properties": {"u": {}}}, True),
    ("a key that the other one allows", tag({}), {"properties": {"u": {}}}, False),
    ("an array and an object", {"type": "array"}, {"type": "object"}, True),
    ("1 and true are kept together", tag({"const": 1}), tag({"const": True}), False),
    ("anything", True, {"type": "object"}, False),
    ("nothing", False, True, True),
]


@pytest.mark.parametrize(("one", "other", "expected"), [row[1:] for row in DISJOINT], ids=[row[0] for row in DISJOINT])
def test_schemas_are_disjoint_only_where_that_is_proved(one: Value, other: Value, expected: bool) -> None:
    left, right = shape_of({}, one), shape_of({}, other)

    assert are_disjoint(left, right) is expected
    assert are_disjoint(right, left) is expected


def test_the_first_alike_is_the_one_that_a_look_at_every_pair_finds() -> None:
    every = [each for row in DISJOINT for each in row[1:3]]
    closed: list[Value] = [{**each, "additionalProperties": False} for each in every if isinstance(each, dict)]
    shapes = [shape_of({}, each) for each in (*every, *closed)]
    for turn in range(len(shapes)):
        turned = shapes[turn:] + shapes[:turn]
        pairs = [[not are_disjoint(other, each) for other in turned[:index]] for index, each in enumerate(turned)]
        assert list(first_alike(turned)) == [row.index(True) if True in row else None for row in pairs]


def test_more_ways_through_schemas_than_can_be_gone_are_one_look_at_each() -> None:
    """Each of a hundred schemas combines the two before it, and each has a property of the one before."""
    web = {"n0": tag({"const": "a"}), "n1": tag({"const": "a"})}
    for number in range(2, 100):
        before: list[Value] = [{"$ref": f"n{number - step}"} for step in (1, 2)]
        web[f"n{number}"] = {"allOf": before, "properties": {f"p{number}": {"oneOf": before}}}
    shape = shape_of(schemas(**web), {"$ref": "n99"})
    assert shape.types == {"object"}
    assert shape.properties["p99"].types == {"object"}
    assert shape.properties["t"].values == ("a",)
