"""Codes, messages and hints: what is found is in the catalogue, is shown by a test, and says what to do."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogue_examples import PLACES, changes, diagnose
from wsgen.diagnostics.catalogue.table import CATALOGUE
from wsgen.diagnostics.diagnostic import Severity

ROOT = Path(__file__).parents[1]
FAULTS = ROOT / "tests" / "faults"
CATALOGUE_FILES = ROOT / "wsgen" / "diagnostics" / "catalogue"
OF_ACCEPTED = ("WSG790", "WSG791", "WSG792")
# A message that ends in a text of the user's may end in any character of theirs.
HEADLINE = re.compile(r"^\S.*?:\d+:\d+: (?P<code>WSG\d{3})(?P<level>| warning:| note:) (?P<message>.*)$", re.MULTILINE)


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / "wsgen").rglob("*.py")):
        if CATALOGUE_FILES not in path.parents:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def findings() -> Iterator[tuple[str, str | None, ast.Call]]:
    """Every call that makes a diagnostic: its place, its code where it is written there, the call."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and re.fullmatch(r"found|(\w+\.)+report", ast.unparse(node.func)):
                first = node.args[0] if node.args else None
                code = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
                if code is None or code.startswith("WSG"):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", code, node


def ending(message: ast.expr) -> str:
    """The last characters of a message that are written in the code; empty where it ends in a value."""
    if isinstance(message, ast.JoinedStr) and message.values:
        message = message.values[-1]
    return message.value if isinstance(message, ast.Constant) and isinstance(message.value, str) else ""


