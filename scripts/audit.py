"""Asks what is known against the versions of a lock: `make audit`.

usage: python -m scripts.audit [--must-answer] LOCK…

Exits with 1 where something is known. A service that can't be reached, or that doesn't know the packages, is no
answer: that is said, and passes; with --must-answer it exits with 2.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

MUST: Final = "--must-answer"


@dataclass(frozen=True, slots=True)
class Audit:
    """What is known of a lock's packages: faults, a line each, and how many of them nobody could say anything of.

    `silence` is why there is no answer at all; empty where there is one.
    """

    lock: str
    count: int
    unknown: int
    faults: tuple[str, ...]
    silence: str = ""

    @property
    def code(self) -> int:
        """0 where nothing is known, 1 where something is, 2 where not everybody could be asked."""
        return 1 if self.faults else 2 if self.silence or self.unknown else 0

    def lines(self) -> list[str]:
        """What is to be said."""
        if self.silence:
            return [f"{self.lock}: not audited: {self.silence}"]
        if self.unknown == self.count > 0:
            return [f"{self.lock}: not audited: the service that was asked knows none of its {self.count} packages"]
        known = f"{len(self.faults)} known faults" if self.faults else "no known fault"
        also = f"; {self.unknown} of them are unknown to the service" if self.unknown else ""
        return [*self.faults, f"{self.lock}: {self.count} packages, {known}{also}"]


def audit(lock: str) -> Audit:
    """Asks for one lock."""
    # The lock has every package and its hashes, so nothing is resolved or downloaded.
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--requirement", lock]
    ran = subprocess.run(
        [*command, "--format", "json", "--progress-spinner", "off", "--timeout", "15"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    try:
        return reading(lock, json.loads(ran.stdout)["dependencies"])
    except ValueError:
        last = ran.stderr.strip().rpartition("\n")[2]
        return Audit(lock, 0, 0, (), f"the service can't be asked ({last[:160]})")


def reading(lock: str, packages: Sequence[Mapping[str, Any]]) -> Audit:
    """What pip-audit's list says. A package that it skipped was looked for and not found, which is no all-clear."""
    faults = tuple(
        f"{package['name']} {package['version']}: {fault['id']}"
        + (f", mended in {', '.join(fault['fix_versions'])}" if fault["fix_versions"] else ", not mended yet")
        for package in packages
        for fault in package.get("vulns", ())
    )
    return Audit(lock, len(packages), sum("skip_reason" in each for each in packages), faults)


def main(arguments: Sequence[str]) -> int:
    """Audits the locks that are named; gives the exit code."""
    answers = [audit(each) for each in arguments if each != MUST]
    for each in answers:
        print(*each.lines(), sep="\n")
    codes = {each.code for each in answers}
    return 1 if 1 in codes else 2 if 2 in codes and MUST in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
