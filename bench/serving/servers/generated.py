"""What wsgen generated, with handlers of a line each. The package's folder is on the path."""

from typing import Any

from served import Connection, ServedServer, ServerOptions
from served.models import Post, Said, Say

from .listening import serve


class Served(ServedServer[Any]):
    """Answers what is said with the same words."""

    async def on_say(self, connection: Connection[Any], message: Say) -> Said:
        """Give the words back; the runtime has checked them, and checks these."""
        return Said(id=message.id, text=message.text)

    async def on_post(self, connection: Connection[Any], message: Post) -> None:
        """Not used here."""


if __name__ == "__main__":
    # No ping comes among the replies, and the sweep goes on all the same.
    serve(Served(ServerOptions(heartbeat_interval=3600, heartbeat_timeout=7200)).asgi())
