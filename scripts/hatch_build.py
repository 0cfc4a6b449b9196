"""Builds the JavaScript that wsgen ships before a wheel or an sdist is made, where this clone has what it takes."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface[Any]):
    """Runs `scripts/build-assets.mjs`; without Node's packages what is there already is taken (as in an sdist)."""

    def initialize(self, version: str, _: dict[str, Any]) -> None:
        """Builds the assets; an editable wsgen uses those of `make assets`."""
        root = Path(self.root)
        node = shutil.which("node")
        if version == "editable":
            return
        if node and (root / "node_modules" / "esbuild").is_dir() and (root / "scripts" / "build-assets.mjs").is_file():
            subprocess.run([node, "scripts/build-assets.mjs"], cwd=root, check=True)
        elif not (root / "wsgen" / "assets").is_dir():
            self.app.display_warning("without `make setup` this wsgen has no browser client and no documentation")
