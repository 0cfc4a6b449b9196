"""The command line: options in, exit code out; the only place that prints, exits and catches every exception."""

from .application import COMMANDS, application
from .entry import main

__all__ = ["COMMANDS", "application", "main"]
