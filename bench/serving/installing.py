"""Installs the rivals into `.cache/rivals` of this clone, from this folder's locked requirements, once."""

import hashlib
import shutil
import sys
from pathlib import Path

from ..processes import BIN, ROOT, run

LOCK = Path(__file__).with_name("requirements.txt")
CACHE = ROOT / ".cache" / "rivals"
PYTHON = CACHE / "bin" / "python"


def install() -> Path:
    """Make the environment unless this very lock is installed, and give its Python; raises CalledProcessError."""
    stamp = CACHE / "installed"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        print("setting up .cache/rivals (once)", file=sys.stderr)
        shutil.rmtree(CACHE, ignore_errors=True)
        uv = BIN / "uv"
        run(uv, "venv", "--quiet", "--python", sys.executable, CACHE)
        run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", LOCK)
        stamp.write_text(wanted, encoding="ascii")
    return PYTHON
