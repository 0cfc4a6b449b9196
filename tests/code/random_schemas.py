"""Hypothesis strategies: small bundles of schemas, and values that tend to satisfy one of them."""

from typing import Any

from built import ref
from hypothesis import strategies as st

NAMES = ("Aa", "Bb", "Cc")
KEYS = ("a", "b", "int", "_a", "type", "class")
SCALARS = st.sampled_from(["x", "y", "1", "", 1, 0, 2, True, False, None, 1.5, 1.0])
VALUES = st.one_of(SCALARS, st.sampled_from([[1], {"a": 1}, [], {}, 1e25, 2**70, "xx", {"type": "x", "a": "1"}]))
TYPES = ("string", "integer", "number", "boolean", "null", "array", "object")


def pick(options: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=options)


def with_type(name: str, options: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return pick(options).map(lambda found: {"type": name, **found})


SMALL = st.sampled_from([0, 1, 2, 1.0])
BOUND = st.sampled_from([0, 1, -1, 1.5, 0.5, 2, 1e25, -1e25])
BOUNDS = {
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), BOUND),
    "multipleOf": st.sampled_from([1, 2, 0.5, 1.5]),
}
STRING = with_type(
    "string",
    {
        "minLength": SMALL,
        "maxLength": st.sampled_from([1, 3]),
        "pattern": st.sampled_from(["^[xy]", "\\d", "^.$", "(?=x)", "x\\b"]),
        "format": st.sampled_from(["date-time", "uuid", "email"]),
    },
)
LEAVES = st.one_of(
    STRING,
    with_type("integer", BOUNDS),
    with_type("number", BOUNDS),
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {}, True, False]),
    VALUES.map(lambda value: {"const": value}),
    st.lists(VALUES, min_size=1, max_size=4).map(lambda values: {"enum": values}),
    st.sampled_from(NAMES).map(ref),
)


def keyed(schema: Any) -> dict[str, Any]:
    return {"^_": schema}


def larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Schemas made of `inner` ones."""
    properties = st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    closed = st.one_of(st.booleans(), inner)
    several = st.lists(inner, min_size=1, max_size=3)
    objects = {"required": st.lists(st.sampled_from(KEYS), max_size=2, unique=True), "additionalProperties": closed}
    tuples = {"items": several, "additionalItems": closed, "minItems": SMALL, "maxItems": SMALL}
    return st.one_of(
        with_type("array", {"items": inner, "minItems": SMALL, "uniqueItems": st.booleans(), "contains": inner}),
        with_type("array", tuples),
        st.builds(lambda props, more: {"type": "object", "properties": props, **more}, properties, pick(objects)),
        st.builds(lambda props, more: {"properties": props, **more}, properties, pick({**objects, "oneOf": several})),
        with_type("object", {"additionalProperties": closed, "patternProperties": inner.map(keyed)}),
        st.sampled_from(["anyOf", "oneOf", "allOf"]).flatmap(lambda key: several.map(lambda each: {key: each})),
        st.builds(
            lambda types, props: {"type": types, "minLength": 1, "minimum": 0, "properties": props},
            st.lists(st.sampled_from(TYPES), min_size=2, max_size=2, unique=True),
            properties,
        ),
        pick({"not": inner, "minimum": BOUND, "minLength": SMALL, "items": inner}),
    )


BUNDLES = st.fixed_dictionaries(dict.fromkeys(NAMES, st.recursive(LEAVES, larger, max_leaves=6)))


@st.composite
def instances(draw: st.DrawFn, bundle: dict[str, Any], schema: Any, depth: int = 0) -> Any:
    """A value that often satisfies `schema`."""
    if depth > 5 or not isinstance(schema, dict) or draw(st.integers(0, 12)) == 0:
        return draw(VALUES)
    if "$ref" in schema:
        return draw(instances(bundle, bundle[schema["$ref"].removeprefix("#/$defs/")], depth + 1))
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else draw(st.sampled_from(schema["enum"]))
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema and draw(st.booleans()):
            return draw(instances(bundle, draw(st.sampled_from(schema[keyword])), depth + 1))
    if "allOf" in schema:
        parts = [draw(instances(bundle, each, depth + 1)) for each in schema["allOf"]]
        if all(isinstance(each, dict) for each in parts):
            return {key: value for part in parts for key, value in part.items()}
        return draw(st.sampled_from(parts))
    types = schema.get("type", ["object"] if "properties" in schema else list(TYPES))
    return draw(typed(bundle, schema, draw(st.sampled_from(types)) if isinstance(types, list) else types, depth))


@st.composite
def typed(draw: st.DrawFn, bundle: dict[str, Any], schema: dict[str, Any], kind: str, depth: int) -> Any:
    match kind:
        case "string":
            return draw(st.sampled_from(["x", "y", "xx", "xyz", "", "1", "x1", "é"]))
        case "integer":
            return draw(st.sampled_from([0, 1, 2, -1, 3, 1.0, 2.0, 1e25]))
        case "number":
            return draw(st.sampled_from([0, 1, 2, 1.5, -0.5, 2**70, 1.0, 0.5, 1e300]))
        case "boolean":
            return draw(st.booleans())
        case "array":
            items = schema.get("items", {})
            each = items if isinstance(items, list) else [items] * draw(st.integers(0, 2))
            return [draw(instances(bundle, one, depth + 1)) for one in each]
        case "object":
            required = schema.get("required", [])
            properties = schema.get("properties", {})
            chosen = [key for key in properties if key in required or draw(st.booleans())]
            value = {key: draw(instances(bundle, properties[key], depth + 1)) for key in chosen}
            value = {**{key: draw(VALUES) for key in required}, **value}
            if draw(st.integers(0, 2)) == 0:
                more = schema.get("additionalProperties", {})
                value[draw(st.sampled_from([*KEYS, "_z", "class_", "int_"]))] = draw(instances(bundle, more, depth + 1))
            return value
        case _:
            return None
