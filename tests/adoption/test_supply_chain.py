"""What a release is made of: locks, workflows, the audit of known faults, and the list of what it brings along."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from scratch import ROOT, environment, run

from scripts.audit import reading
from scripts.sbom import sbom
from wsgen import __version__

WORKFLOWS = {path.name: yaml.safe_load(path.read_text()) for path in (ROOT / ".github" / "workflows").glob("*.yml")}
ALSO = {"action.yml": {"jobs": {"action": yaml.safe_load((ROOT / "action.yml").read_text())["runs"]}}}


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every step of every workflow, and of the action, with its file."""
    for name, content in {**WORKFLOWS, **ALSO}.items():
        for job in content["jobs"].values():
            yield from ((name, step) for step in job["steps"])


def test_a_locked_requirement_has_a_version_and_hashes() -> None:
    for name in ("dev.txt", "oldest.txt"):
        text = (ROOT / "requirements" / name).read_text().replace("\\\n", " ")
        rows = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert [row for row in rows if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", row)] == []
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    downloaded = {path: each for path, each in packages.items() if path and not each.get("link")}
    assert [path for path, each in downloaded.items() if "integrity" not in each and not each.get("inBundle")] == []


def test_workflows_may_do_no_more_than_they_need() -> None:
    for name, content in WORKFLOWS.items():
        assert content["permissions"] in ({}, {"contents": "read"}), name
        assert all("timeout-minutes" in job for job in content["jobs"].values()), name
    release = WORKFLOWS["release.yml"]["jobs"]
    # Who builds runs other people's code, and can't publish; who publishes runs none.
    assert release["build"]["permissions"] == {"contents": "read"}
    assert "id-token" in release["publish"]["permissions"]
    assert not [step for step in release["publish"]["steps"] if re.search(r"\b(pip|npm|make)\b", step.get("run", ""))]


def test_no_step_takes_code_from_outside() -> None:
    for name, step in steps():
        assert "${{" not in step.get("run", ""), name
        if step.get("uses", "./") != "./":
            assert re.fullmatch(r"[\w.-]+/[\w.-]+@(v\d+|release/v\d+)", step["uses"]), (name, step["uses"])


def test_what_workflows_ask_of_make_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    asked = {target for _, step in steps() for target in re.findall(r"\bmake ([a-z-]+)", step.get("run", ""))}
    assert {"dist", "audit"} <= asked <= targets


def test_every_supported_python_is_tried() -> None:
    assert WORKFLOWS["ci.yml"]["jobs"]["ci"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]


def package(**more: object) -> dict[str, object]:
    return {"name": "pydantic", "version": "2.12.0", "vulns": [], **more}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([package()], 0, ["lock: 1 packages, no known fault"]),
        (
            [package(), package(vulns=[{"id": "CVE-1", "fix_versions": ["2.12.1"]}])],
            1,
            ["pydantic 2.12.0: CVE-1, mended in 2.12.1", "lock: 2 packages, 1 known faults"],
        ),
        (
            [package(), {"name": "mine", "skip_reason": "not found"}],
            2,
            ["lock: 2 packages, no known fault; 1 of them are unknown to the service"],
        ),
        # pip-audit says "no known vulnerabilities" of this.
        (
            [{"name": "mine", "skip_reason": "not found"}],
            2,
            ["lock: not audited: the service that was asked knows none of its 1 packages"],
        ),
    ],
)
def test_the_audit_says_what_it_knows(packages: list[dict[str, object]], code: int, said: list[str]) -> None:
    answer = reading("lock", packages)
    assert (answer.code, answer.lines()) == (code, said)


def test_where_nobody_can_be_asked_the_audit_says_so_and_passes() -> None:
    nowhere = environment(HTTPS_PROXY="http://127.0.0.1:9", PYTHONPATH=str(ROOT))
    command = [sys.executable, "-m", "scripts.audit", "requirements/oldest.txt"]
    ran = run(ROOT, *command, env=nowhere)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("requirements/oldest.txt: not audited: the service can't be asked (")
    assert run(ROOT, *command, "--must-answer", env=nowhere).returncode == 2


def test_the_bill_of_materials_has_what_is_bundled_too() -> None:
    content = sbom(Path(sys.executable))
    # What GitHub's attestation asks for.
    assert (content["bomFormat"], content["specVersion"][:2]) == ("CycloneDX", "1.")
    assert content["serialNumber"].startswith("urn:uuid:")
    few = {**content, "components": [each for each in content["components"] if each["name"] in {"preact", "black"}]}
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(few)) is None
    assert content["metadata"]["component"]["version"] == __version__
    parts = {each["name"]: each for each in content["components"]}
    assert {"pydantic", "black", "Jinja2", "preact", "htm"} <= parts.keys()
    assert "wsgen" not in parts
    assert len(parts["preact"]["hashes"][0]["content"]) == 128
    (root,) = (each for each in content["dependencies"] if each["ref"] == "root-component")
    assert {parts["preact"]["bom-ref"], parts["pydantic"]["bom-ref"]} <= set(root["dependsOn"])
    # Neither the day nor the machine is in it.
    assert "timestamp" not in content["metadata"]
    assert str(ROOT) not in json.dumps(content)


@pytest.mark.slow
def test_the_files_of_a_release(tmp_path: Path) -> None:
    # Where packages come from, and whom uv trusts, is this machine's matter.
    made = run(ROOT, "scripts/dist.sh", env=os.environ)
    assert made.returncode == 0, made.stderr
    names = {path.name for path in (ROOT / "dist").iterdir()}
    assert names == {
        f"wsgen-{__version__}-py3-none-any.whl",
        f"wsgen-{__version__}.tar.gz",
        "wsgen.cdx.json",
        "SHA256SUMS",
    }
    assert subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=ROOT / "dist").returncode == 0
    text = (ROOT / "dist" / "wsgen.cdx.json").read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    # Nothing that only developers have.
    assert not {"pytest", "mypy", "hypothesis"} & {each["name"] for each in bill["components"]}
    listed = run(ROOT, "python", "-m", "zipfile", "--list", str(next((ROOT / "dist").glob("*.whl")))).stdout
    assert "wsgen/assets/docs/console.js" in listed
    assert run(ROOT, "scripts/dist.sh", "v999.0.0", env=environment()).returncode == 1
