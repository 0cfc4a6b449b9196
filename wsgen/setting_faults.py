"""Says what is wrong with a key of `[tool.wsgen]`, or with its value."""

import math
from collections.abc import Iterable

from .diagnostics.diagnostic import Diagnostic
from .diagnostics.found import did_you_mean, found
from .settings_table import Kind, Setting
from .spec.node import Entry, MappingNode, Node, ScalarNode


def unknown(entry: Entry, prefix: str, names: Iterable[str]) -> Diagnostic:
    """A key that isn't among `names`, those of the table `prefix`, which is empty or ends in a dot."""
    meant = did_you_mean(entry.key, names)
    hint = (
        f"did you mean `{meant}`?"
        if meant
        else f"`[tool.wsgen{prefix and '.' + prefix[:-1]}]` has {listed(sorted(names))}"
    )
    return found("WSG151", entry.location, f"there is no setting `{prefix}{entry.key}`", hint=hint)


def fault_of(setting: Setting, node: Node) -> Diagnostic | None:
    """What is wrong with the value of one setting."""
    value = node.value if isinstance(node, ScalarNode) else None
    is_text, is_table = isinstance(value, str), isinstance(node, MappingNode)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    match setting.kind:
        case Kind.PATH | Kind.TEXT:
            is_type, expected = is_text, "text in quotes"
        case Kind.CHOICE:
            is_type, expected = is_text, f"one of {listed(setting.choices)}, in quotes"
        case Kind.FLAG:
            is_type, expected = isinstance(value, bool), "`true` or `false`"
        case Kind.SECONDS:
            is_type, expected = is_number, "a number of seconds"
        case Kind.TABLE:
            is_type, expected = is_table, "a table"
        case Kind.TABLE_OR_PATH:
            is_type, expected = is_table or is_text, "a table, or the path of a file in quotes"
    if not is_type:
        return found("WSG152", node.location, f"`{setting.name}` must be {expected}", hint=_example(setting))
    if isinstance(value, str) and setting.choices and value not in setting.choices:
        meant = did_you_mean(value, setting.choices)
        hint = f"did you mean `{meant}`?" if meant else _example(setting)
        return found("WSG153", node.location, f"`{setting.name}` must be one of {listed(setting.choices)}", hint=hint)
    if isinstance(value, str) and (not value.strip() or "\0" in value):
        return found(
            "WSG153", node.location, f"`{setting.name}` must not be empty", hint="leave the key out for the default"
        )
    if setting.kind is Kind.SECONDS and isinstance(value, int | float) and not 0 < value < math.inf:
        message = f"`{setting.name}` must be more than 0 seconds"
        return found("WSG153", node.location, message, hint=_example(setting))
    return None


def _example(setting: Setting) -> str:
    """How a value of the right type is written."""
    key = setting.name.rpartition(".")[2]
    match setting.kind:
        case Kind.PATH | Kind.TEXT:
            return f'write `{key} = "…"`'
        case Kind.CHOICE:
            return f'write `{key} = "{setting.choices[0]}"`'
        case Kind.FLAG | Kind.SECONDS:
            return f"write `{key} = {setting.default}`"
        case Kind.TABLE:
            return f"write its keys below `[tool.wsgen.{setting.name}]`"
        case Kind.TABLE_OR_PATH:
            return f'write `{key} = "{key}.yml"`, or keys below `[tool.wsgen.{key}]`'


def listed(words: Iterable[str]) -> str:
    """All words, in backticks."""
    return ", ".join(f"`{word}`" for word in words)
