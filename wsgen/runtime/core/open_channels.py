"""Says which channels every connection is on, so that nobody subscribes to them (no IO)."""

from ..protocol import Protocol, Role


def open_channels(protocol: Protocol) -> frozenset[str]:
    """Give the names of the channels with one address for all that carry control messages, or can't be subscribed to.

    A channel that carries pings, errors or subscriptions can't be one that must be subscribed to first.
    """
    routes = [
        route
        for framing in (protocol.client_to_server, protocol.server_to_client)
        for route in (*framing.routes.values(), *framing.untagged)
    ]
    control = {channel.name for route in routes if isinstance(route.message.role, Role) for channel in route.channels}
    return frozenset(
        channel.name
        for channel in protocol.channels
        if not channel.parameters and (channel.name in control or protocol.subscribe is None)
    )
