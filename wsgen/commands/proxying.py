"""`wsgen mock --proxy`: sits between clients and the real server, and checks the frames of both."""

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from ..collecting import RefusedError
from ..diagnostics.excerpt import visible
from ..instances.frames import Frames
from ..mock.faults import Faults
from ..mock.lines import line
from ..mock.overhearing import Application, Overhearing, Watch
from ..mock.package import Server
from ..mock.proxy import Proxy, Upstream
from ..mock.seen import Seen, both
from ..mock.site import Place, Site, places
from ..mock.tally import Tally
from ..options import FindingsFormat
from ..pipeline import Step, plan_document
from ..plan.protocol import Protocol
from ..provider.handshake import match
from .findings import outcome, placed, refused
from .mock import Surroundings
from .mock_page import mock_page
from .outcome import Answer, NoAnswerError, Outcome
from .project import Arguments, subject
from .recording_file import recording
from .served_site import served_site

_SCHEMES: Final = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}


@dataclass(frozen=True, slots=True)
class Between:
    """Where the proxy listens, which server it passes to, and what it does with frames; `record` is a file's path."""

    host: str
    port: int
    url: str
    faults: Faults
    record: str | None = None
    is_strict: bool = False


def proxy(arguments: Arguments, between: Between, around: Surroundings, step: Step) -> Outcome:
    """Passes frames on until `around.wait` returns, or is interrupted; then says how many crossed.

    The answer is no where one crossed that the document doesn't allow. Raises NoAnswerError where the port is taken,
    the URL is none, or a library is missing.
    """
    upstream = Upstream(_url(between.url))
    try:
        asked = subject(arguments)
    except RefusedError as error:
        return outcome((refused(error, arguments),), FindingsFormat.FULL, has_color=around.has_color)
    try:
        protocol = plan_document(asked.job, step).protocol
    except RefusedError as error:
        found = placed(asked.name, error, error.folder, arguments.cwd)
        return outcome((found,), FindingsFormat.FULL, has_color=around.has_color)
    if not protocol.connections:
        raise NoAnswerError("the document has no WebSocket connection, so there is nothing to pass on")
    step("starting the proxy")
    tally = Tally()

    def show(seen: Seen) -> None:
        around.say(line(seen, around.width, has_color=around.has_color))

    with ExitStack() as running:
        log = running.enter_context(recording(between.record, arguments.cwd, both(show, tally.take), around.say))
        served = _passed(protocol, upstream, between, Watch(log, around.clock))
        site = Site(served, match, mock_page(protocol, [place for place, _, _ in served]))
        here = running.enter_context(served_site(site, "the proxy", between.host, between.port))
        step("")
        for text in _banner(asked.name, site, here.url, upstream, protocol):
            around.say(text)
        # Ctrl-C is how it ends: the answer is about what crossed until then.
        with suppress(KeyboardInterrupt):
            around.wait()
    said = "".join(f"{text}\n" for text in tally.lines())
    return Outcome(Answer.NO if tally.refused else Answer.YES, said)


def _url(text: str) -> str:
    unfit = NoAnswerError(f"--proxy: {text!r} is no server's URL; write such as ws://localhost:8000/ws")
    try:
        parts = urlsplit(text)
        is_url = parts.scheme in _SCHEMES and parts.hostname is not None and parts.port != 0
    except ValueError:
        raise unfit from None
    if not is_url or parts.fragment or parts.username is not None:
        raise unfit
    return parts._replace(scheme=_SCHEMES[parts.scheme]).geturl()


def _passed(
    protocol: Protocol, upstream: Upstream, between: Between, watch: Watch
) -> list[tuple[Place, Server, Application]]:
    """A proxy for each connection, at its place."""
    found: list[tuple[Place, Server, Application]] = []
    for place in places(protocol.connections):
        frames = Frames.of(protocol, place.connection)
        passing = Proxy(frames, place, upstream, is_strict=between.is_strict)
        found.append((place, passing, Overhearing(passing.asgi(), frames, watch, between.faults)))
    return found


def _banner(name: str, site: Site, url: str, upstream: Upstream, protocol: Protocol) -> list[str]:
    lines = [f"{visible(protocol.title)} {visible(protocol.version)}, as {visible(name)} says, is passed on from"]
    for place in site.places:
        to = upstream.url_of(place, place.path, "")
        # Its query may have a token in it.
        lines.append(f"  {url}{visible(place.path)}  to {visible(to.partition('?')[0])}")
    if site.has_page:
        lines.append(f"Docs and console are at {url.replace('ws://', 'http://', 1)}/")
    lines.append("Ctrl-C stops it. → is client → server, ← server → client.")
    return lines
