"""Runs `python -m uvicorn` in a process that ends with its parent: `python -P child.py module:app …`."""

import os
import runpy
import sys
import threading


def _end_with_parent() -> None:
    # The parent holds the other end of standard input, and says nothing: it is closed when the parent has gone, however
    # that ended.
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    runpy.run_module("uvicorn", run_name="__main__", alter_sys=True)
