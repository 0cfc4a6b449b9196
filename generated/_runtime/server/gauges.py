"""What a server holds at one moment, as gauges of a metrics system show it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gauges:
    """Counted when it's asked for, so that nothing is counted while frames go by."""

    connections: int
    """Clients that are connected, whether they are let in yet or not."""
    topics: int
    """Addresses with a subscriber in this process."""
    subscriptions: int
    """Pairs of a connection and an address."""
    handlers: int
    """Handlers that run."""
    queued_frames: int
    """Frames that wait to be sent, on all connections together."""
    queued_bytes: int
    """Bytes that wait to be sent, on all connections together."""
    longest_queue: int
    """Frames that wait for the slowest client: at `ServerOptions.max_queue` it is closed with 1013."""
    unknown_frames: int
    """Frames that were ignored so far."""
