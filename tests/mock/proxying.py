"""Runs `wsgen mock --proxy` within the tests' process, with what it says and how it ended."""

import re
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from wsgen.commands.mock import Surroundings
from wsgen.commands.outcome import Outcome
from wsgen.commands.project import Arguments
from wsgen.commands.proxying import Between, proxy
from wsgen.mock.faults import Faults

ROOT = Path(__file__).parents[2]
PATIENCE = 20


@dataclass(slots=True)
class Proxied:
    """A proxy that runs: where, its lines without their times, and its outcome after the block."""

    lines: list[str] = field(default_factory=list)
    outcome: Outcome | None = None

    @property
    def urls(self) -> list[str]:
        """Where its connections are, in the order of the document."""
        return [found[1] for each in self.lines if (found := re.match(r"  (ws://\S+)  to ", each))]

    @property
    def url(self) -> str:
        """Where its only connection is."""
        (url,) = self.urls
        return url

    def said(self, pattern: str) -> str:
        """The first line that matches, when there is one."""
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            found = next((each for each in self.lines if re.search(pattern, each)), None)
            if found is not None:
                return found
            time.sleep(0.01)
        raise AssertionError(f"no line has {pattern}: {self.lines}")


@contextmanager
def proxied(
    url: str, *, record: Path | None = None, is_strict: bool = False, folder: Path = ROOT
) -> Generator[Proxied]:
    """A proxy to `url` of the document in `folder`, on a free port; ended with the block."""
    found, over, ready = Proxied(), threading.Event(), threading.Event()

    def say(text: str) -> None:
        found.lines.append(re.sub(r"^\d\d:\d\d:\S+ +", "", text))
        if text.startswith("Ctrl-C"):
            ready.set()

    def wait() -> None:
        over.wait()

    between = Between("127.0.0.1", 0, url, Faults(), None if record is None else str(record), is_strict=is_strict)

    def run() -> None:
        try:
            around = Surroundings(say, wait, time.time, 300, has_color=False)
            found.outcome = proxy(Arguments(folder), between, around, lambda _: None)
        finally:
            ready.set()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield found
    finally:
        over.set()
        thread.join(PATIENCE)


def refused(url: str, record: str | None = None) -> None:
    """A proxy that doesn't come to run; raises what it says."""

    def never(*_: object) -> None:
        raise AssertionError("it runs")

    around = Surroundings(never, never, time.time, 80, has_color=False)
    proxy(Arguments(ROOT), Between("127.0.0.1", 0, url, Faults(), record), around, lambda _: None)
