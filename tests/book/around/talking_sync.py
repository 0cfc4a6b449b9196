"""A program without asyncio, which talks to the server of examples/chat."""

from contextlib import suppress

with suppress(TimeoutError):
    pass
    # HERE
