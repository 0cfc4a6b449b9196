"""`make soak`: runs the soak by hand, a line every ten seconds and a verdict."""

import asyncio
import os
import random
import sys
import tempfile
from pathlib import Path

from tests.soak.soak import Soak


def main() -> int:
    """Run for SOAK_SECONDS with SOAK_SEED; give 1 when something is wrong."""
    seconds = float(os.environ.get("SOAK_SECONDS") or 600)
    seed = int(os.environ.get("SOAK_SEED") or random.SystemRandom().randrange(10**6))
    print(f"soak of {seconds:g} s; this one again: make soak SOAK_SECONDS={seconds:g} SOAK_SEED={seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        verdict = asyncio.run(Soak(seconds, seed, Path(folder), lambda line: print(line, flush=True)).run())
    print(verdict.summary)
    for problem in verdict.problems[:20]:
        print(f"WRONG: {problem}")
    if len(verdict.problems) > 20:
        print(f"WRONG: and {len(verdict.problems) - 20} more")
    print("all is well" if verdict.is_good else f"something is wrong; seed {seed}")
    return 0 if verdict.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
