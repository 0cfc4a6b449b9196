"""An unquoted scalar has the type and value that another reader of YAML 1.2's core schema gives it."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from wsgen.spec.syntax.scalar import NoNumberError, plain_value

ROOT = Path(__file__).parents[2]

if not (ROOT / "node_modules" / "yaml").exists():
    pytest.skip("the package yaml is not in node_modules: run `make setup`", allow_module_level=True)

WORDS = (
    "null",
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    ".inf",
    ".nan",
    "inf",
    "nan",
    "~",
    "0x",
    "0o",
    "0b",
)
PIECES = (
    *"0123456789",
    "0",
    "1",
    "7",
    "8",
    "+",
    "-",
    ".",
    "_",
    ":",
    "e",
    "E",
    "x",
    "o",
    "0x",
    "0o",
    "a",
    "F",
    "12",
    "e+",
    "e-",
)


def texts() -> Iterator[str]:
    """Words in several spellings, and what is nearly a number, the same ones every time."""
    for word in WORDS:
        spellings = {word, word.upper(), word.capitalize(), word[:1] + word[1:].capitalize(), word.swapcase()}
        for spelling in sorted(spellings):
            yield from (spelling, f"+{spelling}", f"-{spelling}", f"{spelling}1", f"1{spelling}")
    random = Random(12)
    for _ in range(6_000):
        yield "".join(random.choice(PIECES) for _ in range(random.randint(1, 6)))
    yield from ("1" * 40, "-" + "9" * 30, "0x" + "f" * 20, "0o" + "7" * 30, "1e308", "1e309", "4.9e-324", "2031-05-06")


def as_float(value: float) -> str:
    """Zero has no sign here: `-0.` is a float by YAML 1.2.2 §10.3.2, of which the other reader loses the sign."""
    return repr(value + 0.0)


def ours(text: str) -> tuple[str, str]:
    try:
        value = plain_value(text)
    except NoNumberError:
        return "float", "not finite"
    if value is None:
        return "null", "null"
    if isinstance(value, float):
        return "float", as_float(value)
    return type(value).__name__, str(value).lower() if isinstance(value, bool) else str(value)


def theirs(kind: str, value: str) -> tuple[str, str]:
    if kind != "float":
        return kind, value
    return kind, "not finite" if value.strip("-") in ("NaN", "Infinity") else as_float(float(value))


def test_a_plain_scalar_is_what_the_core_schema_makes_of_it() -> None:
    asked = list(dict.fromkeys(texts()))
    ran = subprocess.run(
        ["node", "tests/oracles/scalars.mjs"], cwd=ROOT, input=json.dumps(asked), capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    told = dict(zip(asked, json.loads(ran.stdout), strict=True))
    plain = {text: theirs(*verdict) for text, verdict in told.items() if verdict}

    assert len(plain) > 4_000
    differences = {text: (ours(text), verdict) for text, verdict in plain.items() if ours(text) != verdict}
    assert differences == {}
