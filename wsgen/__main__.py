"""Runs the command line: `python -m wsgen`."""

from .cli import main

if __name__ == "__main__":
    main()
