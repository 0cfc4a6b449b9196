"""picows on uvloop: what comes goes back unread, in callbacks of a library written in Cython. The limit."""

import asyncio

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

from .listening import listen


class Echo(WSListener):
    """Sends back each text."""

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Send it, or answer the close."""
        if frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()
        else:
            transport.send(WSMsgType.TEXT, frame.get_payload_as_bytes())


def listener(_: WSUpgradeRequest) -> Echo:
    """One for each connection."""
    return Echo()


async def main() -> None:
    """Serve until the process is ended."""
    server = await ws_create_server(listener, sock=listen())
    await server.start_serving()
    await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    uvloop.run(main())
