"""Whole processes: `wsgen regen` and `diff-check` against tools that write only the models."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .rounds import Row, measure

ROOT = Path(__file__).parent.parent
SPEC = ROOT / "asyncapi" / "chat.yml"
BIN = Path(sys.executable).parent


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    """Run one process to its end; its output is not shown. Raises CalledProcessError when it fails."""
    subprocess.run([str(part) for part in command], cwd=cwd, check=True, capture_output=True)


def rows(rounds: int) -> list[Row]:
    """regen into an empty folder, an unchanged diff-check, datamodel-codegen on the same schemas, modelina."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = folder / "project"
        (project / "asyncapi").mkdir(parents=True)
        shutil.copy(SPEC, project / "asyncapi")
        (project / "pyproject.toml").write_text('[tool.wsgen]\nname = "Chat"\nperspective = "server"\n')
        run(BIN / "wsgen", "regen", "asyncapi/chat.yml", "--out", "kept", cwd=project)
        schemas = json.loads((project / "kept" / "schemas.json").read_text())
        bundle = folder / "bundle.json"
        bundle.write_text(json.dumps(schemas))

        def regen() -> None:
            shutil.rmtree(project / "fresh", ignore_errors=True)
            run(BIN / "wsgen", "regen", "asyncapi/chat.yml", "--out", "fresh", cwd=project)

        def diff_check() -> None:
            run(BIN / "wsgen", "diff-check", "asyncapi/chat.yml", "--out", "kept", cwd=project)

        def datamodel_codegen() -> None:
            run(
                BIN / "datamodel-codegen", "--input", bundle, "--input-file-type", "jsonschema",
                "--output-model-type", "pydantic_v2.BaseModel", "--output", folder / "models.py",
            )  # fmt: skip

        def modelina() -> None:
            run("node", "bench/modelina.mjs", SPEC, folder / "modelina")

        contestants = {
            "datamodel-codegen (models only)": datamodel_codegen,
            "wsgen regen (everything)": regen,
            "wsgen diff-check (unchanged)": diff_check,
            "modelina (models only)": modelina,
        }
        return measure(contestants, "datamodel-codegen (models only)", rounds=rounds)
