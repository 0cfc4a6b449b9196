"""The commands that show what a document says, and do it: `docs` and `mock`."""

import secrets
import signal
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Annotated

import typer

from .. import options
from ..terminal import Terminal
from .answering import answer, cache, say
from .arguments import Config, NoCache, Spec, option

if TYPE_CHECKING:
    from ..commands.mock import Surroundings


def docs(
    context: typer.Context,
    spec: Spec = None,
    config: Config = None,
    *,
    out: Annotated[str, option(options.SITE)] = "site",
    since: Annotated[str | None, option(options.SINCE)] = None,
    serve: Annotated[bool, option(options.SERVE)] = False,
    port: Annotated[int, option(options.PORT, min=0, max=65535)] = 8764,
) -> None:
    """Write a document as one page for people, with a console.

    The page opens from a file, and needs no network: who sends what, each message with its schema and its frames,
    how frames are recognised, close codes, and a console that talks to a server by the generated client.
    docs/documentation.md tells the whole story.

    Example:  wsgen docs asyncapi/chat.yml --out site/

    Example:  wsgen docs --since v1.2.0

    Example:  wsgen docs --serve --port 8764
    """
    from ..commands import docs as command
    from ..commands import docs_serve
    from ..commands.project import Arguments

    here: Terminal = context.obj
    arguments = Arguments(Path.cwd(), spec, out=out, config=config)
    request = command.Request(since, date.today().isoformat())
    if serve:
        around = docs_serve.Surroundings(lambda said: say(here, said, ""), lambda: time.sleep(0.3))
        answer(here, lambda step: docs_serve.docs_serve(arguments, request, port, around, step))
    answer(here, lambda step: command.docs(arguments, request, step, has_color=here.colors(here.out)))


def mock(
    context: typer.Context,
    spec: Spec = None,
    config: Config = None,
    *,
    port: Annotated[int, option(options.PORT, min=0, max=65535)] = 8765,
    host: Annotated[str, option(options.HOST)] = "127.0.0.1",
    seed: Annotated[int | None, option(options.MOCK_SEED)] = None,
    pace: Annotated[float, option(options.PACE, min=0)] = 0.2,
    every: Annotated[float, option(options.EVERY, min=0)] = 5.0,
    require: Annotated[list[str] | None, option(options.REQUIRE)] = None,
    scenario: Annotated[str | None, option(options.SCENARIO)] = None,
    latency: Annotated[str | None, option(options.LATENCY)] = None,
    drop: Annotated[float, option(options.DROP, min=0, max=1)] = 0.0,
    close_after: Annotated[str | None, option(options.CLOSE_AFTER)] = None,
    malformed: Annotated[float, option(options.MALFORMED, min=0, max=1)] = 0.0,
    record: Annotated[str | None, option(options.RECORD)] = None,
    proxy: Annotated[str | None, option(options.PROXY)] = None,
    strict: Annotated[bool, option(options.PROXY_STRICT)] = False,
    no_cache: NoCache = False,
) -> None:
    """Serve what a document says, before there is a server.

    Answers every request with the document's examples, or with values made from its schemas, sends the events of
    topics, and checks each frame as the generated server does. Each frame is printed in one line. Needs pip install
    'wsgen[serve]'; docs/mock.md tells the whole story.

    Example:  wsgen mock asyncapi/chat.yml --port 8765

    Example:  wsgen mock --require token=demo --latency 200±50 --drop 0.05

    With --proxy it stands between clients and the real server instead, and says of each frame of both whether the
    document allows it; the exit code is 1 where one of them was not allowed.

    Example:  wsgen mock --proxy ws://localhost:8000/ws --record today.jsonl
    """
    from ..commands import mock as command
    from ..commands import mock_options as read
    from ..commands import proxying
    from ..commands.outcome import Outcome
    from ..commands.project import Arguments

    here: Terminal = context.obj
    arguments = Arguments(Path.cwd(), spec, config=config, cache=cache(here, no_cache))
    chosen = secrets.randbelow(1_000_000) if seed is None else seed
    around = _around(here)

    def served(step: Callable[[str], None]) -> Outcome:
        faults = read.faults(chosen, latency, drop, malformed)
        if proxy is not None:
            read.check_proxied({"--scenario": scenario, "--require": require, "--close-after": close_after})
            return proxying.proxy(
                arguments, proxying.Between(host, port, proxy, faults, record, is_strict=strict), around, step
            )
        read.check_alone({"--strict": strict})
        conduct = read.conduct(chosen, (pace, every), require or (), close_after)
        request = command.Request(host, port, conduct, faults, scenario, record)
        return command.mock(arguments, request, around, step)

    answer(here, served)


def _around(here: Terminal) -> "Surroundings":
    from ..commands.mock import Surroundings

    return Surroundings(
        say=lambda text: say(here, f"{text}\n", ""),
        wait=wait,
        clock=time.time,
        width=here.width(here.out),
        has_color=here.colors(here.out),
    )


def wait() -> None:
    """Waits until the user has seen enough; whoever says so twice doesn't disturb what ends meanwhile."""
    ended: SimpleQueue[None] = SimpleQueue()

    def end(_: int, __: object) -> None:
        ended.put(None)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, end)
    ended.get()
