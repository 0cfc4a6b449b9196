"""Checks one text: its form, and the values that it may have."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ...diagnostics.found import did_you_mean
from ..choices import strays
from ..node import MappingNode, Node, ScalarNode
from ..objects.kinds import Form, Text
from ..runtime_expression import parse_expression
from .checking import Checking
from .wording import how_to_mend, listing, name_of, what_is, what_should_be

_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+")
_MEDIA_TYPE: Final = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(\s*;.*)?")
_EXAMPLES: Final[Mapping[Form, str]] = MappingProxyType(
    {
        Form.URI: "write it in full, such as `https://example.com/`",
        Form.EMAIL: "write it like `name@example.com`",
        Form.MEDIA_TYPE: "write it like `application/json`",
        Form.EXPRESSION: "write it like `$message.payload#/request_id` or `$message.header#/id`",
    }
)


def check_text(checking: Checking, node: Node, kind: Text) -> None:
    """Checks that a value is a string, of the right form, and one of the choices where there are some."""
    if kind.or_null and isinstance(node, ScalarNode) and node.value is None:
        return
    if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
        message = f"{name_of(node)} must be {what_should_be(kind)}, and is {what_is(node)}"
        checking.report("WSG203", node.location, message, hint=how_to_mend(node, kind))
        return
    if kind.choices and node.value not in kind.choices:
        guess = did_you_mean(node.value, kind.choices)
        hint = f"did you mean `{guess}`?" if guess else f"write {listing(kind.choices)}"
        checking.report("WSG204", node.location, f"`{node.value}` is not allowed here", hint=hint)
    if not _has_form(node.value, kind.form):
        message = f"`{node.value}` is not {kind.form.value}"
        code = "WSG219" if kind.form is Form.MEDIA_TYPE else "WSG210"
        checking.report(code, node.location, message, hint=_EXAMPLES.get(kind.form, ""))


def _has_form(text: str, form: Form) -> bool:
    match form:
        case Form.URI:
            return _URI.fullmatch(text) is not None
        case Form.EMAIL:
            return _EMAIL.fullmatch(text) is not None
        case Form.MEDIA_TYPE:
            return _MEDIA_TYPE.fullmatch(text) is not None
        case Form.EXPRESSION:
            return parse_expression(text) is not None
        case Form.FREE:
            return True


def check_choices(checking: Checking, node: MappingNode) -> None:
    """WSG336: a default or an example that isn't among the values of the `enum` beside it.

    AsyncAPI 3.0 §Server Variable Object, §Parameter Object: what is substituted comes from a limited set.
    """
    for stray in strays(node):
        message = f"the {stray.what} `{stray.value}` is not one of {listing(stray.allowed)}"
        checking.report("WSG336", stray.location, message, hint=stray.hint)
