"""Says which of the given text files lack a final line end or hold a merge marker; exit 1 if any does."""

import sys
from pathlib import Path

MARKERS = ("<<<<<<< ", ">>>>>>> ")


def faults(path: Path) -> list[str]:
    """What is wrong with one file, a line each."""
    text = path.read_bytes().decode(errors="replace")
    found = [
        f"{path}:{number}: merge marker"
        for number, line in enumerate(text.splitlines(), start=1)
        if line.startswith(MARKERS)
    ]
    if text and not text.endswith("\n"):
        found.append(f"{path}: no line end at the end of the file")
    return found


if __name__ == "__main__":
    lines = [line for name in sys.argv[1:] for line in faults(Path(name))]
    print(*lines, sep="\n", end="\n" if lines else "")
    sys.exit(1 if lines else 0)
