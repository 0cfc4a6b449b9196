"""However a value is written, the place of it and of each key holds its text: no more, and no less."""

import json
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from wsgen.diagnostics.location import Location
from wsgen.spec.load import parse
from wsgen.spec.node import MappingNode, Node, ScalarNode, SequenceNode, plain

TEXTS = st.sampled_from(["word", "né", "two words", "😀 # no: comment"]) | st.text(
    st.sampled_from("aé😀 '\"\\:#-{}[],|>&*!%@`\n\t0"), max_size=6
)
SCALARS = st.none() | st.booleans() | st.integers(-9, 9999) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8
)


class Writer:
    """Writes values in styles that chance chooses."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def choice(self, *styles: str) -> str:
        return self.random.choice(styles)

    def scalar(self, value: object, indentation: str) -> str:
        """One scalar; a block where `indentation` is that of its lines, and it may be one."""
        is_word = isinstance(value, str) and value.isalpha()
        style = self.choice("plain", "single", "double", "block")
        if style == "block" and indentation and isinstance(value, str) and value.strip() == value != "":
            mark = self.choice("|-", ">-", "|2-") if len(indentation) == 2 else "|-"
            if "\n" not in value and "\t" not in value:
                return f"{mark}\n{indentation}{value}"
        if style == "plain" and is_word:
            return str(value)
        if style == "single" and isinstance(value, str) and "\n" not in value:
            return "'" + value.replace("'", "''") + "'"
        return json.dumps(value, ensure_ascii=style == "double")

    def flow(self, value: object) -> str:
        gap = self.choice("", " ", "  ")
        if isinstance(value, list):
            return f"[{gap}" + f"{gap}, ".join(map(self.flow, value)) + f"{gap}]"
        if isinstance(value, dict):
            pairs = (f"{self.scalar(key, '')}{gap}: {self.flow(each)}" for key, each in value.items())
            return f"{{{gap}" + f",{gap} ".join(pairs) + f"{gap}}}"
        return self.scalar(value, "")

    def block(self, value: object, indentation: str) -> str:
        """One value as it stands behind `key:` or `-`, with the space before it."""
        inner = indentation + "  "
        if not isinstance(value, list | dict):
            return " " + self.scalar(value, inner)
        if not value or self.choice("flow", "block") == "flow":
            return " " + self.flow(value)
        end = self.choice("", " # more", "\n")
        if isinstance(value, list):
            return end + "".join(f"\n{inner}-{self.block(each, inner)}" for each in value)
        return end + "".join(
            f"\n{inner}{self.scalar(key, '')}:{self.block(each, inner)}" for key, each in value.items()
        )


def text_at(text: str, place: Location) -> str:
    """The text of a place, behind as many spaces as there are characters before it."""
    lines = text.split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    return " " * (place.column - 1) + lines[0][place.column - 1 :] + "".join(f"\n{each}" for each in lines[1:])


def assert_is(text: str, place: Location, value: object) -> None:
    there = text_at(text, place)
    node, faults = parse(there.encode(), "s.yml")
    assert node is not None
    assert (plain(node), faults) == (value, ())
    assert there.strip() == there[place.column - 1 :]


def assert_spans(text: str, node: Node) -> None:
    assert_is(text, node.location, plain(node))
    match node:
        case MappingNode():
            for key, entry in node.entries.items():
                assert_is(text, entry.location, key)
                assert_spans(text, entry.value)
        case SequenceNode():
            for item in node.items:
                assert_spans(text, item)
        case ScalarNode():
            pass


@given(VALUES, st.integers(0, 10**9))
@settings(max_examples=300)
def test_the_place_of_each_value_and_key_holds_its_text(value: object, seed: int) -> None:
    text = f"a:{Writer(seed).block(value, '')}\n# the end\n"
    node, faults = parse(text.encode(), "s.yml")
    assert (node and plain(node), faults) == ({"a": value}, ())
    assert node is not None
    assert_spans(text, node)


@given(st.dictionaries(TEXTS, VALUES), st.sampled_from([None, 0, 1, 2]))
def test_it_does_so_in_json(value: object, indentation: int | None) -> None:
    text = json.dumps(value, indent=indentation)
    node, faults = parse(text.encode(), "s.json")
    assert (node and plain(node), faults) == (value, ())
    assert node is not None
    assert_spans(text, node)
