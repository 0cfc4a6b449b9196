"""Installs the peers into `.cache/peers` of this clone, from this folder's locked requirements, once."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CACHE = ROOT / ".cache" / "peers"
BIN = CACHE / "venv" / "bin"
SCRIPTS = (HERE / "official.mjs", HERE.parent / "modelina.mjs")
LOCKS = tuple(HERE / name for name in ("requirements.txt", "package.json", "package-lock.json", ".npmrc"))


def install() -> None:
    """Make the environment and node_modules unless these very locks are installed; raises CalledProcessError."""
    CACHE.mkdir(parents=True, exist_ok=True)
    for script in SCRIPTS:  # beside node_modules, where their imports are looked for
        shutil.copy(script, CACHE)
    stamp = CACHE / "installed"
    wanted = hashlib.sha256(b"".join(each.read_bytes() for each in LOCKS)).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("setting up .cache/peers (once, about a minute)", file=sys.stderr)
    for lock in LOCKS:
        shutil.copy(lock, CACHE)
    uv = Path(sys.executable).with_name("uv")
    run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, CACHE / "venv")
    run(
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        BIN / "python",
        "--require-hashes",
        "-r",
        CACHE / "requirements.txt",
    )
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted)


def run(*command: str | Path) -> None:
    """Run one step in the cache's folder; its output is shown."""
    subprocess.run([str(part) for part in command], cwd=CACHE, check=True, stdout=sys.stderr)
