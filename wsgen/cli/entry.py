"""Runs the command line as a process: signals, streams, and what is said where wsgen itself has a fault."""

import gc
import os
import platform
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import NoReturn, TextIO

from .. import __version__
from ..commands.outcome import Answer
from ..terminal import terminal
from .answering import drop
from .application import application
from .misuse import misuse


def main() -> NoReturn:
    """Runs the command that `sys.argv` names, and exits with its answer's code."""
    # A compile makes many values and few circles of them: looking for circles as often as Python does by itself takes
    # a quarter of the time for 200 messages. A third more memory is what less often costs.
    gc.set_threshold(50_000, 20, 100)
    if threading.current_thread() is threading.main_thread():
        # Whoever ends a run politely gets the old files back, as after Ctrl-C. Windows has no SIGHUP.
        for name in {"SIGTERM", "SIGHUP"} & signal.Signals.__members__.keys():
            if signal.getsignal(signal.Signals[name]) is not signal.SIG_IGN:  # As `nohup` has it.
                signal.signal(signal.Signals[name], signal.default_int_handler)
    # A process that was started without a stream has None there.
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    here = terminal(sys.stdout, sys.stderr, os.environ, sys.stdin)
    try:
        # What isn't standalone gives the answer back, and raises what typer would print in its own way.
        sys.exit(application().main(prog_name="wsgen", obj=here, standalone_mode=False) or Answer.YES)
    except SystemExit as ended:
        if not isinstance(ended.__context__, BrokenPipeError):
            raise
        # typer says 1 when nobody reads its help to the end, but that code is kept for the answer no.
    except Exception as error:
        if (usage := misuse(error)) is not None:
            _complain(usage)
        # Files have names, and are answered for where they are opened; the streams that typer writes to have none.
        elif isinstance(error, OSError) and error.filename is None:
            drop(here.out)
            _complain(f"wsgen: the output can't be written: {error.strerror}\n")
        else:
            _complain(
                f"{traceback.format_exc()}\n"
                f"This is a fault of wsgen {__version__} (Python {platform.python_version()}), not of your document. "
                "Please report it\nwith the lines above: https://github.com/wsgen/wsgen/issues\n"
            )
        sys.exit(Answer.NONE)
    sys.exit(Answer.YES)


def _complain(text: str) -> None:
    """Writes to standard error, which may be what can't be written."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        drop(sys.stderr)


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")
