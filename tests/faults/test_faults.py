"""Every fault that wsgen names, as its user sees it: a folder holds a bad document and the exact report.

`python -m tests.faults.test_faults` writes the reports anew; review the difference like code.
"""

import gzip
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.catalogue_examples import TODAY
from tests.spec.documents import examined
from wsgen.commands.breaking import Request as Changes
from wsgen.commands.breaking import breaking
from wsgen.commands.project import Arguments
from wsgen.commands.validate import Request
from wsgen.commands.validate import validate as validate_command
from wsgen.diagnostics.catalogue import CATALOGUE
from wsgen.diagnostics.report import full
from wsgen.options import FindingsFormat
from wsgen.spec.load import UnreadableError, read
from wsgen.spec.names import at_names

HERE = Path(__file__).parent
FOLDERS = sorted(path for path in HERE.glob("WSG*") if path.is_dir())
# The codes that `diagnose` can find; whoever lets it find more widens this.
# WSG163 and WSG164 are found by `regen` alone, and are shown in tests/commands. A report of WSG123 has a thousand
# faults before it; tests/commands/test_validate.py looks at its end.
FOUND_BY_SPEC = {code for code in CATALOGUE if "WSG101" <= code <= "WSG399"} - {"WSG123", "WSG163", "WSG164"}


def diagnose(folder: Path) -> str:
    """The report about the document in `folder`, its paths relative to there.

    Where there is what it was before, in the folder or in one of its own with settings, it is about what changed.
    """
    before = next((each for each in ("before.yml", "before/spec.yml") if (folder / each).exists()), None)
    if before is not None:
        if not (folder / "pyproject.toml").exists():
            (folder / "pyproject.toml").write_text("[tool.wsgen]\n")
        request = Changes(before, TODAY, with_witness=True)
        return breaking(Arguments(folder, "spec.yml"), request, lambda _: None, has_color=False).out
    if (folder / "pyproject.toml").exists():
        request = Request((), FindingsFormat.FULL, lambda _: b"")
        return validate_command(Arguments(folder), request, lambda _: None, has_color=False).out
    name = "spec.json" if (folder / "spec.json").exists() else "spec.yml"
    try:
        sources = read(name, root=folder)
    except UnreadableError as error:
        return full([error.diagnostic], {})
    unread = [each for faults in sources.missing.values() for each in faults]
    return full(unread or at_names(sources, examined(sources)), sources.texts)


def unpacked(folder: Path, into: Path) -> Path:
    """A copy of `folder` without its report; what is too big to be kept in git is kept as `.gz` and unpacked."""
    copy = into / folder.name
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("report.txt"))
    for packed in copy.rglob("*.gz"):
        packed.with_suffix("").write_bytes(gzip.decompress(packed.read_bytes()))
        packed.unlink()
    return copy


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_report_is_exactly_what_the_folder_says(folder: Path, tmp_path: Path) -> None:
    report = diagnose(unpacked(folder, tmp_path))

    assert report == (folder / "report.txt").read_bytes().decode()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_report_names_the_code_of_its_folder(folder: Path) -> None:
    code = folder.name.split("-")[0]

    assert code in CATALOGUE
    assert f": {code} " in (folder / "report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", sorted(FOUND_BY_SPEC | {code for code, each in CATALOGUE.items() if each.before}))
def test_every_code_has_a_folder(code: str) -> None:
    assert any(folder.name.startswith(f"{code}-") for folder in FOLDERS), f"tests/faults/{code}-… is missing"


def rewrite() -> None:
    """Writes every report anew."""
    for folder in FOLDERS:
        with tempfile.TemporaryDirectory() as into:
            (folder / "report.txt").write_bytes(diagnose(unpacked(folder, Path(into))).encode())


if __name__ == "__main__":
    rewrite()
