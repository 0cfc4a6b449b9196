"""`python -m bench`: measure everything, print the tables of docs/bench.md."""

import argparse

from . import compiling, frames
from .rounds import markdown


def main() -> None:
    """Run all pairs; `--rounds` says how often, never less than five for a figure that is quoted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    print(markdown("Compiling asyncapi/chat.yml, whole processes", compiling.rows(rounds), unit="s", scale=1))
    for text in (frames.small(), frames.large()):
        title = f"One frame of {len(text.encode()):,} bytes: decode, validate, dispatch"
        print(markdown(title, frames.rows(text, rounds=rounds, repeat=2000), unit="µs", scale=1e6))


if __name__ == "__main__":
    main()
