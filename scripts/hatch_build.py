"""Builds the JavaScript that wsgen ships before a wheel or an sdist is made, where this clone has what it takes."""

import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMMITTED: Final = {"_runtime": "runtime", "_elements": "elements"}
"""The folders of frontend/client that are the browser's part of the assets, by what they are called there."""


class AssetsHook(BuildHookInterface[Any]):
    """Runs `scripts/build-assets.mjs`; without Node's packages what is there already is taken (as in an sdist).

    A clone where nothing was built has the browser's part all the same: in frontend/client, which `wsgen diff-check`
    holds to be the same. So pre-commit and the action, which install a clone, can check a client for browsers.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds the assets; an editable wsgen uses those of `make assets`."""
        root = Path(self.root)
        node = shutil.which("node")
        if version == "editable":
            return
        if node and (root / "node_modules" / "esbuild").is_dir() and (root / "scripts" / "build-assets.mjs").is_file():
            subprocess.run([node, "scripts/build-assets.mjs"], cwd=root, check=True)
        elif not (root / "wsgen" / "assets").is_dir():
            client = root / "frontend" / "client"
            found = {str(client / name): f"wsgen/assets/browser/{to}" for name, to in COMMITTED.items()}
            build_data["force_include"].update({here: to for here, to in found.items() if Path(here).is_dir()})
            self.app.display_warning("without `make setup` this wsgen has no page of documentation (wsgen docs, mock)")
