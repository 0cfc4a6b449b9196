"""The websockets library and its own `broadcast`, on uvloop: without a queue of its own, without an end to it."""

import asyncio
import json

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

from .listening import listen


async def room(connection: ServerConnection) -> None:
    """Publish what is posted."""
    number = 0
    async for message in connection:
        number += 1
        payload = {"room_id": 1, "number": number, "text": "x" * json.loads(message)["payload"]["size"]}
        broadcast(connection.server.connections, json.dumps({"action": "posted", "payload": payload}))


async def main() -> None:
    """Serve until the process is ended."""
    async with serve(room, sock=listen(), compression=None, ping_interval=None):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    uvloop.run(main())
