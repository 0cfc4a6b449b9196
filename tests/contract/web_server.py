"""A web server on a port of this machine that answers what a test says, and keeps what it was asked."""

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered where it is more than a body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Pages:
    """A server that runs; `pages` may be filled when its URL is known."""

    url: str
    pages: dict[str, bytes | Answer]
    asked: list[Asked]


@contextmanager
def serving_pages(pages: Mapping[str, bytes | Answer], token: str = "") -> Generator[Pages]:
    """Serves pages by path; 404 elsewhere, and 401 for whoever doesn't give the token where one is wanted."""
    asked: list[Asked] = []
    known = dict(pages)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            self.answer()

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked.append(Asked(self.command, self.path, dict(self.headers), body))
            page = known.get(self.path, Answer(404))
            if token and self.headers.get("Authorization") != token:
                page = Answer(401)
            found = page if isinstance(page, Answer) else Answer(200, body=page)
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Pages(f"http://127.0.0.1:{server.server_port}", known, asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
