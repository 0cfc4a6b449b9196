"""The codes WSG801 to WSG839: what a server does under `wsgen fuzz` that its document doesn't allow."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "WSG801",
        "the server died",
        Severity.ERROR,
        "Its process ended, or it takes no connection any more. One client took the service away from all others.",
        bad="# os._exit(1), or memory that one frame of 60 KB makes 60 GB of\n",
        good="# what one client sends ends that client's connection at most\n",
    ),
    Entry(
        "WSG802",
        "a connection ended by a failure of the server",
        Severity.ERROR,
        "It was closed with 1011, which says that the server failed (RFC 6455 §7.4.1), or without any close frame "
        "(1006). A client can't tell the one from a bug, and the other from a lost network.",
        bad="# async def on_move(…): self.boards[message.board] …  # KeyError\n",
        good="# raise ErrorReply(Error(code=404, message='there is no such board'))\n",
        section="RFC 6455 §7.4.1",
    ),
    Entry(
        "WSG803",
        "a connection was closed although all that was sent is allowed",
        Severity.ERROR,
        "Codes that `x-wsgen-close-codes` declares are expected, and where a document declares none those from 4000 to "
        "4999, which are the application's (RFC 6455 §7.4.2). Any other one says that the client did wrong, and it "
        "didn't.",
        bad="# a valid frame, answered by close 1002 or 1000\n",
        good="# the declared reply, or the declared error message\n",
        section="RFC 6455 §7.4",
    ),
    Entry(
        "WSG804",
        "a frame was accepted that the document doesn't allow",
        Severity.ERROR,
        "Its schema rejects it, it is no JSON, no message of this direction, or no text. Handlers then see values that "
        "their types rule out, and clients rely on what other servers refuse.",
        bad='# {"type": "move", "to": 99} although `maximum: 64`, and it goes on\n',
        good="# the error message where there is one, then close 1002\n",
    ),
    Entry(
        "WSG805",
        "a frame was refused in another way than the protocol says",
        Severity.ERROR,
        "An error message where the document has one, then close 1002; a binary frame closes 1003, text that isn't "
        "UTF-8 1007, a frame that is too big 1009. Clients decide by the code whether to come back.",
        bad="# close 1008, or 1002 without the error message that the document declares\n",
        good='# {"type": "error", "code": 1002, …}, then close 1002\n',
        section="RFC 6455 §7.4.1",
    ),
    Entry(
        "WSG806",
        "the server sent a frame that the document doesn't allow",
        Severity.ERROR,
        "It is no message that travels from server to client, its schema rejects it, or it isn't text. Clients built "
        "from the document refuse it.",
        bad='# {"type": "moved"} although `to` is required\n',
        good='# {"type": "moved", "to": 3}\n',
    ),
    Entry(
        "WSG807",
        "a request was never answered, or not to the end",
        Severity.ERROR,
        "The document declares a reply, and neither it nor an error message came; or a stream began and stopped before "
        "its last message. A client waits until its own patience ends.",
        bad="# stream_start, stream_chunk, and nothing more\n",
        good="# stream_start, stream_chunk, stream_end\n",
    ),
    Entry(
        "WSG808",
        "an answer is not what was asked",
        Severity.ERROR,
        "The messages of an answer came in another order than declared, came twice, carry another request's id or "
        "none, or speak of another topic. Clients that match answers by these give them to the wrong caller.",
        bad="# request_id r-1 was asked, and r-2 is answered\n",
        good="# the reply carries the id of its request\n",
    ),
    Entry(
        "WSG809",
        "a topic's frame reached a client that never asked for it",
        Severity.ERROR,
        "Where clients subscribe by a message, a topic's frames are for its subscribers. Others may not be allowed to "
        "see them, and can't tell what they are for.",
        bad="# every connection gets what is said in thread:42\n",
        good="# self.thread(thread_id=42).send(…) reaches its subscribers alone\n",
    ),
    Entry(
        "WSG810",
        "answers take too long",
        Severity.ERROR,
        "The median time until the answer to one message begins is over 100 ms; on a busy machine the limit grows with "
        "the time of a round trip to a server that does nothing. It is measured again before it is reported.",
        bad="# time.sleep(0.2) in a handler, which holds up all other clients too\n",
        good="# await what takes long, or begin the answer before it\n",
    ),
    Entry(
        "WSG811",
        "memory grows",
        Severity.ERROR,
        "The server's memory keeps growing by more than valid frames can have left in it: something is kept for each "
        "connection, or for each frame that was refused.",
        bad="# self.seen.append(connection), and nothing removes it\n",
        good="# async def on_disconnect(…): self.seen.discard(connection)\n",
    ),
)
