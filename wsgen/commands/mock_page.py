"""Makes the page that a mock or a proxy shows at `/`: the document for people, with a console that talks to it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..assets import NoAssetsError, docs_script
from ..docs.page import page
from ..mock.site import Place
from ..plan.protocol import Protocol


def mock_page(protocol: Protocol, served: Sequence[Place]) -> Callable[[str], str] | None:
    """What makes the page, of the name by which the site was asked for; None where wsgen has no JavaScript."""
    try:
        for each in ("console", "page"):
            docs_script(each)
    except NoAssetsError:
        return None
    # Where two connections have the same path, the page tells the one that each has here.
    connections = tuple(
        replace(
            each.connection,
            endpoints=tuple(replace(one, path=f"{each.prefix}{one.path}") for one in each.connection.endpoints),
        )
        for each in served
    )
    shown = replace(protocol, connections=connections)
    return lambda host: page(shown, url=f"ws://{host}")
