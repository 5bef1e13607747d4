"""A server on this machine that behaves as tests want it to: slow, broken, changed, hostile."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """One request as it came in."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]


@dataclass
class Answer:
    """What to send: the body may be cut short although the header promises all of it."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


@dataclass
class Server:
    """A running server: its address, and what it was asked."""

    address: str
    asked: list[Asked]

    @property
    def paths(self) -> list[str]:
        return [a.path for a in self.asked]


@contextmanager
def serving(answer: Callable[[Asked], Answer]) -> Iterator[Server]:
    """Serve on a free port of the loopback while the block runs."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            one = Asked(parts.path, parse_qs(parts.query), dict(self.headers.items()))
            asked.append(one)
            told = answer(one)
            self.send_response(told.status)
            for name, value in ({"Content-Length": str(len(told.body))} | told.headers).items():
                self.send_header(name, value)
            self.end_headers()
            if told.status != 304:
                self.wfile.write(told.body[: told.cut])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}", asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def files(contents: dict[str, bytes], *, cuts: list[int] | None = None) -> Callable[[Asked], Answer]:
    """Answer with files as a good server does, with marks and ranges; the first answers are cut after so many bytes."""
    cuts = cuts or []

    def answer(asked: Asked) -> Answer:
        body = contents.get(asked.path)
        if body is None:
            return Answer(status=404)
        mark = f'"{zlib.crc32(body)}"'
        if asked.headers.get("If-None-Match") == mark:
            return Answer(status=304)
        cut = cuts.pop(0) if cuts else None
        start = int(asked.headers.get("Range", "bytes=0-")[6:-1])
        if start and asked.headers.get("If-Range") == mark:
            span = {"ETag": mark, "Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
            return Answer(body[start:], 206, span, cut)
        return Answer(body, 200, {"ETag": mark}, cut)

    return answer