def test_every_code_that_is_found_is_explained_and_every_one_explained_is_found() -> None:
    found = {
        node.value
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"WSG\d{3}", node.value)
    }
    assert found == set(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_shown_as_the_user_sees_it(code: str) -> None:
    """A fault of a document or of settings has a folder; one that only a command meets has a test of commands."""
    folders = [path for path in FAULTS.glob(f"{code}-*") if (path / "report.txt").exists()]
    places = [ROOT / "tests" / name for name in ("commands", "contract")]
    tests = [path for place in places for path in place.glob("test_*.py") if code in path.read_text("utf-8")]
    is_only_of_commands = code.startswith(("WSG6", "WSG8")) or code in ("WSG123", "WSG163", "WSG164", *OF_ACCEPTED)
    assert tests if is_only_of_commands else folders


def test_no_message_or_hint_ends_with_a_full_stop() -> None:
    faults = []
    for place, _, call in findings():
        hints = [each.value for each in call.keywords if each.arg == "hint"]
        for text in (*call.args[2:3], *hints):
            if ending(text).endswith(".") and not ending(text).endswith("…"):
                faults.append(f"{place}: {ast.unparse(text)}")
    assert not faults, "\n".join(faults)


def test_whoever_finds_an_error_says_what_to_do() -> None:
    faults = [
        f"{place}: {code} has no hint"
        for place, code, call in findings()
        if (code is None or CATALOGUE[code].severity is Severity.ERROR)
        and not any(each.arg == "hint" and ast.unparse(each.value) != "''" for each in call.keywords)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("folder", sorted(FAULTS.glob("WSG*")), ids=lambda path: path.name)
def test_every_error_of_a_report_has_its_hint(folder: Path) -> None:
    report = (folder / "report.txt").read_text(encoding="utf-8")
    heads = list(HEADLINE.finditer(report))
    assert heads
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        block = report[head.end() : following.start() if following else len(report)]
        has_hint = re.search(r"^ *\|? .*\^ \S|^ *= \S", block, re.MULTILINE) is not None
        assert has_hint or head["level"] or CATALOGUE[head["code"]].severity is not Severity.ERROR, head[0]
        assert not head["message"].endswith((".", " ")), head[0]


# What an example of a document or of settings can't show, and why.
ONLY_TOLD = {
    **dict.fromkeys(OF_ACCEPTED, "a file of accepted changes; only `breaking` reads it"),
    "WSG115": "there is no document",
    "WSG122": "it takes megabytes",
    "WSG123": "it takes a thousand lines",
    "WSG155": "what mends it is another document",
    "WSG308": "it takes a hundred schemas",
    **dict.fromkeys(("WSG163", "WSG164"), "a template or a module of the user's; only `regen` finds it"),
    **{code: "a file in the output folder; only a command finds it" for code in CATALOGUE if code.startswith("WSG6")},
    **{code: "a server's or a consumer's; only a command finds it" for code in CATALOGUE if code.startswith("WSG8")},
}
SHOWN = [code for code, entry in CATALOGUE.items() if code not in ONLY_TOLD and not entry.before]


@pytest.mark.parametrize("code", [code for code, entry in CATALOGUE.items() if entry.before])
def test_a_change_is_found_in_the_first_example_and_not_in_the_second(code: str, tmp_path: Path) -> None:
    entry = CATALOGUE[code]
    assert code in {each.code for each in changes(entry, entry.bad, tmp_path)}
    assert code not in {each.code for each in changes(entry, entry.good, tmp_path)}


@pytest.mark.parametrize("code", SHOWN)
def test_the_bad_example_has_the_fault_and_the_good_one_is_without_it(code: str, tmp_path: Path) -> None:
    entry = CATALOGUE[code]
    # References are followed when files are read, yet only a whole specification says that one was needed.
    as_written = code.startswith("WSG1") and code < "WSG150" and code not in {"WSG116", "WSG117"}
    bad = diagnose(entry, entry.bad, tmp_path, as_written=as_written)
    good = diagnose(entry, entry.good, tmp_path, as_written=as_written)

    assert {each.code for each in bad if each.severity is Severity.ERROR} <= {code}
    assert code in {each.code for each in bad}
    assert {each.code for each in good if each.code == code or each.severity is Severity.ERROR} == set()


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_example_is_short_and_says_where_it_stands(code: str) -> None:
    entry = CATALOGUE[code]
    assert entry.within in PLACES
    for example in filter(None, (entry.before, entry.bad, entry.good)):
        lines = example.splitlines()
        assert example.strip()
        assert len(lines) <= 25
        assert all(len(line) <= 78 for line in lines)


# The headings of the specification, by version, as far as they are about objects and fields.
OBJECTS = (
    "Info|Contact|License|Servers|Server|Server Variable|Channels|Operation|Operation Trait|Parameters|Parameter"
    "|Server Bindings|Channel Bindings|Operation Bindings|Message Bindings|Message|Message Trait|Tags|Tag"
    "|External Documentation|Reference|Components|Schema|Security Scheme|OAuth Flows|OAuth Flow|Correlation ID"
)
ALSO = "AsyncAPI Version String|Identifier|Format|File Structure|Default Content Type|Runtime Expression"
OTHERS = {*ALSO.split("|"), "Specification Extensions"}
HEADINGS = {
    "2.6": {f"{name} Object" for name in f"{OBJECTS}|Channel Item|Security Requirement".split("|")} | OTHERS,
    "3.0": {
        f"{name} Object"
        for name in f"{OBJECTS}|Channel|Messages|Operations|Operation Reply|Operation Reply Address"
        "|Message Example|Multi Format Schema".split("|")
    }
    | OTHERS
    | {"Channel Address Expressions", "Traits Merge Mechanism"},
}


@pytest.mark.parametrize("code", [code for code, entry in CATALOGUE.items() if entry.section])
def test_the_section_of_a_code_is_a_heading_of_its_specification(code: str) -> None:
    source = CATALOGUE[code].source
    asyncapi = re.fullmatch(r"AsyncAPI (\d\.\d) §(.+)", source)
    assert asyncapi is not None or re.match(r"YAML 1\.2\.2($| §)|RFC \d+ §|https:", source)
    assert asyncapi is None or asyncapi[2] in HEADINGS[asyncapi[1]]
