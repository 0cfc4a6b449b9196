"""What `validate` says of faults that users of other tools reported, case by case.

The cases are other people's reports told anew, so they lie beside this repository, not in it.
"""

from pathlib import Path

import pytest

from wsgen.collecting import RefusedError
from wsgen.diagnostics.diagnostic import Diagnostic, Severity
from wsgen.pipeline import Job, check
from wsgen.settings import Settings
from wsgen.spec.load import read
from wsgen.spec.node import Value, plain

CASES = Path(__file__).parents[3] / "shared" / "cases"
if not (CASES / "index.tsv").exists():
    pytest.skip(f"the cases of others are not at {CASES}", allow_module_level=True)

# What is wrong with a case's document, as code and line, by its number; of a document that is right, nothing.
# 015 holds a `?` outside of braces, which an address may not have; 071 names that components may not have.
WRONG = {
    "015": ["WSG331:7"],
    "047": ["WSG103:14"],
    "049": ["WSG108:8"],
    "071": ["WSG205:20", "WSG205:31"],
    "077": ["WSG203:6"],
    "079": ["WSG316:4", "WSG318:6"],
}
# What is doubtful about one that is right: only what its report is about.
DOUBTFUL = {"105": ["WSG312:23"]}


def said(case: Path, *, is_strict: bool = False) -> tuple[Diagnostic, ...]:
    try:
        return check(
            Job(case, "spec.yml", Settings(perspective="server"), is_strict=is_strict), lambda _: None
        ).diagnostics
    except RefusedError as error:
        return error.diagnostics


def shown(found: tuple[Diagnostic, ...], severity: Severity) -> list[str]:
    return [f"{each.code}:{each.location.line}" for each in found if each.severity is severity]


@pytest.mark.parametrize("case", sorted(path.parent for path in CASES.glob("*/spec.yml")), ids=lambda path: path.name)
def test_validate_says_of_a_case_what_is_right(case: Path) -> None:
    number = case.name.partition("-")[0]
    found = said(case)

    assert shown(found, Severity.ERROR) == WRONG.get(number, [])
    assert set(DOUBTFUL.get(number, [])) <= set(shown(found, Severity.WARNING))


def case(number: str) -> Path:
    (folder,) = CASES.glob(f"{number}-*")
    return folder


def test_a_duplicate_key_is_named_with_both_lines() -> None:
    (found,) = said(case("047"))

    assert "`n`" in found.message
    assert [place.line for _, place in found.related] == [13]


def test_an_undeclared_parameter_and_one_too_many_are_named() -> None:
    undeclared, redundant = said(case("079"))

    assert "`room`" in undeclared.message
    assert "`ghost`" in redundant.message


def test_an_example_that_does_not_fit_is_a_warning_that_strict_raises() -> None:
    assert "email" in next(each.message for each in said(case("105")) if each.code == "WSG312")
    assert "WSG312:23" in shown(said(case("105"), is_strict=True), Severity.ERROR)


def scalars(number: str) -> list[Value]:
    """Every scalar of a case's document, in its order."""

    def inside(value: Value) -> list[Value]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return [value] if inner is None else [each for one in inner for each in inside(one)]

    return inside(plain(read("spec.yml", root=case(number)).document))


@pytest.mark.parametrize(
    ("number", "strings"),
    [("039", ["NO"]), ("041", ["2031-05-06"]), ("045", ["3.2"])],
)
def test_what_is_a_string_to_yaml_is_one(number: str, strings: list[str]) -> None:
    assert set(strings) <= {each for each in scalars(number) if isinstance(each, str)}


def test_what_is_a_number_to_yaml_is_one() -> None:
    numbers = [each for each in scalars("043") if isinstance(each, int | float) and not isinstance(each, bool)]

    assert {0.001, 1000.0, 15, 31} <= set(numbers)
