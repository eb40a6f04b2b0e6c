"""A model on loopback that speaks OpenAI's chat completions, and misbehaves when it is told to.

Source: https://platform.openai.com/docs/api-reference/chat/streaming
"""

import json
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class ModelEndpoint:
    """Answers each request as the next behaviour of `script` does, and then as the last one.

    Attributes:
        script: what it does, request by request.
        requests: the bodies that it was sent.
        headers: the headers that came with them.
        left: set when a client went away early.
        closing: set when it ends.
        url: its base URL.
    """

    script: list[Behaviour] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Take a request, and do what comes next."""
        length = int(handler.headers["content-length"])
        self.requests.append(json.loads(handler.rfile.read(length)))
        self.headers.append(dict(handler.headers))
        behaviour = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        behaviour(handler)

    def says(
        self, text: str, *, usage: tuple[int, int] | None = (7, 5), size: int = 9
    ) -> Behaviour:
        """Stream `text` in pieces, and then what it used."""

        def behave(handler: BaseHTTPRequestHandler) -> None:
            _start_stream(handler)
            for at in range(0, len(text), size):
                _send(handler, {"choices": [{"delta": {"content": text[at : at + size]}}]})
            _send(handler, {"choices": [{"delta": {}, "finish_reason": "stop"}]})
            if usage:
                counts = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
                _send(handler, {"choices": [], "usage": counts})
            handler.wfile.write(b"data: [DONE]\n\n")

        return behave

    def says_at_once(self, text: str) -> Behaviour:
        """Answer without a stream, though one was asked for."""

        def behave(handler: BaseHTTPRequestHandler) -> None:
            body = json.dumps({"choices": [{"message": {"content": text}}]}).encode()
            handler.send_response(200)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        return behave

    def fails(self, status: int, **headers: str) -> Behaviour:
        """Answer a status; its body holds a secret."""

        def behave(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", "6")
            handler.end_headers()
            handler.wfile.write(b"secret")

        return behave

    def sends(self, *events: str) -> Behaviour:
        """Stream these events as they are, and close the connection."""

        def behave(handler: BaseHTTPRequestHandler) -> None:
            _start_stream(handler)
            for event in events:
                handler.wfile.write(f"data: {event}\n\n".encode())

        return behave

    def hangs(self, text: str = "", left: threading.Event | None = None) -> Behaviour:
        """Stream `text`, and then nothing until the client leaves, which sets `left`."""
        left = left or self.left

        def behave(handler: BaseHTTPRequestHandler) -> None:
            if text:
                _start_stream(handler)
                _send(handler, {"choices": [{"delta": {"content": text}}]})
            while not self.closing.is_set():
                readable, _, _ = select.select([handler.connection], [], [], 0.02)
                if readable and not handler.connection.recv(1, socket.MSG_PEEK):
                    left.set()
                    return

        return behave


def _start_stream(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()


def _send(handler: BaseHTTPRequestHandler, chunk: dict[str, Any]) -> None:
    handler.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
    handler.wfile.flush()


@contextmanager
def serve_model() -> Iterator[ModelEndpoint]:
    """A model that answers until the end of the `with`."""
    endpoint = ModelEndpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if self.path != "/v1/chat/completions":
                self.send_error(404)
                return
            try:
                endpoint.answer(self)
            except ConnectionError:
                endpoint.left.set()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield endpoint
    finally:
        endpoint.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
