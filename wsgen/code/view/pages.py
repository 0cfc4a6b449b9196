"""All Python files of a generated package, as pages to render."""

from collections.abc import Set as AbstractSet

from ...plan.protocol import Protocol
from ..generated import Models
from .channels import channels_page
from .client import client_page, client_sync_page
from .dispatch import dispatch_page
from .messages import messages_page
from .models import models_page
from .package import package_page
from .page import Page
from .server import server_page


def pages(protocol: Protocol, models: Models, exact: AbstractSet[str]) -> tuple[Page, ...]:
    """Every generated Python file, in the order in which they build on each other; the runtime is copied instead.

    `exact` are the ids of the messages whose model's yes is enough.
    """
    return (
        package_page(protocol),
        models_page(protocol, models),
        messages_page(protocol, exact),
        channels_page(protocol),
        dispatch_page(protocol),
        server_page(protocol),
        client_page(protocol, models),
        client_sync_page(protocol, models),
    )
