"""A source in parts, each formatted by itself, is the source formatted as a whole."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from wsgen.code import parts as parts_module
from wsgen.code.formatting import format_sources
from wsgen.code.parts import cut, join

ROOT = Path(__file__).parent.parent.parent
PACKAGES = sorted(
    {each.parent for each in (*ROOT.glob("tests/golden/*/expected/__init__.py"), ROOT / "generated" / "__init__.py")}
)
IMPORTS = ["import a", "from a import b, c", "from a import (b, c,)", "import a\nimport b\n\nimport c"]
SIMPLE = [
    "x=1",
    "x: int = {'a':1,'b':2,}",
    "x = [1,2,3]  # why",
    '"""What x is."""',
    "'x'",
    "x(1)",
    "x = '''\n\n\nclass A:\n    pass\n'''",
    "x = \\\n  1",
    "x = 1; y = 2",
    "del (x)",
    "assert x, (1)",
    "if x:\n    y = 1\nelse:\n    y = 2",
    "if x:\n    def f(): pass\n\n\nelse:\n    def g(): pass",
    "try:\n    import a\nexcept ImportError:\n    a = None",
    "for x in y: pass",
    "with (x): pass",
    "type = x",
    "x = " + "a + " * 40 + "a",
    'x: "A" = TypeAliasType(\'A\', "list[A] | None")',
]
MEMBERS = [
    "a: int=1",
    "a: Annotated[str, Field(min_length = 1, max_length = 64, pattern = '^[a-z]+$', alias = 'a-b-c')] = UNSET",
    '"""What a is."""',
    "def f(self): ...",
    "@overload\ndef f(self, a: int) -> int: ...",
    "def f(self): pass",
    f"def f(self, {'a' * 25}, {'b' * 30}, {'c' * 30}, ddddddd): return 1",
    "@property\n@cache\n\ndef f(self, a, b,): return {'a': a}",
    "async def f(self):\n    '''  Does it.\n\n    And more.  '''\n    def g(): return 1\n    return g",
    "class B: pass",
    "class B:\n    x = 1\n    # the end",
    "def f(self):\n    return 1\n    # the end",
    "pass",
    "if x:\n    def f(self): ...",
]
COMMENTS = ["# a comment", "#!bang", "# one\n\n# two", "\f", "x = 1  # fmt: skip", "# fmt: off\nx   =   1\n# fmt: on"]


def whole(source: str) -> str:
    return format_sources((source,), "PY311", processes=1)[0]


def apart(source: str) -> str:
    parts = cut(source)
    return join(parts, format_sources([part.source for part in parts], "PY311", processes=1))


@pytest.fixture(params=[1, 8], ids=["cut wherever it can be", "as it is"])
def everywhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_module, "_ONE_IN", request.param)


@pytest.mark.usefixtures("everywhere")
@pytest.mark.parametrize("package", PACKAGES, ids=lambda each: each.parent.name)
def test_generated_packages(package: Path) -> None:
    for path in package.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert apart(source) == whole(source), path


def indented(text: str) -> str:
    return "\n".join(f"    {line}" if line.strip() else line for line in text.split("\n"))


def random_source(seed: int) -> str:
    """Statements in any order, any number of blank lines between, with and without what black treats in its own way."""
    chance = random.Random(seed)
    with_comments = chance.random() < 0.3

    def gap(most: int) -> str:
        return "\n" * (1 + chance.randint(0, most)) + chance.choice(["", "", "", "  \n"])

    def statement(simple: list[str], depth: int) -> str:
        kinds: list[Callable[[], str]] = [lambda: chance.choice(simple), lambda: a_class(depth)]
        if with_comments:
            kinds.append(lambda: chance.choice(COMMENTS[: 4 if depth else None]))
        text = chance.choice(kinds)()
        return (
            f"@decorated(1)\n{text}" if text.startswith(("class", "def", "async")) and chance.random() < 0.2 else text
        )

    def a_class(depth: int) -> str:
        if depth > 1:
            return "class C: ..."
        head = f"class C{chance.choice(['', '()', '(D)'])}:\n"
        doc = chance.choice(["", '    """A C."""\n', '    """A C."""\n\n'])
        body = gap(2).join(statement(MEMBERS, depth + 1) for _ in range(chance.randint(1, 6)))
        return head + doc + indented(body if body.strip("#\n\f abcdefghijklmnopqrstuvwxyz!") else f"{body}\npass")

    texts = [chance.choice(['"""A module."""', "# A comment.", "x = 1", ""]), chance.choice([*IMPORTS, ""])]
    texts += [
        statement([*SIMPLE, *(MEMBERS[3:] if chance.random() < 0.7 else IMPORTS)], 0)
        for _ in range(chance.randint(1, 9))
    ]
    return "".join(text + gap(3) for text in texts) + chance.choice(["", "\n\n", "# the end\n"])


def is_python(source: str) -> bool:
    try:
        compile(source, "a.py", "exec", flags=0x400)
    except SyntaxError:
        return False
    return True


@pytest.mark.usefixtures("everywhere")
@pytest.mark.parametrize("block", [0, *(pytest.param(each, marks=pytest.mark.slow) for each in range(1, 4))])
def test_random_sources(block: int) -> None:
    sources = [source for seed in range(block * 60, block * 60 + 60) if is_python(source := random_source(seed))]
    assert len(sources) > 30
    for source in sources:
        assert apart(source) == whole(source), source


def test_random_sources_are_cut() -> None:
    counts = [len(cut(random_source(seed))) for seed in range(200)]
    assert sum(counts) > 250


CLASSES = [f"class A{number}:\n    a: int = {number}\n\n    def f(self): return {number}" for number in range(400)]


def test_a_change_leaves_all_other_parts_what_they_were() -> None:
    before = {part.source for part in cut("\n\n".join(CLASSES))}
    for changed in ([*CLASSES[:200], "class B: pass", *CLASSES[200:]], CLASSES[:200] + CLASSES[201:]):
        after = {part.source for part in cut("\n\n".join(changed))}
        assert len(before) > 20
        assert len(after - before) <= 2


def test_no_part_is_much_longer_than_others() -> None:
    same = "\n\n".join(["class A:\n    a: int = 1"] * 5000)
    assert max(len(part.source) for part in cut(same)) < 20_000
    assert apart(same) == "\n\n\n".join(["class A:\n    a: int = 1"] * 5000) + "\n"


@pytest.mark.parametrize(
    "source",
    [
        "class A: pass\n\nx = (\n",
        "class A: pass\r\n\r\nclass B: pass\r\n",
        "class A: pass\n\n# fmt: off\nclass B:   pass\n\nclass C:   pass\n",
        "class A: pass\n\nx = 1 # pylint; fmt:skip\n",
        "class A: pass\n\nx = '\0'\n",
        "x = " + "(" * 300 + ")" * 300 + "\n\nclass A: pass\n",
    ],
)
def test_what_cannot_be_cut_is_one_part(source: str) -> None:
    (part,) = cut(source)
    assert part.source == source
