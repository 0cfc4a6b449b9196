"""Says which values a peer sends that was built from a schema: those it accepts, of declared properties alone."""

from ..instances.kinds import Part, listed, mapped
from ..spec.node import Value
from .sides import Both
from .wanted import Together, own_members, values_of

_MEMBERS = ("properties", "patternProperties", "additionalProperties")


def is_sent(both: Both, schema: Value, value: Value) -> bool:
    """Whether a peer that was built from `schema` may send `value`.

    A property is declared where a schema that holds has it by name or by pattern, or says in `additionalProperties`
    what further ones are; and where it's required. An object of which nothing is declared at all is a map.
    """
    return both.schemas.judge(schema)(value) and _is_declared(both, (schema,), value)


def _is_declared(both: Both, together: Together, value: Value) -> bool:
    if not isinstance(value, dict | list):
        return True
    parts = _holding(both, together, value)
    if any(values_of(part) is not None for part in parts):
        return True
    if isinstance(value, list):
        return all(_is_declared(both, _item(parts, index), each) for index, each in enumerate(value))
    is_map = not any(word in part for part in parts for word in _MEMBERS)
    required = {str(name) for part in parts for name in listed(part.get("required"))}
    for name, each in value.items():
        found: list[Value] = []
        for part in parts:
            own = own_members(part, name)
            found += own if own else [part["additionalProperties"]] if "additionalProperties" in part else []
        if not found and not is_map and name not in required:
            return False
        if not _is_declared(both, tuple(found), each):
            return False
    return True


def _holding(both: Both, together: Together, value: Value) -> list[Part]:
    """All parts that hold in place of a value, those of branches that accept it included."""
    found: dict[int, Part] = {}
    waiting = [*together]
    judge = both.schemas.judge
    while waiting:
        schema = both.schemas.followed(waiting.pop())
        if not isinstance(schema, dict) or id(schema) in found:
            continue
        found[id(schema)] = schema
        waiting += listed(schema.get("allOf"))
        waiting += [each for word in ("anyOf", "oneOf") for each in listed(schema.get(word)) if judge(each)(value)]
        if "if" in schema:
            holds = judge(schema["if"])(value)
            waiting += [schema["if"], schema.get("then", True)] if holds else [schema.get("else", True)]
        if isinstance(value, dict):
            dependencies = mapped(schema.get("dependencies"))
            waiting += [each for name, each in dependencies.items() if name in value and not isinstance(each, list)]
    return [*found.values()]


def _item(parts: list[Part], index: int) -> Together:
    found: list[Value] = []
    for part in parts:
        items = part.get("items")
        if isinstance(items, list):
            found.append(items[index] if index < len(items) else part.get("additionalItems", True))
        elif items is not None:
            found.append(items)
    return tuple(found)
