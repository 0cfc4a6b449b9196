"""Says which modules import, each in a process of its own: `python importing.py TASK.json`, their names on stdout.

It runs in the peers' environment, so it imports nothing of this repository. What the generated code needs is loaded
once: to load pydantic anew for each of thousands of modules would take the most time of all.
"""

import importlib
import json
import os
import sys
import warnings
from contextlib import suppress
from pathlib import Path

SHARED = ("pydantic", "websocket", "websockets", "requests", "certifi", "typing_extensions")


def main() -> None:
    """Read the task: where the modules are, and their names; print those that an import gets through."""
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    warnings.simplefilter("ignore")
    for name in SHARED:
        with suppress(ImportError):
            importlib.import_module(name)
    sys.path.insert(0, task["root"])
    json.dump([name for name in task["modules"] if imports(name)], sys.stdout)


def imports(name: str) -> bool:
    """Whether a child of this process can import a module; what the module prints is nobody's business."""
    child = os.fork()
    if child == 0:
        code = 1
        with suppress(BaseException):
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            importlib.import_module(name)
            code = 0
        os._exit(code)
    return os.waitpid(child, 0)[1] == 0


if __name__ == "__main__":
    main()
