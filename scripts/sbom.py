"""Writes what a release of wsgen brings along, as a CycloneDX document: Python packages, and what is bundled of npm.

usage: python -m scripts.sbom PYTHON FILE

PYTHON is the interpreter of an environment in which wsgen is installed and nothing that it doesn't need. The same
environment gives the same bytes.
"""

import base64
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from wsgen import __version__

ROOT: Final = Path(__file__).parent.parent
NOTICE: Final = re.compile(r"^(@?[\w./-]+) (\d[\w.+-]*) \((.+)\)$", re.MULTILINE)
"""The line of NOTICES.txt above a bundled package's licence."""


def sbom(python: Path) -> dict[str, Any]:
    """The document, without a time. Raises CalledProcessError where `python` can't be asked.

    Its serial number, which GitHub's attestation asks for, follows from all that it says.

    Tests hold it to CycloneDX's schema, which takes a minute for a large one.
    """
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--no-validate"]
    command += ["--pyproject", str(ROOT / "pyproject.toml"), "--of", "JSON", str(python)]
    # On standard error it warns that it doesn't validate; `check` tells of failures.
    ran = subprocess.run(command, check=True, capture_output=True)
    content: dict[str, Any] = json.loads(ran.stdout)
    root = content["metadata"]["component"]
    root |= {"version": __version__, "purl": f"pkg:pypi/wsgen@{__version__}"}
    bundled = [*_bundled()]
    content["components"] = [
        *(each for each in content.get("components", ()) if each["name"] != root["name"]),
        *bundled,
    ]
    # wsgen stands there as what was installed, and as what this is about; it is one.
    installed = f"{root['name']}=={__version__}"
    needs = {each["ref"]: each.get("dependsOn", []) for each in content["dependencies"]}
    own = {*needs.pop(installed, []), *needs[root["bom-ref"]], *(each["bom-ref"] for each in bundled)} - {installed}
    needs |= {root["bom-ref"]: sorted(own), **{each["bom-ref"]: [] for each in bundled}}
    content["dependencies"] = [{"ref": ref, **({"dependsOn": on} if on else {})} for ref, on in sorted(needs.items())]
    said = json.dumps(content, sort_keys=True)
    return {**content, "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, said)}"}


def _bundled() -> list[dict[str, Any]]:
    """The npm packages whose code is inside the wheel, with the hashes of package-lock.json."""
    notices = (ROOT / "wsgen" / "assets" / "docs" / "NOTICES.txt").read_text(encoding="utf-8")
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found = []
    for name, version, licence in NOTICE.findall(notices):
        algorithm, _, digest = lock[f"node_modules/{name}"]["integrity"].partition("-")
        found.append(
            {
                "bom-ref": f"npm:{name}@{version}",
                "type": "library",
                "name": name,
                "version": version,
                "purl": f"pkg:npm/{name.replace('@', '%40')}@{version}",
                "licenses": [{"license": {"id": licence}}],
                "hashes": [
                    {"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}
                ],
            }
        )
    return found


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    Path(sys.argv[2]).write_text(json.dumps(sbom(Path(sys.argv[1])), indent=2) + "\n", encoding="utf-8")
