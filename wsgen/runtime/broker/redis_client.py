"""What the Redis broker needs of a client, as `redis.asyncio.Redis` has it; nothing of redis-py is imported."""

from collections.abc import Awaitable
from typing import Any, Protocol


class RedisPipeline(Protocol):
    """Commands that go to Redis together."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Add a command."""
        ...

    def execute(self, raise_on_error: bool = True) -> Awaitable[Any]:
        """Send all of them; gives their results, of which those that failed are exceptions."""
        ...


class RedisPubSub(Protocol):
    """A connection that listens."""

    def subscribe(self, *args: Any) -> Awaitable[Any]:
        """Send SUBSCRIBE."""
        ...

    def unsubscribe(self, *args: Any) -> Awaitable[Any]:
        """Send UNSUBSCRIBE."""
        ...

    def ping(self) -> Awaitable[Any]:
        """Send PING, which is answered by a message."""
        ...

    def get_message(self, ignore_subscribe_messages: bool = False, timeout: float | None = 0.0) -> Awaitable[Any]:
        """Wait for the next message: a mapping with `type`, `channel` and `data`."""
        ...

    def aclose(self) -> Awaitable[Any]:
        """Give the connection up."""
        ...


class RedisClient(Protocol):
    """A pool of connections to Redis."""

    def execute_command(self, *args: Any, **options: Any) -> Awaitable[Any]:
        """Send one command and give its result."""
        ...

    def pipeline(self, transaction: bool = True) -> RedisPipeline:
        """Begin a pipeline."""
        ...

    def pubsub(self, **kwargs: Any) -> RedisPubSub:
        """Make what listens."""
        ...


def text_of(value: Any) -> str:
    """Give what Redis said as text, whether the client decodes responses or not."""
    return value.decode() if isinstance(value, bytes) else str(value)
