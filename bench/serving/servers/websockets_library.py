"""The websockets library alone, on uvloop: what comes goes back unread."""

import asyncio

import uvloop
from websockets.asyncio.server import ServerConnection, serve

from .listening import listen


async def echo(connection: ServerConnection) -> None:
    """Send back each text."""
    async for message in connection:
        await connection.send(message)


async def main() -> None:
    """Serve until the process is ended."""
    async with serve(echo, sock=listen(), compression=None, ping_interval=None):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    uvloop.run(main())
