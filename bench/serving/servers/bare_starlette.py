"""Starlette alone: what comes goes back unread."""

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from .listening import serve


async def echo(websocket: WebSocket) -> None:
    """Send back each text."""
    await websocket.accept()
    try:
        while True:
            await websocket.send_text(await websocket.receive_text())
    except WebSocketDisconnect:
        return


if __name__ == "__main__":
    serve(Starlette(routes=[WebSocketRoute("/ws", echo)]))
