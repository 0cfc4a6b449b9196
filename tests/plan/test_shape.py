import pytest

from wsgen.diagnostics.location import Location
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


PLACES: Value = {"type": "array", "items": [{"const": 2}, {"type": "string"}, {"enum": ["a", "b"]}], "minItems": 3}


def test_the_tag_of_an_array_stands_at_a_place() -> None:
    assert tag_candidates({}, PLACES) == {("0",): (2,), ("2",): ("a", "b")}
    assert tag_candidates({}, tag(PLACES)) == {("t", "0"): (2,), ("t", "2"): ("a", "b")}


def test_a_place_that_an_array_needn_t_have_holds_a_constant_at_best() -> None:
    assert isinstance(PLACES, dict)
    assert tag_candidates({}, {**PLACES, "minItems": 0}) == {("0",): (2,)}


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ("^Login$", ("Login",)),
        ("^(?:a\\.b|c-d)$", ("a.b", "c-d")),
        ("^a|b$", None),
        ("^a.b$", None),
        ("Login", None),
        ("^\\d$", None),
    ],
)
def test_a_pattern_that_spells_out_its_texts_is_an_enum(pattern: str, values: tuple[str, ...] | None) -> None:
    shape = shape_of({}, tag({"type": "string", "pattern": pattern}))

    assert shape.properties["t"].values == values
    assert shape_of({}, tag({"pattern": pattern})).properties["t"].values is None


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
